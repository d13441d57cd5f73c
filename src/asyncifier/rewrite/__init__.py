"""Carries out the edits of one file on a libcst tree: bytes and edits in, new bytes out.

    >>> rewrite_source(b"f()\\n", [EditCall(Ref("call", 0), awaited=True)])
    b'await f()\\n'

It parses once, touches nothing but the pieces that edits name, and writes back every other byte as it was.
How one class of edit changes its piece is up to its rewriter; the engine knows none of them by name. Nothing
here decides: an edit that can't be carried out stops the file with `CannotRewrite`.
"""

from asyncifier.rewrite.engine import Context, Rewriter, rewrite_source
from asyncifier.rewrite.text import CannotRewrite, decode

__all__ = ["CannotRewrite", "Context", "Rewriter", "decode", "rewrite_source"]
