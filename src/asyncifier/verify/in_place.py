"""Reads a function that runs its coroutines in place as the coroutine function that it stands for."""

from __future__ import annotations

import ast
import copy
from collections import Counter

from asyncifier.edits import RunInPlace
from asyncifier.verify.unverified import Unverified


def as_coroutine(old: ast.AST, new: ast.AST, edit: RunInPlace) -> ast.AsyncFunctionDef:
    """`new` with `await f()` for `run_coroutine(f())` and its like; those that `old` has already stay."""
    if not isinstance(new, ast.FunctionDef):
        raise Unverified("a function that was to stay synchronous does not", getattr(new, "lineno", 0))
    reader = _Reader(edit)
    for node in ast.walk(old):
        if isinstance(node, ast.Call):
            reader.before[ast.dump(node)] += 1
    body = [reader.visit(statement) for statement in copy.deepcopy(new.body)]
    fields = {name: getattr(new, name) for name in new._fields if name != "body"}
    return ast.copy_location(ast.AsyncFunctionDef(body=body, **fields), new)


class _Reader(ast.NodeTransformer):
    def __init__(self, edit: RunInPlace) -> None:
        self.edit = edit
        self.before: Counter[str] = Counter()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        inner = self.argument(node, self.edit.coroutine)
        self.generic_visit(node)
        return node if inner is None else ast.copy_location(ast.Await(node.args[0]), node)

    def visit_With(self, node: ast.With) -> ast.AST:
        contexts = [self.argument(item.context_expr, self.edit.context) for item in node.items]
        if None in contexts:
            return self.generic_visit(node)
        for item, context in zip(node.items, contexts, strict=True):
            assert context is not None
            item.context_expr = context
        self.generic_visit(node)
        return ast.copy_location(ast.AsyncWith(items=node.items, body=node.body), node)

    def visit_For(self, node: ast.For) -> ast.AST:
        iterated = self.argument(node.iter, self.edit.iterator)
        if iterated is None:
            return self.generic_visit(node)
        loop = ast.AsyncFor(node.target, iterated, node.body, node.orelse, node.type_comment)
        return self.generic_visit(ast.copy_location(loop, node))

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        iterated = self.argument(node.iter, self.edit.iterator)
        if iterated is not None:
            node = ast.comprehension(node.target, iterated, node.ifs, is_async=1)
        return self.generic_visit(node)

    def argument(self, node: ast.expr, helper: str) -> ast.expr | None:
        """What the helper is given, when that is new."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != helper:
            return None
        text = ast.dump(node)
        if self.before[text] > 0:
            self.before[text] -= 1
            return None
        return node.args[0] if len(node.args) == 1 and not node.keywords else None
