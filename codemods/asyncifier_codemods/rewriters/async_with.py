"""`with connect() as c:` -> `async with connect() as c:`."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import libcst as cst

from asyncifier.edits import AsyncWith
from asyncifier.rewrite import CannotRewrite, Context
from asyncifier.rewrite.expressions import awaited, with_parentheses_of
from asyncifier.rewrite.templates import Template


def async_with(
    node: cst.With, edit: AsyncWith, context: Context
) -> cst.With | cst.FlattenSentinel[cst.BaseStatement]:
    """The statement with its items rewritten; nested ones when some items stay synchronous."""
    items = _items(node, edit)
    if not items:
        return cst.FlattenSentinel(_body(node))
    if edit.keep_sync or node.asynchronous is not None:
        return node.with_changes(items=_separated([item.node for item in items], node))
    groups = [
        ([item.node for item in group], is_async)
        for is_async, group in groupby(items, key=lambda item: item.is_async)
    ]
    if len(groups) == 1:
        return _statement(node, *groups[0], node.body)
    body, header = node.body, cst.TrailingWhitespace()
    if isinstance(body, cst.IndentedBlock):  # the comment behind the colon stays on the first line
        body, header = body.with_changes(header=header), body.header
    for group, is_async in reversed(groups[1:]):
        body = cst.IndentedBlock([_nested(node, group, is_async, body)])
    return _statement(node, *groups[0], body.with_changes(header=header))


@dataclass(frozen=True)
class _Item:
    node: cst.WithItem
    is_async: bool


def _items(node: cst.With, edit: AsyncWith) -> list[_Item]:
    templates, before, added = dict(edit.templates), dict(edit.insert_before), dict(edit.insert_after)
    named = {*edit.plain, *edit.awaited, *templates, *before, *added, *edit.dropped}
    if any(number not in range(len(node.items)) for number in named):
        raise CannotRewrite(f"the with statement has only {len(node.items)} items")
    items: list[_Item] = []
    for number, item in enumerate(node.items):
        if number in edit.dropped:
            continue
        value = item.item
        if number in edit.awaited:
            value = awaited(value)
        if number in templates:
            bare = value.with_changes(lpar=[], rpar=[])
            filled = Template(templates[number]).fill({"item": bare, **_parts(bare)})
            value = with_parentheses_of(filled, value)
        if number in before:
            items.append(_Item(cst.WithItem(Template(before[number]).fill({})), is_async=True))
        items.append(_Item(item.with_changes(item=value), number not in edit.plain))
        if number in added:
            new = Template(added[number]).fill({"item": value, **_parts(value)})
            items.append(_Item(cst.WithItem(new), is_async=True))
    return items


def _body(node: cst.With) -> list[cst.BaseStatement]:
    """The statements of the block, with the comments that stood around it."""
    if not isinstance(node.body, cst.IndentedBlock):
        return [cst.SimpleStatementLine(cst.ensure_type(node.body, cst.SimpleStatementSuite).body)]
    first, *others = node.body.body
    header = node.body.header.comment
    lines = [*node.leading_lines, *([cst.EmptyLine(comment=header)] if header is not None else [])]
    own = [line for line in first.leading_lines if line.comment is not None]  # type: ignore[attr-defined]
    return [first.with_changes(leading_lines=[*lines, *own]), *others]


def _parts(value: cst.BaseExpression) -> dict[str, cst.BaseExpression]:
    """`{self}` in the template of an item, when it is a call of a method or an attribute."""
    func = value.func if isinstance(value, cst.Call) else value
    return {"self": func.value} if isinstance(func, cst.Attribute) else {}


def _statement(
    node: cst.With, items: Sequence[cst.WithItem], is_async: bool, body: cst.BaseSuite
) -> cst.With:
    return node.with_changes(
        asynchronous=cst.Asynchronous() if is_async else None, items=_separated(items, node), body=body
    )


def _nested(node: cst.With, items: Sequence[cst.WithItem], is_async: bool, body: cst.BaseSuite) -> cst.With:
    return _statement(node, items, is_async, body).with_changes(leading_lines=[])


def _separated(items: Sequence[cst.WithItem], node: cst.With) -> list[cst.WithItem]:
    """`items` with commas between them and, in parentheses, the end that the statement had."""
    default = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    between = next((i.comma for i in node.items[:-1] if isinstance(i.comma, cst.Comma)), default)
    last = items[-1]
    result = [
        (
            item
            if isinstance(item.comma, cst.Comma) and item.comma is not node.items[-1].comma
            else item.with_changes(comma=between)
        )
        for item in items[:-1]
    ]
    return [*result, last.with_changes(comma=node.items[-1].comma)]
