"""`await f()` -> `run_coroutine(f())` in a function that stays synchronous, and the same for blocks and loops."""

from typing import TypeVar

import libcst as cst

from asyncifier.edits import RunInPlace
from asyncifier.rewrite import Context

_Loop = TypeVar("_Loop", cst.For, cst.CompFor)


def run_in_place(node: cst.FunctionDef, edit: RunInPlace, context: Context) -> cst.FunctionDef:
    """The function with its own waiting done by helpers; what other edits made of it has to be there already."""
    return node.with_changes(body=node.body.visit(_Runner(edit)))


class _Runner(cst.CSTTransformer):
    def __init__(self, edit: RunInPlace) -> None:
        super().__init__()
        self.edit = edit

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return False

    def leave_Await(self, original_node: cst.Await, updated_node: cst.Await) -> cst.BaseExpression:
        return _call(self.edit.coroutine, updated_node.expression)

    def leave_With(self, original_node: cst.With, updated_node: cst.With) -> cst.With:
        if updated_node.asynchronous is None:
            return updated_node
        items = [item.with_changes(item=_call(self.edit.context, item.item)) for item in updated_node.items]
        return updated_node.with_changes(asynchronous=None, items=items)

    def leave_For(self, original_node: cst.For, updated_node: cst.For) -> cst.For:
        return self.plain(updated_node)

    def leave_CompFor(self, original_node: cst.CompFor, updated_node: cst.CompFor) -> cst.CompFor:
        return self.plain(updated_node)

    def plain(self, loop: _Loop) -> _Loop:
        if loop.asynchronous is None:
            return loop
        return loop.with_changes(asynchronous=None, iter=_call(self.edit.iterator, loop.iter))


def _call(function: str, argument: cst.BaseExpression) -> cst.Call:
    return cst.Call(cst.Name(function), [cst.Arg(argument)])
