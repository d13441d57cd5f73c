"""`import psycopg2` -> `import psycopg`."""

from collections.abc import Sequence

import libcst as cst

from asyncifier.edits import EditImport
from asyncifier.rewrite import Context
from asyncifier_codemods.rewriters.statements import Statement, small_statement


def edit_import(
    node: cst.Import | cst.ImportFrom, edit: EditImport, context: Context
) -> cst.BaseSmallStatement:
    """The first new statement in place of the old one; more of them, or none, change lines around it."""
    if not edit.statements:
        context.replace_block(_without)
        return node
    first, *others = (small_statement(text) for text in edit.statements)
    if others:
        context.replace_line(lambda line: [line, *(cst.SimpleStatementLine([other]) for other in others)])
    return first.with_changes(semicolon=node.semicolon)


def _without(statements: Sequence[Statement], index: int) -> list[Statement]:
    """The block without the statement at `index`, whose comments and blank lines go to the next one."""
    before, removed, after = statements[:index], statements[index], statements[index + 1 :]
    if not after:
        return [*before] if before else []
    following, *rest = after
    lines = _merged(removed.leading_lines, following.leading_lines)
    return [*before, following.with_changes(leading_lines=lines), *rest]


def _merged(removed: Sequence[cst.EmptyLine], following: Sequence[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """Comments stay; blank lines do not add up."""
    if following and following[0].comment is None and not any(line.comment for line in removed):
        return [*following]
    return [*removed, *following]
