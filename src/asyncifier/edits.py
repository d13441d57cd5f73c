"""The edits: what is decided about one piece of one file, as plain data.

Decisions refer to a piece of syntax by a `Ref`: its kind and its number among the pieces of that kind in
source order (depth first, parents before children). Python's `ast` and libcst agree on these numbers, which
they do not on positions (f-strings before Python 3.12, bytes against characters), so no position is looked
up in a tree. `facts` numbers the pieces with `ast`; `rewrite` counts them again with libcst.

Texts are Python source. Templates have these placeholders, filled with already rewritten pieces:

    {call}   the whole call as it stands after its own callee and arguments were rewritten
    {func}   the callee           {self}   what stands before the last dot of the callee
    {args}   all arguments        {0} {1}  the positional ones         {name}  the keyword `name`
    {value}  the right-hand side of an assignment
    {item}   the expression of a `with` item

    >>> AsyncWith(at=Ref("with", 0), awaited=(0,))          # with connect() as c:  ->  async with await connect() as c:
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Kind = Literal[
    "call",  # ast.Call
    "def",  # ast.FunctionDef, ast.AsyncFunctionDef
    "class",  # ast.ClassDef
    "lambda",  # ast.Lambda
    "with",  # ast.With, ast.AsyncWith
    "for",  # ast.For, ast.AsyncFor
    "comp",  # one `for` clause of a comprehension or generator expression
    "genexp",  # ast.GeneratorExp
    "attr",  # ast.Attribute
    "name",  # ast.Name (loads, stores and deletes; not the names of definitions, parameters, keywords, imports)
    "assign",  # ast.Assign, ast.AnnAssign, ast.AugAssign
    "import",  # ast.Import, ast.ImportFrom
    "except",  # ast.ExceptHandler
    "yieldfrom",  # ast.YieldFrom
    "return",  # ast.Return
    "subscript",  # ast.Subscript
    "quoted",  # a text in an annotation or in brackets, as of an alias: `x: "Repo"`, `list["Repo"]`
]


@dataclass(frozen=True, order=True)
class Ref:
    """One piece of syntax: the `number`-th (from 0) of its `kind` in its file."""

    kind: str
    number: int


@dataclass(frozen=True)
class MakeAsync:
    """`def f` -> `async def f`; `rename` when the name changes with it (`__enter__` -> `__aenter__`).

    `setup` are statements that its body starts with: `loop = asyncio.get_running_loop()`. With `twin`, the old function
    stays as it was, whatever other edits change inside, and the asynchronous one stands behind it.
    """

    at: Ref
    rename: str | None = None
    setup: tuple[str, ...] = ()
    twin: bool = False


@dataclass(frozen=True)
class RenameDef:
    """`def __iter__` -> `def __aiter__`: another name, and it stays a plain function."""

    at: Ref
    rename: str
    twin: bool = False
    """The old function stays, and the renamed one stands behind it."""


@dataclass(frozen=True)
class MakeFactory:
    """`def __init__` -> a class method that makes the object and waits for what its making waits for.

    Without `initializer` the body moves into `async def create(cls, …)`. With it `__init__` becomes `async def
    <initializer>`, for subclasses to call, and `create` above it only calls that; None where a base has it.
    """

    at: Ref
    create: str | None = "create"
    initializer: str | None = None


@dataclass(frozen=True)
class Shim:
    """Splits an entry point in two: the body moves to `async def inner`, the name stays a plain function.

    Decorators, parameters, docstring and annotations stay on the outer function, whose body becomes
    `return runner(inner(param, param, …))`; the inner one repeats the signature without decorators and
    stands right above it.
    """

    at: Ref
    inner: str
    runner: str = "asyncio.run"


@dataclass(frozen=True)
class RunInPlace:
    """What waits in a function is run from where it stands, and the function stays as it is.

    Done when all that stands in it is: `await f()` -> `run_coroutine(f())`, `async with c` -> `with run_context(c)`,
    `async for x in xs` -> `for x in run_iterator(xs)`. Functions inside it are not meant.
    """

    at: Ref
    coroutine: str = "run_coroutine"
    context: str = "run_context"
    iterator: str = "run_iterator"


@dataclass(frozen=True)
class ArgEdits:
    """Changes to the arguments of one call; an argument they do not name stays as it is.

    `keyword_for` turns positional argument i into that keyword. `drop` removes keywords (or, as ints,
    positional arguments), `rename` renames keywords, `replace` gives a keyword (or position) a new value,
    `add` appends keywords that are not there yet. `spread` gives arguments for one: (1, ()) turns `(a, b)` into `a, b`
    and anything else into `*x`; (1, ("k", "n")) turns `{"n": a, "k": b}` into `b, a` and a name into `d["k"], d["n"]`.
    """

    rename: tuple[tuple[str, str], ...] = ()
    drop: tuple[str | int, ...] = ()
    add: tuple[tuple[str, str], ...] = ()
    replace: tuple[tuple[str | int, str], ...] = ()
    keyword_for: tuple[tuple[int, str], ...] = ()
    spread: tuple[tuple[str | int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class EditCall:
    """Rewrites one call: first its callee and arguments, then the whole by `template`, then `await`.

    `awaited` puts `await` before the result, in parentheses wherever Python needs them:
    `f().x` -> `(await f()).x`.
    """

    at: Ref
    callee: str | None = None
    method: str | None = None
    """New name of the last attribute of the callee: `conn.closeall()` -> `conn.close()`."""
    args: ArgEdits = field(default_factory=ArgEdits)
    template: str | None = None
    awaited: bool = False
    into: str = ""
    """The call leaves its statement, and takes the place of this name in the next one."""
    into_first: bool = False
    """It takes the place of `name[0]`."""


@dataclass(frozen=True)
class AsyncWith:
    """`with` -> `async with`.

    `plain` items stay synchronous: the statement is split into nested ones, order of enter and exit kept.
    `awaited` items get `await` before their expression. `templates` rewrite an item's expression:
    (0, "_transaction({item})"); `insert_after` adds an item after item i: (0, "_transaction(conn)"), `insert_before`
    one before it: (0, "_connection_limit()").
    `awaited` is applied before `templates`, so {item} may hold `await connect()`.
    """

    at: Ref
    plain: tuple[int, ...] = ()
    awaited: tuple[int, ...] = ()
    templates: tuple[tuple[int, str], ...] = ()
    insert_after: tuple[tuple[int, str], ...] = ()
    insert_before: tuple[tuple[int, str], ...] = ()
    keep_sync: bool = False
    """Only apply templates; the statement stays a plain `with`."""
    dropped: tuple[int, ...] = ()
    """Items that go; without any left, the block takes the place of the statement."""


@dataclass(frozen=True)
class AsyncFor:
    """`for` -> `async for`, in a statement (`for`) or one clause of a comprehension (`comp`)."""

    at: Ref
    template: str | None = None
    """Rewrites the iterable, as {item}: `conn.execute(q)` -> `await conn.execute(q)`."""
    closing: str | None = None
    """For a statement that may be left early: the iterable gets this name in `async with contextlib.aclosing(…)` around
    the loop, so that what it has to clean up is done when the loop is left, as it was."""


@dataclass(frozen=True)
class ListComprehension:
    """A generator expression -> a list comprehension, because its consumer can't take an async one."""

    at: Ref


@dataclass(frozen=True)
class YieldFromLoop:
    """`yield from g()` as a statement -> `async for item in g(): yield item`."""

    at: Ref
    variable: str = "item"
    asynchronous: bool = True
    template: str | None = None
    """Rewrites the iterable, as {item}."""


@dataclass(frozen=True)
class ReplaceExpr:
    """A name or a dotted name (`name` or `attr`) -> `text`: `psycopg2.Error` -> `psycopg.Error`.

    {self} is what stands before the last dot: `error.pgcode` -> `{self}.sqlstate`. With `awaited`, the new one is.
    """

    at: Ref
    text: str
    awaited: bool = False


@dataclass(frozen=True)
class EditGeneric:
    """The arguments of a generic type: `last` rewrites the last of them, as {item}; `keep` is how many stay.

    `Callable[[int], str]` -> `Callable[[int], Awaitable[str]]`; `Generator[str, None, None]` ->
    `AsyncGenerator[str, None]`, together with a `ReplaceExpr` of the name.
    """

    at: Ref
    last: str | None = None
    keep: int | None = None


@dataclass(frozen=True)
class EditQuoted:
    """An annotation in quotes: the edits of what stands in them, which has numbers of its own."""

    at: Ref
    edits: tuple[ReplaceExpr | EditGeneric, ...]


@dataclass(frozen=True)
class ReplaceAssign:
    """An assignment statement -> an expression statement made by `template`, awaited if `awaited`.

    {self} is what stands before the last dot of the only target, {value} the right-hand side:
    `conn.autocommit = True` -> `await conn.set_autocommit(True)`.
    """

    at: Ref
    template: str
    awaited: bool = True


@dataclass(frozen=True)
class CloseAtEnd:
    """`x = connect()` at `at` (kind `assign`): the statements after it in its block go into `try: …
    finally: <text>`, since nothing else closes what it opened."""

    at: Ref
    text: str


@dataclass(frozen=True)
class MakeLater:
    """`name = connect()` at the top of a module -> `async def name()` under the decorator `helper`, which returns it.

    `count` statements go into its body: the assignment, and those behind it that only act on the name.
    """

    at: Ref
    name: str
    helper: str
    count: int = 1
    left_out: tuple[int, ...] = ()
    """Which of them go, as the helper sees to it: `atexit.register(conn.close)`."""


@dataclass(frozen=True)
class EditImport:
    """One import statement -> other import statements; `()` removes it.

    `statements` are whole texts (`import psycopg`, `from psycopg.rows import dict_row`); the first takes
    the old one's place, with its comments, the others follow on lines of their own.
    """

    at: Ref
    statements: tuple[str, ...]


@dataclass(frozen=True)
class AddImports:
    """New import statements at the place where the module's imports end (after docstring and __future__)."""

    statements: tuple[str, ...]


@dataclass(frozen=True)
class AddHelper:
    """A function or class the rewritten code needs, once per module, after its imports."""

    name: str
    text: str


@dataclass(frozen=True)
class ExtendExports:
    """`__all__ = ["f"]` at the top of a module -> `["f", "f_async"]`: (old name, new name) of each."""

    names: tuple[tuple[str, str], ...]


Edit: TypeAlias = (
    MakeAsync
    | RenameDef
    | MakeFactory
    | Shim
    | RunInPlace
    | EditCall
    | AsyncWith
    | AsyncFor
    | ListComprehension
    | YieldFromLoop
    | ReplaceExpr
    | EditGeneric
    | EditQuoted
    | ReplaceAssign
    | CloseAtEnd
    | MakeLater
    | EditImport
    | AddImports
    | AddHelper
    | ExtendExports
)
"""At most one edit per `Ref`; several `ReplaceExpr` may lie inside one `EditCall`."""
