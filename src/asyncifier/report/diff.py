"""The changes as one patch that `git apply` and `patch -p1` take."""

from __future__ import annotations

import difflib
import io
from collections.abc import Iterable, Iterator

_CONTROL = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_COLOURS = ((b"+++", b"1"), (b"---", b"1"), (b"@@", b"36"), (b"+", b"32"), (b"-", b"31"))


def unified_diff(path: str, old: bytes | None, new: bytes) -> bytes:
    r"""One file's part of a patch; `old` is None for a new file, and equal texts give nothing.

    >>> unified_diff("a.py", b"x\n", b"y\n")
    b'--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-x\n+y\n'

    Bytes in, bytes out: line ends and encodings are the file's own.
    """
    lines = difflib.diff_bytes(
        difflib.unified_diff,
        _lines(old or b""),
        _lines(new),
        b"/dev/null" if old is None else _header_name(f"a/{path}"),
        _header_name(f"b/{path}"),
    )
    return b"".join(_mark_missing_newline(lines))


def coloured(patch: bytes) -> bytes:
    """The patch with terminal colours: added green, removed red, places cyan, file names bold."""
    return b"".join(_coloured_line(line) for line in _lines(patch))


def _lines(text: bytes) -> list[bytes]:
    # Not splitlines(): a lone carriage return or a form feed ends no line in a patch.
    return io.BytesIO(text).readlines()


def _header_name(name: str) -> bytes:
    """The file name as git writes it: quoted if it must be, a tab behind it if it has a blank."""
    if any(char in name for char in _CONTROL):
        name = '"' + "".join(_CONTROL.get(char, char) for char in name) + '"'
    elif " " in name:
        name += "\t"  # else patch takes what follows the blank for a date
    return name.encode("utf-8", "surrogateescape")


def _mark_missing_newline(lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def _coloured_line(line: bytes) -> bytes:
    for start, code in _COLOURS:
        if line.startswith(start):
            # The reset comes before the line end, or a pager would colour the next line too.
            text = line.rstrip(b"\r\n")
            return b"\x1b[" + code + b"m" + text + b"\x1b[0m" + line[len(text) :]
    return line
