"""`yield from g()` -> `async for item in g(): yield item`."""

import libcst as cst

from asyncifier.edits import YieldFromLoop
from asyncifier.rewrite import CannotRewrite, Context
from asyncifier.rewrite.expressions import in_parentheses
from asyncifier.rewrite.templates import Template


def yield_from_loop(node: cst.Yield, edit: YieldFromLoop, context: Context) -> cst.Yield:
    """The same node, and the request to make its statement a loop."""
    if not isinstance(context.ancestors[-1], cst.Expr):
        raise CannotRewrite("the value of `yield from` is used, which a loop does not have")
    source = cst.ensure_type(node.value, cst.From).item
    if edit.template is not None:
        source = Template(edit.template).fill({"item": source})

    def loop(line: cst.SimpleStatementLine) -> list[cst.For]:
        item = cst.Name(edit.variable)
        body = cst.SimpleStatementLine([cst.Expr(cst.Yield(item))])
        return [
            cst.For(
                item,
                in_parentheses(source) if isinstance(source, cst.NamedExpr) and not source.lpar else source,
                cst.IndentedBlock([body], header=line.trailing_whitespace),
                asynchronous=cst.Asynchronous() if edit.asynchronous else None,
                leading_lines=line.leading_lines,
            )
        ]

    context.replace_line(loop)
    return node
