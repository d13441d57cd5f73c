"""`conn = connect()` … -> `conn = connect()`, `try:` …, `finally: await conn.close()`."""

from collections.abc import Sequence

import libcst as cst

from asyncifier.edits import CloseAtEnd
from asyncifier.rewrite import Context
from asyncifier_codemods.rewriters.statements import Statement, small_statement


def close_at_end(node: cst.BaseSmallStatement, edit: CloseAtEnd, context: Context) -> cst.BaseSmallStatement:
    """The same assignment, and the request to close what it opened where its block is left.

    Where the block closes it itself, what stands before that is guarded.
    """

    def guard(statements: Sequence[Statement], index: int) -> list[Statement]:
        rest = statements[index + 1 :]
        close: Statement = cst.SimpleStatementLine([small_statement(edit.text)])
        end = next((i for i, other in enumerate(rest) if _says(other, close)), None)
        if end is not None:
            rest, close, after = rest[:end], rest[end], rest[end + 1 :]
        else:
            after = []
        if not rest:
            return [*statements[: index + 1], close, *after]
        guarded = cst.Try(cst.IndentedBlock(rest), finalbody=cst.Finally(cst.IndentedBlock([close])))
        return [*statements[: index + 1], guarded, *after]

    context.replace_block(guard)
    return node


def _says(statement: Statement, close: Statement) -> bool:
    """The statement is `close`, whatever comments stand around it."""
    if not isinstance(statement, cst.SimpleStatementLine) or not isinstance(close, cst.SimpleStatementLine):
        return False
    return len(statement.body) == 1 and statement.body[0].deep_equals(close.body[0])
