"""`_x = f()` and `return _x` -> `return f()`: a call moves into the statement behind it."""

import typing
from collections.abc import Sequence

import libcst as cst

from asyncifier.edits import EditCall
from asyncifier.rewrite import CannotRewrite
from asyncifier.rewrite.expressions import code, fitted
from asyncifier_codemods.rewriters.statements import Statement


def moved(statements: Sequence[Statement], index: int, edit: EditCall) -> list[Statement]:
    """The block without the statement at `index`, whose value is where the next one has the name `edit.into`."""
    match statements[index]:
        case cst.SimpleStatementLine(body=[cst.Expr(value=value)], leading_lines=lines) as line:
            pass
        case other:
            raise CannotRewrite(f"`{code(other)}` is not just a call".replace("\n", " "))
    if index + 1 == len(statements):
        raise CannotRewrite("no statement follows the call that is to move into it")
    mover = _Mover(edit, value)
    following = typing.cast("Statement", statements[index + 1].visit(mover))
    if mover.count != 1:
        raise CannotRewrite(f"the next statement has the name {edit.into} {mover.count} times")
    comments = [*lines, *following.leading_lines]
    behind = line.trailing_whitespace.comment
    if behind is not None:
        comments.insert(len(lines), cst.EmptyLine(comment=behind))
    return [*statements[:index], following.with_changes(leading_lines=comments), *statements[index + 2 :]]


class _Mover(cst.CSTTransformer):
    def __init__(self, edit: EditCall, value: cst.BaseExpression) -> None:
        super().__init__()
        self.count = 0
        self._edit = edit
        self._value = value
        self._parents: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        self._parents.append(node)
        return True

    def on_leave(  # type: ignore[override]
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode:
        self._parents.pop()
        target: cst.CSTNode = updated_node
        if self._edit.into_first:
            if not isinstance(updated_node, cst.Subscript):
                return updated_node
            target = updated_node.value
        if not isinstance(target, cst.Name) or target.value != self._edit.into:
            return updated_node
        self.count += 1
        parent = self._parents[-1] if self._parents else None
        return fitted(self._value, parent=parent, child=original_node)
