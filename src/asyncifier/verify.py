"""The check of what was rewritten, which trusts neither the plan's author nor the rewriters.

    old tree  ──────────────┐
                            ├─ walked side by side: equal but for what an edit names
    new tree, await erased ─┘

1. The new text compiles, for the running Python and with the grammar of the project's lowest one.
2. Erasing `async` and `await` gives back the old tree, except at pieces that an edit names; every `async` and
   `await` that came in was planned.
3. No comment was lost.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from asyncifier.edits import (
    AddHelper,
    AddImports,
    ArgEdits,
    AsyncFor,
    AsyncWith,
    CloseAtEnd,
    Edit,
    EditCall,
    EditImport,
    ListComprehension,
    MakeAsync,
    Ref,
    ReplaceAssign,
    ReplaceExpr,
    Shim,
    YieldFromLoop,
)
from asyncifier.errors import AsyncifyError
from asyncifier.numbering import number_pieces
from asyncifier.rewrite.deep import with_deep_stack

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SYNCHRONOUS: dict[type[ast.AST], type[ast.AST]] = {
    ast.AsyncFunctionDef: ast.FunctionDef,
    ast.AsyncFor: ast.For,
    ast.AsyncWith: ast.With,
}


class Unverified(AsyncifyError):
    """The new text is not what the edits say; the file is left alone."""

    def __init__(self, reason: str, line: int = 0) -> None:
        self.reason = reason
        self.line = line
        super().__init__(f"line {line}: {reason}" if line else reason)


def verify(
    old: bytes,
    new: bytes,
    edits: Sequence[Edit],
    *,
    versions: tuple[tuple[int, int], tuple[int, int]],
) -> None:
    """Raises `Unverified` unless `new` is `old` with exactly `edits` carried out.

    `versions` are the project's lowest and highest Python, as (major, minor).
    """
    if old == new:
        return
    with_deep_stack(lambda: _verify(old, new, edits, versions[0]))


def _verify(old: bytes, new: bytes, edits: Sequence[Edit], lowest: tuple[int, int]) -> None:
    new_tree = _compiled(new, lowest)
    old_tree = ast.parse(old)
    _Comparison(old_tree, edits).statements(old_tree.body, new_tree.body, "")
    if lowest < (3, 11):
        _refuse_nested_async_comprehensions(new_tree)
    _compare_comments(old, new, edits)


def _compiled(new: bytes, lowest: tuple[int, int]) -> ast.Module:
    try:
        compile(new, "<rewritten>", "exec", dont_inherit=True)
        return ast.parse(new, feature_version=lowest)
    except SyntaxError as error:
        raise Unverified(f"the new text does not compile: {error.msg}", error.lineno or 0) from error
    except ValueError as error:
        raise Unverified(f"the new text does not compile: {error}") from error


def _refuse_nested_async_comprehensions(tree: ast.Module) -> None:
    # https://docs.python.org/3/whatsnew/3.11.html: "Asynchronous comprehensions are now allowed inside
    # comprehensions in async functions."
    for outer in ast.walk(tree):
        if not isinstance(outer, _COMPREHENSIONS):
            continue
        for inner in ast.walk(outer):
            if inner is outer or not isinstance(inner, _COMPREHENSIONS):
                continue
            if any(isinstance(node, ast.Await) or getattr(node, "is_async", 0) for node in ast.walk(inner)):
                raise Unverified("await in a nested comprehension needs Python 3.11", inner.lineno)


def _compare_comments(old: bytes, new: bytes, edits: Sequence[Edit]) -> None:
    lost = _comments(old) - _comments(new)
    if any(isinstance(edit, EditImport) for edit in edits):
        lost = Counter(
            {text: count for text, count in lost.items() if "noqa" not in text and "type:" not in text}
        )
    if lost:
        raise Unverified(f"a comment was lost: {next(iter(lost))}")


def _comments(source: bytes) -> Counter[str]:
    tokens = tokenize.tokenize(io.BytesIO(source).readline)
    return Counter(token.string.rstrip() for token in tokens if token.type == tokenize.COMMENT)


class _Comparison:
    """Walks the old and the new tree side by side."""

    def __init__(self, old: ast.Module, edits: Sequence[Edit]) -> None:
        self.pieces: Mapping[int, Ref] = number_pieces(old)
        self.edits = {edit.at: edit for edit in edits if not isinstance(edit, AddImports | AddHelper)}
        helpers = [ast.parse(edit.text) for edit in edits if isinstance(edit, AddHelper)]
        self.added = {getattr(item, "name", "") for helper in helpers for item in helper.body}
        self.added |= {edit.inner for edit in edits if isinstance(edit, Shim)}
        self.imports_change = any(isinstance(edit, EditImport | AddImports) for edit in edits)

    def edit_of(self, node: ast.AST) -> Edit | None:
        ref = self.pieces.get(id(node))
        return self.edits.get(ref) if ref is not None else None

    # -- statements -------------------------------------------------------------------------------------

    def statements(self, old: Sequence[ast.stmt], new: Sequence[ast.stmt], where: str) -> None:
        old, new = self.without_imports(old), self.without_imports(self.without_added(new))
        for index, (before, after) in enumerate(zip_longest(old, new)):
            if before is None or after is None:
                changed = before or after
                raise Unverified("statements were added or lost", getattr(changed, "lineno", 0))
            edit = self.edit_of(before)
            self.node(before, after)
            if isinstance(edit, CloseAtEnd):
                self.closing(old[index + 1 :], new[index + 1 :], before)
                return

    def closing(self, old: Sequence[ast.stmt], new: Sequence[ast.stmt], before: ast.stmt) -> None:
        """What followed the statement now stands in `try`, or there was nothing and only the close follows."""
        if len(new) != 1:
            raise Unverified("the close is not the last statement of the block", before.lineno)
        if isinstance(new[0], ast.Try) and old:
            self.statements(old, new[0].body, "try")
        elif old:
            raise Unverified("the statements after an opened connection are gone", before.lineno)

    def without_added(self, statements: Sequence[ast.stmt]) -> list[ast.stmt]:
        kept = []
        seen: set[str] = set()
        for statement in statements:
            name = getattr(statement, "name", "")
            is_definition = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            if is_definition and name in self.added and name not in seen:
                seen.add(name)
                continue
            kept.append(statement)
        return kept

    def without_imports(self, statements: Sequence[ast.stmt]) -> list[ast.stmt]:
        if not self.imports_change:
            return list(statements)
        return [item for item in statements if not isinstance(item, ast.Import | ast.ImportFrom | ast.Pass)]

    # -- nodes ------------------------------------------------------------------------------------------

    def node(self, old: ast.AST, new: ast.AST) -> None:
        edit = self.edit_of(old)
        if isinstance(new, ast.Await) and not isinstance(old, ast.Await):
            if not self.may_await(edit):
                raise Unverified("an await that was not planned", new.lineno)
            new = new.value
        if self.is_free(edit) or (
            isinstance(old, ast.Expr) and isinstance(self.edit_of(old.value), YieldFromLoop)
        ):
            return
        if isinstance(old, ast.With | ast.AsyncWith) and isinstance(edit, AsyncWith):
            self.with_statement(old, new, edit)
            return
        self.kinds(old, new, edit)
        for name in old._fields:
            if name in ("ctx", "type_comment", "kind") or (name == "name" and isinstance(edit, MakeAsync)):
                continue
            if isinstance(edit, AsyncFor) and edit.template is not None and name == "iter":
                continue
            if name == "is_async" and isinstance(edit, AsyncFor):
                continue
            self.values(getattr(old, name, None), getattr(new, name, None), old, name)

    def values(self, old: object, new: object, parent: ast.AST, name: str) -> None:
        if isinstance(old, list) and isinstance(new, list):
            if name in ("body", "orelse", "finalbody") and not isinstance(parent, ast.Lambda | ast.IfExp):
                self.statements(old, new, name)
                return
            if len(old) != len(new):
                raise Unverified(f"{name} has another length", getattr(parent, "lineno", 0))
            for before, after in zip(old, new, strict=True):
                self.values(before, after, parent, "")
        elif isinstance(old, ast.AST) and isinstance(new, ast.AST):
            self.node(old, new)
        elif old != new or type(old) is not type(new):
            raise Unverified(f"`{old}` became `{new}`", getattr(parent, "lineno", 0))

    def kinds(self, old: ast.AST, new: ast.AST, edit: Edit | None) -> None:
        if type(old) is type(new):
            return
        line = getattr(old, "lineno", 0)
        if _SYNCHRONOUS.get(type(new)) is type(old):
            planned = {ast.FunctionDef: MakeAsync, ast.For: AsyncFor, ast.With: AsyncWith}[type(old)]
            if isinstance(edit, planned):
                return
            raise Unverified(f"{type(new).__name__} that was not planned", line)
        if (
            isinstance(old, ast.GeneratorExp)
            and isinstance(new, ast.ListComp)
            and isinstance(edit, ListComprehension)
        ):
            return
        raise Unverified(f"{type(old).__name__} became {type(new).__name__}", line)

    @staticmethod
    def may_await(edit: Edit | None) -> bool:
        return isinstance(edit, EditCall | ReplaceAssign | ReplaceExpr)

    @staticmethod
    def is_free(edit: Edit | None) -> bool:
        """The piece is written anew by the edit, so that no old shape is left to compare with."""
        match edit:
            case ReplaceExpr() | ReplaceAssign() | Shim():
                return True
            case EditCall(callee=callee, method=method, args=args, template=template):
                return bool(callee or method or template or args != ArgEdits())
            case _:
                return False

    def with_statement(self, old: ast.With | ast.AsyncWith, new: ast.AST, edit: AsyncWith) -> None:
        """The items in their order, over nested statements if it was split; then the body."""
        wanted = len(old.items) + len(edit.insert_after)
        items: list[ast.withitem] = []
        body: list[ast.stmt] = []
        while isinstance(new, ast.With | ast.AsyncWith):
            items += new.items
            body = new.body
            if len(items) >= wanted or len(body) != 1:
                break
            new = body[0]
        if len(items) != wanted:
            raise Unverified("the items of a with statement do not match", old.lineno)
        inserted = Counter(place for place, _ in edit.insert_after)
        changed = {place for place, _ in edit.templates}
        position = 0
        for index, item in enumerate(old.items):
            after = items[position]
            position += 1 + inserted[index]
            if index in changed:
                continue
            expression: ast.expr = after.context_expr
            if index in edit.awaited and isinstance(expression, ast.Await):
                expression = expression.value
            self.node(item.context_expr, expression)
            self.values(item.optional_vars, after.optional_vars, old, "")
        self.statements(old.body, body, "body")
