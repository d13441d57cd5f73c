"""`import asyncio` among the module's imports, where isort would put it."""

import sys
from collections.abc import Iterator
from typing import TypeAlias

import libcst as cst

from asyncifier.edits import AddImports
from asyncifier.rewrite import Context
from asyncifier.rewrite.expressions import code
from asyncifier_codemods.rewriters.statements import (
    end_of_imports,
    small_statement,
    starting_with_blank_lines,
)

_Statement: TypeAlias = cst.SimpleStatementLine | cst.BaseCompoundStatement


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
    body = list(node.body)
    for line in new:
        _insert(body, line)
    ends_in_newline = node.has_trailing_newline or not node.body
    return node.with_changes(body=body, has_trailing_newline=ends_in_newline)


def _insert(body: list[_Statement], new: cst.SimpleStatementLine) -> None:
    """Puts the import where isort would: by section, `import` before `from`, by name.

    One from a package of which something is imported already goes there: what makes the package importable,
    `sys.path.insert(0, …)` say, stands above.
    """
    package = _package_of(new)
    same = [index for index, statement in enumerate(body) if _package_of(statement) == package != ""]
    if same:
        smaller = [index for index in same if _sort_key(body[index]) <= _sort_key(new)]
        body.insert((smaller or same)[-1] + 1, new)
        return
    end = end_of_imports(body)
    start = next((index for index in range(end) if any(_bound_at_top(body[index]))), end)
    keys = [_sort_key(statement) for statement in body[start:end]]
    mine = _sort_key(new)
    place = start + next((index for index, key in enumerate(keys) if key > mine), len(keys))
    before = body[place - 1] if place > start else None
    after = body[place] if place < len(body) else None
    if (before is None and place > 0) or (
        before is not None and _sort_key(before)[0] != mine[0]
    ):  # right after the docstring
        new = starting_with_blank_lines(new, 1)
    if after is not None and (place == end or _sort_key(after)[0] != mine[0]):
        body[place] = starting_with_blank_lines(after, 1)
    elif isinstance(after, cst.SimpleStatementLine) and (before is None or _sort_key(before)[0] != mine[0]):
        blank = [line for line in after.leading_lines if line.comment is None]
        body[place] = after.with_changes(leading_lines=after.leading_lines[len(blank) :])
    body.insert(place, new)


def _sort_key(statement: _Statement) -> tuple[int, bool, str]:
    """(section, is a `from` import, module); what is no import belongs to no section and stays where it is."""
    if not isinstance(statement, cst.SimpleStatementLine) or not statement.body:
        return (2, False, "")
    first = statement.body[0]
    if isinstance(first, cst.Import):
        return (_section(code(first.names[0].name)), False, code(first.names[0].name))
    if isinstance(first, cst.ImportFrom):
        module = _module_of(first)
        return (3 if first.relative else _section(module), True, module)
    return (2, False, "")


def _package_of(statement: _Statement) -> str:
    """The top-level package that the statement imports from; empty for what is no `from` import."""
    if not isinstance(statement, cst.SimpleStatementLine):
        return ""
    first = statement.body[0] if statement.body else None
    if not isinstance(first, cst.ImportFrom) or first.relative:
        return ""
    return _module_of(first).partition(".")[0]


def _section(module: str) -> int:
    top = module.partition(".")[0]
    if top == "__future__":
        return 0
    return 1 if top in sys.stdlib_module_names else 2


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
