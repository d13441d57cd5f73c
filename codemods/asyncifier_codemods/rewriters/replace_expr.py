"""`psycopg2.Error` -> `psycopg.Error`."""

import libcst as cst

from asyncifier.edits import ReplaceExpr
from asyncifier.rewrite import Context
from asyncifier.rewrite.expressions import awaited, with_parentheses_of
from asyncifier.rewrite.templates import Template


def replace_expr(node: cst.Name | cst.Attribute, edit: ReplaceExpr, context: Context) -> cst.BaseExpression:
    """The new expression in the old one's parentheses; `{self}` is what stands before its last dot."""
    pieces = {"self": node.value} if isinstance(node, cst.Attribute) else {}
    new = Template(edit.text).fill(pieces)
    return with_parentheses_of(awaited(new) if edit.awaited else new, node)
