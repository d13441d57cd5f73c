"""`import asyncio` at the end of the module's imports."""

from collections.abc import Iterator

import libcst as cst

from asyncifier.edits import AddImports
from asyncifier.rewrite import Context
from asyncifier.rewrite.expressions import code
from asyncifier_codemods.rewriters.statements import (
    end_of_imports,
    small_statement,
    starting_with_blank_lines,
)


def add_imports(node: cst.Module, edit: AddImports, context: Context) -> cst.Module:
    """The module with those of the imports that it does not have yet."""
    present = {name for statement in node.body for name in _bound_at_top(statement)}
    new: list[cst.SimpleStatementLine] = []
    for text in edit.statements:
        statement = small_statement(text)
        names = set(_bindings(statement))
        if not names <= present:
            new.append(cst.SimpleStatementLine([statement]))
            present |= names
    if not new:
        return node
    end = end_of_imports(node.body)
    before, after = node.body[:end], node.body[end:]
    if before and not any(_bound_at_top(before[-1])):  # right after the docstring
        new[0] = starting_with_blank_lines(new[0], 1)
    if after:
        after = [starting_with_blank_lines(after[0], 1), *after[1:]]
    ends_in_newline = node.has_trailing_newline or not node.body
    return node.with_changes(body=[*before, *new, *after], has_trailing_newline=ends_in_newline)


def _bound_at_top(statement: cst.BaseStatement) -> Iterator[str]:
    if isinstance(statement, cst.SimpleStatementLine):
        for small in statement.body:
            yield from _bindings(small)
    elif isinstance(statement, cst.If | cst.Try):
        yield "a conditional import"


def _bindings(statement: cst.BaseSmallStatement) -> Iterator[str]:
    """One text for each name that an import statement brings in: `psycopg.rows:dict_row as dict_row`.

    So `from a import b` is known to be there when the module says `from a import b, c`.
    """
    if isinstance(statement, cst.Import | cst.ImportFrom):
        module = _module_of(statement)
        if isinstance(statement.names, cst.ImportStar):
            yield f"{module}:*"
            return
        for alias in statement.names:
            yield f"{module}:{alias.evaluated_name} as {alias.evaluated_alias or ''}"


def _module_of(statement: cst.Import | cst.ImportFrom) -> str:
    if isinstance(statement, cst.Import):
        return "import"
    return "." * len(statement.relative) + (code(statement.module) if statement.module else "")
