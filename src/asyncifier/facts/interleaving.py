"""What goes wrong in a function when others run in the middle of it: state that is read and later written, and
`except` clauses that swallow what ends a task."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from asyncifier.numbering import fields_with_children

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_ALL = frozenset({"BaseException", "builtins.BaseException"})
_CANCELLED = "CancelledError"
INTERRUPTED = frozenset({"KeyboardInterrupt", "builtins.KeyboardInterrupt"})
_MUTATORS = frozenset(
    {"add", "append", "appendleft", "clear", "difference_update", "discard", "extend", "extendleft", "insert", "pop",
     "popitem", "popleft", "remove", "setdefault", "update"}
)  # fmt: skip
"""Methods that change lists, sets and dicts; whether the object is one, the graph tells."""


@dataclass(frozen=True)
class Clause:
    """`except:` or `except BaseException:` at `line`, around the lines from `start` to `end`."""

    line: int
    start: int
    end: int
    text: str
    is_interrupt: bool = False
    """It is meant for Ctrl-C."""


@dataclass(frozen=True)
class Change:
    """The state `name` is read in line `read` and written in line `written` for what was read.

    An await in the lines from `start` to `end` lets others in between.
    """

    name: str
    read: int
    start: int
    end: int
    written: int
    call: ast.Call | None = None
    """Where it is written by a method: `seen.add(key)`."""


def swallowing_clauses(statement: ast.Try) -> Iterator[Clause]:
    """The clause of a `try` that catches everything, a task's end included, and raises nothing; and one that catches
    KeyboardInterrupt, which a task does not get.

    >>> list(swallowing_clauses(ast.parse("try:\\n    work()\\nexcept:\\n    pass").body[0]))
    [Clause(line=3, start=2, end=2, text='except:', is_interrupt=False)]
    """
    for handler in statement.handlers:
        names = _named(handler)
        if any(name.rpartition(".")[2] == _CANCELLED for name in names):
            return
        if names & INTERRUPTED and not isinstance(handler.body[0], ast.Raise):
            yield _clause(statement, handler)
            return
        if handler.type is None or names & _ALL:
            if not any(isinstance(node, ast.Raise) for part in handler.body for node in _own(part)):
                yield _clause(statement, handler)
            return


def _clause(statement: ast.Try, handler: ast.ExceptHandler) -> Clause:
    end = statement.body[-1].end_lineno or statement.body[-1].lineno
    text = "except:" if handler.type is None else f"except {ast.unparse(handler.type)}:"
    return Clause(
        handler.lineno, statement.body[0].lineno, end, text, is_interrupt=bool(_named(handler) & INTERRUPTED)
    )


def _named(handler: ast.ExceptHandler) -> set[str]:
    return {ast.unparse(kind) for kind in _classes(handler)}


def _classes(handler: ast.ExceptHandler) -> Sequence[ast.expr]:
    if isinstance(handler.type, ast.Tuple):
        return handler.type.elts
    return [handler.type] if handler.type is not None else []


def changes(function: _Function) -> Iterator[Change]:
    """Where the function reads state that outlives it, and writes it for what it has read.

    State is a global variable, `obj.attr` of a plain name, and what either contains.

        >>> [f] = ast.parse("def f(self):\\n    if self.conn is None:\\n        self.conn = connect()").body
        >>> list(changes(f))
        [Change(name='self.conn', read=2, start=2, end=3, written=3, call=None)]
    """
    reader = _Reader(function)
    if reader.may_change():
        yield from reader.read()


@dataclass(frozen=True)
class _Write:
    name: str
    node: ast.AST
    value: ast.expr | None = None
    augmented: bool = False

    @property
    def end(self) -> int:
        return getattr(self.node, "end_lineno", 0) or 0


class _Reader:
    def __init__(self, function: _Function) -> None:
        self.function = function
        own = self.own = [node for statement in function.body for node in _own(statement)]
        declared = {name for node in own if isinstance(node, ast.Global) for name in node.names}
        args = function.args
        bound = {arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs)}
        bound |= {arg.arg for arg in (args.vararg, args.kwarg) if arg is not None}
        self.stored = {
            node.id for node in own if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
        }
        self.local = (bound | self.stored) - declared
        self.found: dict[tuple[str, int], Change] = {}

    def may_change(self) -> bool:
        """Some state is both read and written; the loads that are part of writing it aside."""
        read: Counter[str] = Counter()
        written: set[str] = set()
        for node in self.own:
            match node:
                case ast.Name(ctx=ast.Load()) | ast.Attribute(ctx=ast.Load()):
                    read[self.state(node)] += 1
                case ast.Name() | ast.Attribute():
                    written.add(self.state(node))
                case ast.AugAssign(target=target):
                    read[self.target(target)] += 1
                case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()) | ast.Call(
                    func=ast.Attribute(value=value, attr=_)
                ):
                    if isinstance(node, ast.Subscript) or node.func.attr in _MUTATORS:  # type: ignore[attr-defined]
                        name = self.target(value)
                        written.add(name)
                        read[name] -= 1
        return any(name and read[name] > 0 for name in written)

    def read(self) -> Iterator[Change]:
        self.block(self.function.body)
        self.values()
        yield from sorted(self.found.values(), key=lambda item: (item.read, item.name))

    # -- what is state ----------------------------------------------------------------------------------

    def state(self, node: ast.expr) -> str:
        """`total` (a global), `self.count`; "" for what is no state."""
        if isinstance(node, ast.Name):
            return node.id if node.id not in self.local else ""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return f"{node.value.id}.{node.attr}"
        return ""

    def target(self, node: ast.expr) -> str:
        """The state that is written by storing to the node: an entry belongs to what contains it."""
        while isinstance(node, ast.Subscript):
            node = node.value
        return self.state(node)

    def mentions(self, node: ast.expr) -> set[str]:
        return {
            name
            for item in _own(node)
            if isinstance(item, ast.Name | ast.Attribute) and isinstance(item.ctx, ast.Load)
            if (name := self.state(item))
        }

    def writes(self, statement: ast.stmt) -> Iterator[_Write]:
        """What the statement writes itself, without the blocks in it."""
        match statement:
            case ast.Assign(targets=targets, value=value):
                pairs: list[tuple[ast.expr, ast.expr]] = [(target, value) for target in targets]
            case ast.AugAssign(target=target, value=value):
                pairs = [(target, value)]
            case ast.AnnAssign(target=target, value=value) if value is not None:
                pairs = [(target, value)]
            case ast.Delete(targets=targets):
                pairs = [(target, target) for target in targets]
            case _:
                pairs = []
        for whole, value in pairs:
            for part in whole.elts if isinstance(whole, ast.Tuple | ast.List) else [whole]:
                if name := self.target(part):
                    yield _Write(name, statement, value, isinstance(statement, ast.AugAssign))
        if isinstance(statement, ast.Expr | ast.Assign | ast.Return) and statement.value is not None:
            for node in _own(statement.value):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in _MUTATORS
                    and (name := self.target(node.func.value))
                ):
                    yield _Write(name, node)

    # -- one statement that reads and writes; a test and what is done for it -------------------------------

    def block(self, body: Sequence[ast.stmt]) -> None:
        for index, statement in enumerate(body):
            for inner in _blocks(statement):
                self.block(inner)
            for write in self.writes(statement):
                if write.value is not None and isinstance(statement, ast.Assign | ast.AugAssign):
                    self.update(write)
            if isinstance(statement, ast.If | ast.While):
                guarded = [*statement.body, *statement.orelse]
                if isinstance(statement, ast.If) and _leaves(statement.body):
                    guarded = [*guarded, *body[index + 1 :]]
                self.tested(statement, guarded)

    def update(self, write: _Write) -> None:
        """`total += f()`, `self.n = self.n + f()`: the old value is read before the call."""
        assert write.value is not None
        last_call = max(
            ((node.lineno, node.col_offset) for node in _own(write.value) if isinstance(node, ast.Call)),
            default=None,
        )
        if last_call is None:
            return
        if not write.augmented:
            reads = [
                (item.lineno, item.col_offset)
                for item in _own(write.value)
                if isinstance(item, ast.Name | ast.Attribute) and self.state(item) == write.name
            ]
            if not reads or min(reads) > last_call:
                return
        line = getattr(write.node, "lineno", 0)
        self.note(Change(write.name, line, line, write.end, line))

    def tested(self, statement: ast.If | ast.While, guarded: Sequence[ast.stmt]) -> None:
        """`if key not in cache: …` and the first that is written for it."""
        names = self.mentions(statement.test)
        for inner in _walk(guarded):
            if isinstance(inner, ast.If | ast.While) and inner is not statement:
                names -= self.mentions(inner.test)  # it is read again, which counts for what follows
            for write in self.writes(inner) if names else ():
                if write.name in names:
                    names.discard(write.name)
                    line = getattr(write.node, "lineno", 0)
                    end = inner.end_lineno or line
                    call = write.node if isinstance(write.node, ast.Call) else None
                    self.note(
                        Change(write.name, statement.test.lineno, statement.test.lineno, end, line, call)
                    )

    def values(self) -> None:
        """`n = self.count` …  `self.count = n + 1`."""
        held: dict[str, tuple[set[str], ast.stmt]] = {}
        for statement in _walk(self.function.body):
            for write in self.writes(statement):
                used = (
                    {node.id for node in _own(write.value) if isinstance(node, ast.Name)}
                    if write.value
                    else set()
                )
                for name in used:
                    states, start = held.get(name, (set(), statement))
                    if write.name in states and not write.augmented:
                        first = (start.end_lineno or start.lineno) + 1
                        self.note(Change(write.name, start.lineno, first, write.end, statement.lineno))
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in self.local:
                    held[name] = (self.mentions(value), statement)
                case _:
                    for node in _own_of(statement):
                        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                            held.pop(node.id, None)

    def note(self, change: Change) -> None:
        self.found.setdefault((change.name, change.read), change)


def _leaves(body: Sequence[ast.stmt]) -> bool:
    return isinstance(body[-1], ast.Return | ast.Raise | ast.Continue | ast.Break)


def _blocks(statement: ast.stmt) -> Iterator[Sequence[ast.stmt]]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for name in ("body", "orelse", "finalbody"):
        if block := getattr(statement, name, None):
            yield block
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body


def _walk(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """All statements, in the order of the source, without those of functions and classes inside."""
    for statement in body:
        yield statement
        for block in _blocks(statement):
            yield from _walk(block)


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """The node and what is in it and evaluated with it: not what stands in functions and lambdas."""
    waiting: list[Any] = [node]
    while waiting:  # not `ast.iter_child_nodes`, which takes five times as long: every function passes here
        item = waiting.pop()
        yield item
        cls = item.__class__
        if cls in _NESTED:
            continue
        for field in fields_with_children(cls):
            value = getattr(item, field, None)
            if value.__class__ is list:
                waiting += [part for part in value if isinstance(part, ast.AST)]
            elif isinstance(value, ast.AST):
                waiting.append(value)


_NESTED = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef})


def _own_of(statement: ast.stmt) -> Iterator[ast.AST]:
    """As `_own`, without the statements in the blocks of a statement."""
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from _own(child)
