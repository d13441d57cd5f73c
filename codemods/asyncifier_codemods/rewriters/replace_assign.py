"""`conn.autocommit = True` -> `await conn.set_autocommit(True)`."""

import libcst as cst

from asyncifier.edits import ReplaceAssign
from asyncifier.rewrite import CannotRewrite, Context
from asyncifier.rewrite.expressions import awaited, code
from asyncifier.rewrite.templates import Template
from asyncifier_codemods.rewriters.statements import without


def replace_assign(node: cst.BaseSmallStatement, edit: ReplaceAssign, context: Context) -> cst.Expr:
    """An expression statement made of the target and the value."""
    match node:
        case cst.Assign(targets=[cst.AssignTarget(target=target)], value=value):
            pieces: dict[str, cst.BaseExpression] = {"value": value}
        case _:
            raise CannotRewrite(f"`{code(node)}` is not an assignment to one attribute")
    if isinstance(target, cst.Attribute):
        pieces["self"] = target.value
    if edit.template == "None":
        context.replace_block(without)  # nothing is left of it
    result = Template(edit.template).fill(pieces)
    return cst.Expr(awaited(result) if edit.awaited else result, semicolon=node.semicolon)
