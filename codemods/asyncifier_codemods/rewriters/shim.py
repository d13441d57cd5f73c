"""`def main(): …` -> `async def _main(): …` and `def main(): return asyncio.run(_main())`."""

from collections.abc import Iterator, Sequence

import libcst as cst

from asyncifier.edits import Shim
from asyncifier.rewrite import CannotRewrite, Context
from asyncifier.rewrite.expressions import code
from asyncifier.rewrite.templates import expression


def shim(
    node: cst.FunctionDef, edit: Shim, context: Context
) -> cst.FunctionDef | cst.FlattenSentinel[cst.FunctionDef]:
    """The inner coroutine function with the body, then the outer one that runs it."""
    if node.asynchronous is not None:
        return node
    docstring, body = _without_docstring(node.body)
    method = _kind_of_method(node, context)
    blank_lines, comments = _blank_lines_and_comments(node.leading_lines)
    inner = node.with_changes(
        asynchronous=cst.Asynchronous(),
        name=cst.Name(edit.inner),
        decorators=[decorator for decorator in node.decorators if code(decorator.decorator) == method],
        lines_after_decorators=[],
        leading_lines=blank_lines,
        body=body,
    )
    outer = node.with_changes(
        leading_lines=[*_gap(context), *comments],
        body=cst.IndentedBlock([*docstring, _run(node, edit, method, context)]),
    )
    return cst.FlattenSentinel([inner, outer])


def _without_docstring(body: cst.BaseSuite) -> tuple[list[cst.BaseStatement], cst.BaseSuite]:
    if not isinstance(body, cst.IndentedBlock):
        return [], body
    match body.body[0]:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())]):
            rest = body.body[1:] or [cst.SimpleStatementLine([cst.Pass()])]
            return [body.body[0]], body.with_changes(body=rest)
    return [], body


def _kind_of_method(node: cst.FunctionDef, context: Context) -> str:
    """ "" outside classes, else "staticmethod", "classmethod" or "method"."""
    if len(context.ancestors) < 2 or not isinstance(context.ancestors[-2], cst.ClassDef):
        return ""
    decorators = {code(decorator.decorator) for decorator in node.decorators}
    return next((name for name in ("staticmethod", "classmethod") if name in decorators), "method")


def _blank_lines_and_comments(
    lines: Sequence[cst.EmptyLine],
) -> tuple[list[cst.EmptyLine], list[cst.EmptyLine]]:
    """A comment above the function stays with the outer one."""
    first_comment = next((i for i, line in enumerate(lines) if line.comment), len(lines))
    return list(lines[:first_comment]), list(lines[first_comment:])


def _gap(context: Context) -> list[cst.EmptyLine]:
    is_top_level = isinstance(context.ancestors[-1], cst.Module)
    return [cst.EmptyLine(indent=False)] * (2 if is_top_level else 1)


def _run(node: cst.FunctionDef, edit: Shim, method: str, context: Context) -> cst.SimpleStatementLine:
    args = list(_passed_on(node.params))
    inner: cst.BaseExpression = cst.Name(edit.inner)
    if method == "staticmethod":
        inner = cst.Attribute(cst.ensure_type(context.ancestors[-2], cst.ClassDef).name, cst.Name(edit.inner))
    elif method:
        if not args or args[0].star or args[0].keyword:
            raise CannotRewrite(f"the method {node.name.value} has no parameter for its own object")
        inner = cst.Attribute(args.pop(0).value, cst.Name(edit.inner))
    call = cst.Call(expression(edit.runner), [cst.Arg(cst.Call(inner, args))])
    return cst.SimpleStatementLine([cst.Return(call)])


def _passed_on(params: cst.Parameters) -> Iterator[cst.Arg]:
    """The arguments that hand all parameters on as they came."""
    for param in (*params.posonly_params, *params.params):
        yield cst.Arg(param.name)
    if isinstance(params.star_arg, cst.Param):
        yield cst.Arg(params.star_arg.name, star="*")
    for param in params.kwonly_params:
        yield cst.Arg(param.name, keyword=param.name, equal=_tight_equal())
    if params.star_kwarg is not None:
        yield cst.Arg(params.star_kwarg.name, star="**")


def _tight_equal() -> cst.AssignEqual:
    return cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
