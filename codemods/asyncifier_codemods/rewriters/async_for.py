"""`for row in cur` -> `async for row in cur`, as a statement or in a comprehension."""

import libcst as cst

from asyncifier.edits import AsyncFor
from asyncifier.rewrite import Context
from asyncifier.rewrite.expressions import fitted, with_parentheses_of
from asyncifier.rewrite.templates import Template


def async_for(node: cst.For | cst.CompFor, edit: AsyncFor, context: Context) -> cst.For | cst.CompFor:
    """The loop or clause as an asynchronous one, over what the template makes of its iterable."""
    if edit.template is not None:
        bare = node.iter.with_changes(lpar=[], rpar=[])
        filled = with_parentheses_of(Template(edit.template).fill({"item": bare}), node.iter)
        node = node.with_changes(iter=fitted(filled, parent=node, child=node.iter))
    if node.asynchronous is not None:
        return node
    return node.with_changes(asynchronous=cst.Asynchronous())
