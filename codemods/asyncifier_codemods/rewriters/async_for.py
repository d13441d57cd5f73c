"""`for row in cur` -> `async for row in cur`, as a statement or in a comprehension."""

import libcst as cst

from asyncifier.edits import AsyncFor
from asyncifier.rewrite import Context
from asyncifier.rewrite.expressions import fitted, with_parentheses_of
from asyncifier.rewrite.templates import Template, expression


def async_for(
    node: cst.For | cst.CompFor, edit: AsyncFor, context: Context
) -> cst.For | cst.CompFor | cst.With:
    """The loop or clause as an asynchronous one, over what the template makes of its iterable."""
    if edit.template is not None:
        bare = node.iter.with_changes(lpar=[], rpar=[])
        filled = with_parentheses_of(Template(edit.template).fill({"item": bare}), node.iter)
        node = node.with_changes(iter=fitted(filled, parent=node, child=node.iter))
    if node.asynchronous is not None:
        return node
    node = node.with_changes(asynchronous=cst.Asynchronous())
    return _closing(node, edit.closing) if isinstance(node, cst.For) and edit.closing is not None else node


def _closing(loop: cst.For, name: str) -> cst.With:
    """The loop in a block that closes what it iterates."""
    closing = cst.Call(expression("contextlib.aclosing"), [cst.Arg(loop.iter)])
    space = cst.SimpleWhitespace(" ")
    bound = cst.AsName(cst.Name(name), whitespace_before_as=space, whitespace_after_as=space)
    inner = loop.with_changes(iter=cst.Name(name), leading_lines=[])
    return cst.With(
        items=[cst.WithItem(closing, bound)],
        body=cst.IndentedBlock([inner]),
        asynchronous=cst.Asynchronous(),
        leading_lines=loop.leading_lines,
    )
