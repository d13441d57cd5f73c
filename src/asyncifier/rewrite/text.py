"""Bytes of a file to text and back without losing one of them.

>>> decoded = decode(b"\\xef\\xbb\\xbfx = 1\\r\\n")
>>> decoded.text, decoded.encoding, decoded.bom
('x = 1\\r\\n', 'utf-8', b'\\xef\\xbb\\xbf')
"""

from __future__ import annotations

import codecs
import io
import tokenize
from dataclasses import dataclass
from difflib import SequenceMatcher

from asyncifier.errors import AsyncifyError


class CannotRewrite(AsyncifyError):
    """The edits of one file can't be carried out; the file stays as it is.

    `line` is 1-based, 0 when the reason is not in one place.
    """

    def __init__(self, reason: str, line: int = 0) -> None:
        self.reason = reason
        self.line = line
        super().__init__(f"line {line}: {reason}" if line else reason)


@dataclass(frozen=True)
class Decoded:
    """The text of a file, and what it takes to write it back."""

    text: str
    encoding: str
    bom: bytes

    def encode(self, text: str) -> bytes:
        """`text` in the file's own encoding, with its BOM if it had one."""
        try:
            return self.bom + text.encode(self.encoding)
        except UnicodeEncodeError as error:
            character = text[error.start]
            raise CannotRewrite(
                f"the file is encoded as {self.encoding}, which has no {character!r};"
                " convert the file to UTF-8 first"
            ) from error


def decode(source: bytes) -> Decoded:
    """Decodes as PEP 263 says: by BOM, else by the coding line, else as UTF-8."""
    bom = codecs.BOM_UTF8 if source.startswith(codecs.BOM_UTF8) else b""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        encoding = "utf-8" if bom else encoding
        return Decoded(source[len(bom) :].decode(encoding), encoding, bom)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise CannotRewrite(f"the file can't be decoded: {error}") from error


def splice(source: str, printed: str, rewritten: str) -> str:
    """Carries the difference between `printed` and `rewritten` over to `source`, line by line.

    For files that libcst does not print back as they were: `printed` is what it makes of `source`
    without any edit. Only lines that it prints right may change.

    >>> splice("except X :\\n    f()\\n", "except X:\\n    f()\\n", "except X:\\n    await f()\\n")
    'except X :\\n    await f()\\n'
    """
    lines, printed_lines, new_lines = (text.split("\n") for text in (source, printed, rewritten))
    if len(lines) != len(printed_lines):
        raise CannotRewrite("libcst does not print this file back line by line; please report it")
    result: list[str] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(
        None, printed_lines, new_lines, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            result += lines[start:end]
            continue
        for number in range(start, end):
            if lines[number] != printed_lines[number]:
                raise CannotRewrite("an edit falls on a line that libcst does not print back", number + 1)
        result += new_lines[new_start:new_end]
    return "\n".join(result)
