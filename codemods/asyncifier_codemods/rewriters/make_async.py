"""`def f` -> `async def f`."""

import libcst as cst

from asyncifier.edits import MakeAsync
from asyncifier.rewrite import Context


def make_async(node: cst.FunctionDef, edit: MakeAsync, context: Context) -> cst.FunctionDef:
    """The function as `async def`, under its new name if it gets one; one that is async stays so."""
    if edit.rename is not None:
        node = node.with_changes(name=cst.Name(edit.rename))
    return node if node.asynchronous is not None else node.with_changes(asynchronous=cst.Asynchronous())
