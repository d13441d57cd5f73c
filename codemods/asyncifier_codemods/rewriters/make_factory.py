"""`def __init__(self, dsn)` -> `@classmethod` and `async def create(cls, dsn)`."""

from collections.abc import Sequence

import libcst as cst

from asyncifier.edits import MakeFactory
from asyncifier.rewrite import CannotRewrite, Context
from asyncifier_codemods.rewriters.statements import is_docstring, small_statement

_CLASSMETHOD = cst.Decorator(cst.Name("classmethod"))


def make_factory(
    node: cst.FunctionDef, edit: MakeFactory, context: Context
) -> cst.FunctionDef | cst.FlattenSentinel[cst.FunctionDef]:
    """The class method with the body of `__init__`; or that, and the body in a coroutine method of its own."""
    if edit.initializer is not None:
        return _initializer(node, edit.create, edit.initializer, context)
    if edit.create is None:
        raise CannotRewrite("a factory without a name")
    name = _first_parameter(node).name.value
    body = node.body.visit(_Returns(name))
    assert isinstance(body, cst.BaseSuite)
    return node.with_changes(
        asynchronous=cst.Asynchronous(),
        name=cst.Name(edit.create),
        params=_of_the_class(node.params),
        returns=_class_name(node, context),
        decorators=[_CLASSMETHOD, *node.decorators],
        body=_making(body, name),
    )


def _initializer(
    node: cst.FunctionDef, create: str | None, initializer: str, context: Context
) -> cst.FunctionDef | cst.FlattenSentinel[cst.FunctionDef]:
    inner = node.with_changes(asynchronous=cst.Asynchronous(), name=cst.Name(initializer))
    if create is None:
        return inner
    text = (
        f"@classmethod\nasync def {create}(cls, *args, **kwargs):\n"
        f"    self = cls.__new__(cls)\n    await self.{initializer}(*args, **kwargs)\n    return self\n"
    )
    outer = cst.ensure_type(cst.parse_statement(text, config=context.config), cst.FunctionDef)
    outer = outer.with_changes(leading_lines=node.leading_lines)
    return cst.FlattenSentinel([outer, inner.with_changes(leading_lines=[cst.EmptyLine(indent=False)])])


def _first_parameter(node: cst.FunctionDef) -> cst.Param:
    first = next(iter((*node.params.posonly_params, *node.params.params)), None)
    if first is None:
        raise CannotRewrite(f"the method {node.name.value} has no parameter for its own object")
    return first


def _of_the_class(params: cst.Parameters) -> cst.Parameters:
    """The parameters with `cls` in the place of `self`."""
    kind = "posonly_params" if params.posonly_params else "params"
    first, *others = getattr(params, kind)
    cls = first.with_changes(name=cst.Name("cls"), annotation=None)
    return params.with_changes(**{kind: [cls, *others]})


def _class_name(node: cst.FunctionDef, context: Context) -> cst.Annotation | None:
    """The class in quotes, where `__init__` was annotated and the class can be named."""
    if node.returns is None or not isinstance(context.ancestors[-3], cst.Module):
        return None
    name = cst.ensure_type(context.ancestors[-2], cst.ClassDef).name.value
    return node.returns.with_changes(annotation=cst.SimpleString(f'"{name}"'))


def _making(body: cst.BaseSuite, name: str) -> cst.IndentedBlock:
    """The body between the making of the object and its return."""
    statements: Sequence[cst.BaseStatement]
    if isinstance(body, cst.IndentedBlock):
        statements = body.body
    else:
        statements = [cst.SimpleStatementLine(cst.ensure_type(body, cst.SimpleStatementSuite).body)]
    start = 1 if is_docstring(statements[0]) else 0
    make: cst.BaseStatement = cst.SimpleStatementLine([small_statement(f"{name} = cls.__new__(cls)")])
    give: cst.BaseStatement = cst.SimpleStatementLine([small_statement(f"return {name}")])
    rest = [statement for statement in statements[start:] if not _is_pass(statement)]
    if rest and rest[-1].deep_equals(give):
        rest.pop()
    new = [*statements[:start], make, *rest, give]
    return body.with_changes(body=new) if isinstance(body, cst.IndentedBlock) else cst.IndentedBlock(new)


def _is_pass(statement: cst.BaseStatement) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[0], cst.Pass)


class _Returns(cst.CSTTransformer):
    """`return` -> `return self`; and no word that means another thing in a class method."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return False

    def leave_Return(self, original_node: cst.Return, updated_node: cst.Return) -> cst.Return:
        if updated_node.value is not None:
            raise CannotRewrite("a constructor returns a value")
        return updated_node.with_changes(
            value=cst.Name(self.name), whitespace_after_return=cst.SimpleWhitespace(" ")
        )

    def visit_Name(self, node: cst.Name) -> None:
        if node.value in ("super", "__class__", "cls"):
            raise CannotRewrite(f"`{node.value}` means another thing in a class method")
