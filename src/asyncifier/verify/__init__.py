"""Proves that a rewritten file differs from the old one in what its edits say, and in nothing else.

    >>> verify(b"f()\\n", b"f()\\n", [], versions=((3, 10), (3, 13)))

Three independent looks, none of which trusts the rewriters (and none of which uses libcst): the new source
compiles; the two syntax trees are the same but for the planned edits, each of which is there; the lines
that carry no edit are the same bytes.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TypeAlias

from asyncifier.edits import Edit
from asyncifier.rewrite.deep import with_deep_stack
from asyncifier.rewrite.text import decode
from asyncifier.verify.lines import check_lines
from asyncifier.verify.structure import check_structure
from asyncifier.verify.unverified import Unverified
from asyncifier.verify.versions import check_compiles

Version: TypeAlias = tuple[int, int]

__all__ = ["Unverified", "Version", "verify"]


def verify(old: bytes, new: bytes, edits: Sequence[Edit], *, versions: tuple[Version, Version]) -> None:
    """Raises `Unverified`, with the reason and the line, unless `new` is `old` with `edits` carried out.

    `versions` are the lowest and the highest Python that the project runs on.
    """
    if old != new or edits:
        old_text, new_text = decode(old).text, decode(new).text
        try:
            with_deep_stack(lambda: _verify(old_text, new_text, edits, versions[0]))
        except RecursionError as error:  # Python 3.12 has a limit that can't be raised
            raise Unverified("the code is nested too deeply for this Python") from error


def _verify(old: str, new: str, edits: Sequence[Edit], lowest: Version) -> None:
    old_tree = ast.parse(old)
    new_tree = check_compiles(old_tree, new, lowest)
    check_structure(old_tree, new_tree, edits)
    check_lines(old_tree, old, new, edits)
