"""`conn = connect()` at the top of a module -> `@_one_per_loop` and `async def conn(): return await connect()`."""

from collections.abc import Sequence

import libcst as cst

from asyncifier.edits import MakeLater
from asyncifier.rewrite import CannotRewrite, Context
from asyncifier_codemods.rewriters.statements import Statement, small_statement, starting_with_blank_lines


def _in_a_block(statement: Statement) -> Statement:
    """Without blanks on the empty lines above it."""
    lines = [line if line.comment else line.with_changes(indent=False) for line in statement.leading_lines]
    return statement.with_changes(leading_lines=lines)


def make_later(node: cst.BaseSmallStatement, edit: MakeLater, context: Context) -> cst.BaseSmallStatement:
    """The same assignment, and the request to put it into a function, with the statements that belong to it."""
    if not isinstance(node, cst.Assign | cst.AnnAssign) or node.value is None:
        raise CannotRewrite(f"{edit.name} is not made by an assignment")

    def define(statements: Sequence[Statement], index: int) -> list[Statement]:
        all_of_it = statements[index : index + edit.count]
        first, *others = [part for place, part in enumerate(all_of_it) if place not in edit.left_out]
        is_one = isinstance(first, cst.SimpleStatementLine) and len(first.body) == 1
        if not is_one or len(all_of_it) != edit.count:
            raise CannotRewrite(f"the statements that make {edit.name} can't be told from others")
        assert isinstance(first, cst.SimpleStatementLine)
        assign = first.body[0]
        assert isinstance(assign, cst.Assign | cst.AnnAssign)
        assert assign.value is not None
        body: list[Statement] = [first.with_changes(leading_lines=[]), *map(_in_a_block, others)]
        if others:
            body.append(cst.SimpleStatementLine([small_statement(f"return {edit.name}")]))
        else:
            body = [first.with_changes(leading_lines=[], body=[cst.Return(assign.value)])]
        function = cst.FunctionDef(
            name=cst.Name(edit.name),
            params=cst.Parameters(),
            body=cst.IndentedBlock(body),
            decorators=[cst.Decorator(cst.Name(edit.helper))],
            asynchronous=cst.Asynchronous(),
            returns=(
                cst.Annotation(assign.annotation.annotation) if isinstance(assign, cst.AnnAssign) else None
            ),
            leading_lines=first.leading_lines,
        )
        before, after = list(statements[:index]), list(statements[index + edit.count :])
        if after:
            after = [starting_with_blank_lines(after[0], 2), *after[1:]]
        return [*before, starting_with_blank_lines(function, 2) if before else function, *after]

    context.replace_block(define)
    return node
