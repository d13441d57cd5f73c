"""Where statements go in a module, and how they are made of text."""

from collections.abc import Sequence
from typing import TypeAlias, TypeVar

import libcst as cst

from asyncifier.rewrite import CannotRewrite

Statement: TypeAlias = cst.SimpleStatementLine | cst.BaseCompoundStatement
_AnyStatement = TypeVar("_AnyStatement", bound=cst.BaseStatement)


def small_statement(text: str) -> cst.BaseSmallStatement:
    """The one simple statement that `text` is.

    >>> type(small_statement("import os")).__name__
    'Import'
    """
    try:
        line = cst.parse_statement(text)
    except cst.ParserSyntaxError as error:
        raise CannotRewrite(f"{text!r} is not a Python statement") from error
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        raise CannotRewrite(f"{text!r} is not one simple statement")
    return line.body[0]


def end_of_imports(statements: Sequence[cst.BaseStatement]) -> int:
    """The index after the last import of the leading ones, or after the docstring when there are none."""
    end = 1 if statements and is_docstring(statements[0]) else 0
    for index, statement in enumerate(statements[end:], start=end):
        if not _is_preamble(statement):
            break
        if _imports_only([statement]):
            end = index + 1
    return end


def is_docstring(statement: cst.BaseStatement) -> bool:
    match statement:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())]):
            return True
        case _:
            return False


def _is_preamble(statement: cst.BaseStatement) -> bool:
    """An import, or what people write among imports: `__version__ = "1"`, `if …: import x`."""
    if _imports_only([statement]):
        return True
    match statement:
        case cst.SimpleStatementLine(
            body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))])]
        ):
            return name.startswith("__") and name.endswith("__")
        case _:
            return False


def _imports_only(statements: Sequence[cst.BaseStatement | cst.BaseSmallStatement]) -> bool:
    return all(_is_import(statement) for statement in statements)


def _is_import(statement: cst.BaseStatement | cst.BaseSmallStatement) -> bool:
    match statement:
        case cst.Import() | cst.ImportFrom():
            return True
        case cst.SimpleStatementLine(body=body):
            return _imports_only(body)
        case cst.If(body=body, orelse=None):
            return _imports_only(body.body)
        case cst.Try(body=body, handlers=handlers):
            bodies = (handler.body.body for handler in handlers)
            return _imports_only(body.body) and all(map(_is_fallback, bodies))
        case _:
            return False


def _is_fallback(statements: Sequence[cst.BaseStatement | cst.BaseSmallStatement]) -> bool:
    """`import simplejson as json`, `json = None` or `pass` after `except ImportError`."""
    for statement in statements:
        parts = statement.body if isinstance(statement, cst.SimpleStatementLine) else [statement]
        if not all(isinstance(part, cst.Import | cst.ImportFrom | cst.Assign | cst.Pass) for part in parts):
            return False
    return True


def starting_with_blank_lines(statement: _AnyStatement, count: int) -> _AnyStatement:
    """`statement` with at least `count` blank lines above it and its comments."""
    lines: Sequence[cst.EmptyLine] = getattr(statement, "leading_lines", ())
    blank = next((i for i, line in enumerate(lines) if line.comment), len(lines))
    missing = [cst.EmptyLine(indent=False)] * max(0, count - blank)
    return statement.with_changes(leading_lines=[*missing, *lines])


def without(statements: Sequence[Statement], index: int) -> list[Statement]:
    """The block without the statement; the comments above it go to the next one."""
    gone, after = statements[index], list(statements[index + 1 :])
    lines = list(gone.leading_lines)
    if any(line.comment for line in lines):
        if not after:
            return list(statements)  # no place for them
        after[0] = after[0].with_changes(leading_lines=[*lines, *after[0].leading_lines])
    return [*statements[:index], *after]
