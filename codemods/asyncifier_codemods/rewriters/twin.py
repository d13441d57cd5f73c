"""The old function, and the new one behind it."""

import libcst as cst

from asyncifier.rewrite import CannotRewrite, Context


def behind_original(new: cst.FunctionDef, context: Context) -> cst.FlattenSentinel[cst.FunctionDef]:
    """The function as it was before any edit, then `new`, as far apart as functions are there."""
    if not isinstance(context.original, cst.FunctionDef):
        raise CannotRewrite("only a function can have a twin")
    is_top = isinstance(context.ancestors[-1], cst.Module)
    gap = [cst.EmptyLine(indent=False)] * (2 if is_top else 1)
    return cst.FlattenSentinel([context.original, new.with_changes(leading_lines=gap)])
