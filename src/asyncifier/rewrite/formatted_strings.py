"""Keeps f-strings valid before Python 3.12, and lets `f"{x=}"` print what it printed.

>>> # f"{get(0)}"  ->  f"{get('key')}", not f"{get("key")}": no quote of the string itself inside its braces
>>> # f"{get(0)=}" ->  f"get(0)={await get(0)!r}"
"""

from __future__ import annotations

import libcst as cst

from asyncifier.rewrite.expressions import code
from asyncifier.rewrite.text import CannotRewrite


def requoted(old: cst.FormattedString, new: cst.FormattedString) -> cst.FormattedString:
    """`new`, an edited `old`, with the quotes that edits brought into its braces changed where they clash."""
    new = _with_old_texts(old, new)
    if not _brings_in(new.quote[0], old, new) and not _brings_in("\\", old, new):
        return _spaced(new)
    fixed = new.with_changes(parts=[part.visit(_OtherQuotes(new.quote[0])) for part in new.parts])
    if _brings_in(new.quote[0], old, fixed) or _brings_in("\\", old, fixed):
        raise CannotRewrite(f"the edit would need the quotes of the f-string {code(old)} inside its braces")
    return _spaced(fixed)


def _with_old_texts(old: cst.FormattedString, new: cst.FormattedString) -> cst.FormattedString:
    """`{x=}` shows its own source text: that of before is written out where the expression was edited."""
    parts: list[cst.BaseFormattedStringContent] = []
    for before, after in zip(old.parts, new.parts, strict=True):
        shows_text = isinstance(before, cst.FormattedStringExpression) and before.equal is not None
        if not shows_text or code(before) == code(after):
            parts.append(after)
            continue
        before = cst.ensure_type(before, cst.FormattedStringExpression)
        after = cst.ensure_type(after, cst.FormattedStringExpression)
        parts.append(cst.FormattedStringText(_shown_text(old, before)))
        parts.append(
            after.with_changes(
                equal=None,
                conversion=after.conversion or ("r" if after.format_spec is None else None),
                whitespace_before_expression=cst.SimpleWhitespace(""),
                whitespace_after_expression=cst.SimpleWhitespace(""),
            )
        )
    return new.with_changes(parts=parts)


def _shown_text(string: cst.FormattedString, part: cst.FormattedStringExpression) -> str:
    """What `{x = }` prints before the value, as it is written outside the braces of the same string."""
    pieces = (
        part.whitespace_before_expression,
        part.expression,
        part.whitespace_after_expression,
        part.equal,
    )
    text = "".join(code(piece) for piece in pieces if piece is not None)
    if "\\" in text or "\n" in text or string.quote[0] in text:
        raise CannotRewrite(
            f"{code(string)} shows the text of an expression that can't stand outside its braces"
        )
    return text.replace("{", "{{").replace("}", "}}")


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
