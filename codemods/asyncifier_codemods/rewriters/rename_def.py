"""`def __iter__` -> `def __aiter__`."""

import libcst as cst

from asyncifier.edits import RenameDef
from asyncifier.rewrite import Context
from asyncifier_codemods.rewriters.twin import behind_original


def rename_def(
    node: cst.FunctionDef, edit: RenameDef, context: Context
) -> cst.FunctionDef | cst.FlattenSentinel[cst.FunctionDef]:
    """The function under its new name."""
    node = node.with_changes(name=cst.Name(edit.rename))
    return behind_original(node, context) if edit.twin else node
