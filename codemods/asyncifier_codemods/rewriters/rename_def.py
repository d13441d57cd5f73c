"""`def __iter__` -> `def __aiter__`."""

import libcst as cst

from asyncifier.edits import RenameDef
from asyncifier.rewrite import Context


def rename_def(node: cst.FunctionDef, edit: RenameDef, context: Context) -> cst.FunctionDef:
    """The function under its new name."""
    return node.with_changes(name=cst.Name(edit.rename))
