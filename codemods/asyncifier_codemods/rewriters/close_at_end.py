"""`conn = connect()` … -> `conn = connect()`, `try:` …, `finally: await conn.close()`."""

from collections.abc import Sequence

import libcst as cst

from asyncifier.edits import CloseAtEnd
from asyncifier.rewrite import Context
from asyncifier_codemods.rewriters.statements import Statement, small_statement


def close_at_end(node: cst.BaseSmallStatement, edit: CloseAtEnd, context: Context) -> cst.BaseSmallStatement:
    """The same assignment, and the request to close what it opened at the end of its block."""
    close = cst.SimpleStatementLine([small_statement(edit.text)])

    def guard(statements: Sequence[Statement], index: int) -> list[Statement]:
        rest = statements[index + 1 :]
        if not rest:
            return [*statements, close]
        guarded = cst.Try(cst.IndentedBlock(rest), finalbody=cst.Finally(cst.IndentedBlock([close])))
        return [*statements[: index + 1], guarded]

    context.replace_block(guard)
    return node
