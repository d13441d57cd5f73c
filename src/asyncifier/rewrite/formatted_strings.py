"""Keeps f-strings valid before Python 3.12: no quote of the string itself inside its braces.

>>> # f"{get(0)}"  ->  f"{get('key')}", not f"{get("key")}"
"""

from __future__ import annotations

import libcst as cst

from asyncifier.rewrite.expressions import code
from asyncifier.rewrite.text import CannotRewrite


def requoted(old: cst.FormattedString, new: cst.FormattedString) -> cst.FormattedString:
    """`new`, an edited `old`, with the quotes that edits brought into its braces changed where they clash."""
    if not _brings_in(new.quote[0], old, new) and not _brings_in("\\", old, new):
        return _spaced(new)
    fixed = new.with_changes(parts=[part.visit(_OtherQuotes(new.quote[0])) for part in new.parts])
    if _brings_in(new.quote[0], old, fixed) or _brings_in("\\", old, fixed):
        raise CannotRewrite(f"the edit would need the quotes of the f-string {code(old)} inside its braces")
    return _spaced(fixed)


def _spaced(string: cst.FormattedString) -> cst.FormattedString:
    return cst.ensure_type(string.visit(_SpaceBeforeBrace()), cst.FormattedString)


def _brings_in(character: str, old: cst.FormattedString, new: cst.FormattedString) -> bool:
    return code(new).count(character) > code(old).count(character)


class _OtherQuotes(cst.CSTTransformer):
    def __init__(self, clashing: str) -> None:
        super().__init__()
        self._clashing = clashing

    def leave_SimpleString(
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.SimpleString:
        other = "'" if self._clashing == '"' else '"'
        if original_node.quote != self._clashing or other in original_node.value:
            return updated_node
        return updated_node.with_changes(value=original_node.value.replace(self._clashing, other))


class _SpaceBeforeBrace(cst.CSTTransformer):
    """`{{x}}` would print braces; `{ {x} }` is a set."""

    def leave_FormattedStringExpression(
        self, original_node: cst.FormattedStringExpression, updated_node: cst.FormattedStringExpression
    ) -> cst.FormattedStringExpression:
        if code(updated_node.expression).startswith("{") and not code(updated_node).startswith("{ "):
            return updated_node.with_changes(whitespace_before_expression=cst.SimpleWhitespace(" "))
        return updated_node
