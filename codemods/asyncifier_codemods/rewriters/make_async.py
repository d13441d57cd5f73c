"""`def f` -> `async def f`."""

import libcst as cst

from asyncifier.edits import MakeAsync
from asyncifier.rewrite import Context
from asyncifier_codemods.rewriters.statements import is_docstring, small_statement
from asyncifier_codemods.rewriters.twin import behind_original


def make_async(
    node: cst.FunctionDef, edit: MakeAsync, context: Context
) -> cst.FunctionDef | cst.FlattenSentinel[cst.FunctionDef]:
    """The function as `async def`, under its new name if it gets one; one that is async stays so."""
    if edit.rename is not None:
        node = node.with_changes(name=cst.Name(edit.rename))
    if edit.setup:
        node = node.with_changes(body=_set_up(node.body, edit.setup))
    if node.asynchronous is None:
        node = node.with_changes(asynchronous=cst.Asynchronous())
    return behind_original(node, context) if edit.twin else node


def _set_up(body: cst.BaseSuite, setup: tuple[str, ...]) -> cst.BaseSuite:
    """The body with the statements at its start, below the docstring."""
    first = [cst.SimpleStatementLine([small_statement(text)]) for text in setup]
    if not isinstance(body, cst.IndentedBlock):  # `def f(): return g()`
        return cst.IndentedBlock(
            [*first, cst.SimpleStatementLine(cst.ensure_type(body, cst.SimpleStatementSuite).body)]
        )
    start = 1 if is_docstring(body.body[0]) else 0
    return body.with_changes(body=[*body.body[:start], *first, *body.body[start:]])
