"""The one error of the verify stage."""

from __future__ import annotations

from asyncifier.errors import AsyncifyError


class Unverified(AsyncifyError):
    """The new text of a file can't be shown to be right; the file stays as it is.

    `line` is 1-based, in the new text unless the message says the old one; 0 when there is no one line.
    """

    def __init__(self, reason: str, line: int = 0) -> None:
        self.reason = reason
        self.line = line
        place = f" (line {line})" if line else ""
        super().__init__(f"the rewritten file was not written, as it can't be verified: {reason}{place}")
