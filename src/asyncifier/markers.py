"""Comments that say in the code what was refused there, and why.

    # asyncify: refused[ASY102] shop.Basket.total is a property: an attribute can't be awaited where it is read
    @property
    def total(self):

A marker is a line of its own above the statement, so that no string, continuation or other comment is touched. It holds
no line numbers: written once, it stays the same.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asyncifier.plan import Refusal

_WIDTH = 110
_SHORTEST = 40  # of a reason, however deep the statement stands
_PREFIX = b"# asyncify: refused["
_MARKER = re.compile(r"# asyncify: refused\[(?P<code>ASY\d{3})\](?: (?P<reason>.*))?")
_PLACE = re.compile(r"(?<=\.py):\d+(:\d+)?\b| in lines? \d+\b")
_MAGIC = re.compile(r"#|(?<=coding)[:=]")
"""What would make the comment say something to Python or to other tools."""
_BOM = b"\xef\xbb\xbf"
_NO_CODE = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
)


@dataclass(frozen=True)
class Marker:
    """A marker in a file; `line` from 1, `column` from 0."""

    line: int
    column: int
    code: str
    reason: str


def markers_in(source: bytes) -> tuple[Marker, ...]:
    """The markers of a file: comments with a line of their own, not what a string says."""
    if _PREFIX not in source:
        return ()
    return tuple(_markers(_tokens(source.removeprefix(_BOM))))


def with_markers(source: bytes, refusals: Iterable[Refusal], *, add: bool) -> bytes:
    """The source with a marker for each refusal (an error) in it; without `add`, only where one stands already.

    Markers of what is not refused any more go. A file that can't be marked without touching code stays as it is.
    """
    refused = [item for item in refusals if item.severity == "error" and item.line > 0]
    if _PREFIX not in source and not (add and refused):
        return source
    text = source.removeprefix(_BOM)
    tokens = _tokens(text)
    if not tokens or b"\r" in text.replace(b"\r\n", b""):
        return source
    encoding = tokenize.detect_encoding(io.BytesIO(text).readline)[0]
    known = {marker.line: marker for marker in _markers(tokens)}
    lines = text.splitlines(keepends=True)
    starts = _starts(tokens)
    wanted: dict[int, dict[str, bytes]] = {}
    for item in sorted(refused, key=lambda item: (item.code, item.message)):
        start = starts.get(item.line, 0)
        if start and (add or item.code in _codes_above(start, lines, known)):
            at = wanted.setdefault(start, {})  # one for each code: two calls in a statement have one remedy
            at.setdefault(item.code, _marker_line(item, lines[start - 1], encoding))
    new: list[bytes] = []
    for number, line in enumerate(lines, 1):
        new += wanted.get(number, {}).values()
        if number not in known:
            new.append(line)
    marked = b"".join(new)
    return source[: len(source) - len(text)] + marked if _is_same_code(text, marked) else source


def _marker_line(refusal: Refusal, statement: bytes, encoding: str) -> bytes:
    indentation = statement[: len(statement) - len(statement.lstrip(b" \t\f"))]
    start = f"# asyncify: refused[{refusal.code}]"
    reason = " ".join(_MAGIC.sub("", _PLACE.sub("", refusal.message)).split())
    room = max(_SHORTEST, _WIDTH - len(indentation) - len(start) - 1)
    if len(reason) > room:
        reason = reason[: room - 3].rstrip() + "..."
    end = b"\r\n" if statement.endswith(b"\r\n") else b"\n"
    return indentation + f"{start} {reason}".rstrip().encode(encoding, "replace") + end


def _codes_above(start: int, lines: list[bytes], known: dict[int, Marker]) -> set[str]:
    """The codes of the markers in the comments right above a line."""
    found = set()
    number = start - 1
    while number >= 1 and lines[number - 1].lstrip().startswith(b"#"):
        if number in known:
            found.add(known[number].code)
        number -= 1
    return found


def _starts(tokens: list[tokenize.TokenInfo]) -> dict[int, int]:
    """For each line with code, the first line of its statement: that of its first decorator, if it has some."""
    found: dict[int, int] = {}
    first: tokenize.TokenInfo | None = None
    decorated = 0
    for token in tokens:
        if token.type in _NO_CODE:
            continue
        first = first or token
        if token.type == tokenize.NEWLINE:
            start = decorated or first.start[0]
            found.update(dict.fromkeys(range(first.start[0], token.end[0] + 1), start))
            decorated = start if first.string == "@" else 0
            first = None
    return found


def _markers(tokens: list[tokenize.TokenInfo]) -> Iterator[Marker]:
    for token in tokens:
        match = _MARKER.fullmatch(token.string) if token.type == tokenize.COMMENT else None
        line, column = token.start
        if match is not None and not token.line[:column].strip():
            yield Marker(line, column, match["code"], match["reason"] or "")


def _is_same_code(old: bytes, new: bytes) -> bool:
    """Both have the same tokens, but for comments."""
    return [(item.type, item.string) for item in _tokens(old) if item.type not in _NO_CODE] == [
        (item.type, item.string) for item in _tokens(new) if item.type not in _NO_CODE
    ]


def _tokens(source: bytes) -> list[tokenize.TokenInfo]:
    """The tokens of a file; none when it is not valid Python."""
    try:
        found = list(tokenize.tokenize(io.BytesIO(source).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return []
    return [] if any(token.type == tokenize.ERRORTOKEN for token in found) else found
