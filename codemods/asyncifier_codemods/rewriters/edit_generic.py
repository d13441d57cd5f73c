"""`Callable[[int], str]` -> `Callable[[int], Awaitable[str]]`."""

import libcst as cst

from asyncifier.edits import EditGeneric
from asyncifier.rewrite import CannotRewrite, Context
from asyncifier.rewrite.templates import Template


def edit_generic(node: cst.Subscript, edit: EditGeneric, context: Context) -> cst.Subscript:
    """The type with its first `keep` arguments, and `last` around the last of them."""
    arguments = list(node.slice)
    if edit.keep is not None and edit.keep < len(arguments):
        comma = arguments[-1].comma
        arguments = arguments[: edit.keep]
        arguments[-1] = arguments[-1].with_changes(comma=comma)
    if edit.last is not None:
        index = arguments[-1].slice
        if not isinstance(index, cst.Index):
            raise CannotRewrite("a slice is no argument of a type")
        new = Template(edit.last).fill({"item": index.value})
        arguments[-1] = arguments[-1].with_changes(slice=index.with_changes(value=new))
    return node.with_changes(slice=arguments)
