"""`any(f(x) for x in y)` -> `any([f(x) for x in y])`."""

import libcst as cst

from asyncifier.edits import ListComprehension
from asyncifier.rewrite import Context


def list_comprehension(node: cst.GeneratorExp, edit: ListComprehension, context: Context) -> cst.ListComp:
    """The same comprehension in brackets, which take the place of its own parentheses."""
    lbracket, rbracket = cst.LeftSquareBracket(), cst.RightSquareBracket()
    if node.lpar:  # the innermost pair belongs to the generator expression
        lbracket = cst.LeftSquareBracket(whitespace_after=node.lpar[-1].whitespace_after)
        rbracket = cst.RightSquareBracket(whitespace_before=node.rpar[0].whitespace_before)
    return cst.ListComp(
        node.elt, node.for_in, lbracket=lbracket, rbracket=rbracket, lpar=node.lpar[:-1], rpar=node.rpar[1:]
    )
