"""What the installed libraries are: their names, the members of their classes, how their callables are called.

    >>> ways(find("asyncio.sleep"))
    frozenset({'await'})
    >>> sorted(members(find("queue.Queue")))[:3]
    ['all_tasks_done', 'empty', 'full']

Imports what it is asked about; knows no library by name. What introspection can't tell is left open, never guessed.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import contextlib
import functools
import importlib
import inspect
import platform
import sys
import textwrap
import types
import typing
import warnings
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from typing import Any, TypeAlias, Union

__all__ = [
    "NoSuchName",
    "NotImportable",
    "Ways",
    "find",
    "has_member",
    "is_coroutine_function",
    "member",
    "members",
    "own_names",
    "parameters",
    "supports",
    "version_of",
    "ways",
]


class NotImportable(Exception):
    """A module that is not installed here, or that fails when it is imported."""

    def __init__(self, module: str, because: str, *, is_missing: bool) -> None:
        self.module, self.because, self.is_missing = module, because, is_missing
        super().__init__(because)


class NoSuchName(Exception):
    """A module or class that is there, but has no such name in it."""

    def __init__(self, dotted: str, inside: str) -> None:
        super().__init__(f"{inside} has no {dotted[len(inside) + 1 :]}")


# --- names ------------------------------------------------------------------------------------------------


def find(dotted: str) -> Any:
    """The object of that name: a module, or what is in one."""
    parts = dotted.split(".")
    found: Any = _imported(parts[0])
    for count, part in enumerate(parts[1:], 1):
        inside = ".".join(parts[:count])
        if not isinstance(found, types.ModuleType):
            if not has_member(found, part):
                raise NoSuchName(f"{inside}.{part}", inside)
            found = member(found, part)
            continue
        try:
            found = getattr(found, part)
        except AttributeError:
            try:
                found = _imported(f"{inside}.{part}")
            except NotImportable as error:
                if error.is_missing and error.module == f"{inside}.{part}":
                    raise NoSuchName(f"{inside}.{part}", inside) from None
                raise
    return found


def _imported(module: str) -> types.ModuleType:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(module)
    except ModuleNotFoundError as error:
        missing = error.name or module
        raise NotImportable(missing, f"{missing} is not installed here", is_missing=True) from error
    except Exception as error:  # whatever a library raises while it is imported
        because = f"{module} can't be imported: {type(error).__name__}: {error}"
        raise NotImportable(module, because, is_missing=False) from error


def own_names(module: types.ModuleType) -> list[str]:
    """The public names of a module that are not just imported from other libraries."""
    declared = getattr(module, "__all__", None)
    if declared is not None:
        return sorted(set(declared))
    root = module.__name__.partition(".")[0]
    return sorted(
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and not isinstance(value, types.ModuleType)
        and str(getattr(value, "__module__", None) or root).lstrip("_").partition(".")[0] == root.lstrip("_")
    )


@functools.cache
def _distributions() -> Mapping[str, list[str]]:
    return metadata.packages_distributions()


def version_of(module: str) -> str | None:
    """The version of the distribution that `module` comes from, or of Python; None when it is not installed."""
    root = module.partition(".")[0]
    if root in sys.stdlib_module_names:
        return f"of Python {platform.python_version()}"
    for distribution in _distributions().get(root, ()):
        return metadata.version(distribution)
    return None


# --- members of a class -----------------------------------------------------------------------------------


def members(cls: type) -> frozenset[str]:
    """The public names that instances have: those of the class, and those that its methods assign to `self`."""
    return frozenset(name for name in {*dir(cls), *_assigned(cls)} if not name.startswith("_"))


def has_member(thing: object, name: str, *, by_name: bool = False) -> bool:
    """`thing` or, when it is a class, each instance of it has the attribute; `by_name`: not by a `__getattr__`."""
    if inspect.getattr_static(thing, name, _NOTHING) is not _NOTHING or _has(thing, name):
        return True
    return isinstance(thing, type) and (
        name in _assigned(thing)
        or (not by_name and "__getattr__" in dir(thing) and not name.startswith("__"))
    )


def member(cls: Any, name: str) -> Any:
    """The member of a class: a function, a property, …; None for what only instances have."""
    try:
        return getattr(cls, name)
    except Exception:  # descriptors may raise what they like
        return inspect.getattr_static(cls, name, None)


_NOTHING = object()


def _has(thing: object, name: str) -> bool:
    try:
        getattr(thing, name)
    except Exception:  # a lazy module or a descriptor may raise what it likes
        return False
    return True


@functools.cache
def _assigned(cls: type) -> frozenset[str]:
    """The names in `self.name = …`, as far as the sources of the class and its bases can be read."""
    return frozenset(name for base in cls.__mro__ for name in _assigned_here(base))


@functools.cache
def _assigned_here(cls: type) -> frozenset[str]:
    found = set(getattr(cls, "__annotations__", ()))
    for function in vars(cls).values():
        function = inspect.unwrap(function) if inspect.isfunction(function) else None
        tree = _tree(function) if inspect.isfunction(function) else None
        if tree is None or not tree.args.args:
            continue
        own = tree.args.args[0].arg
        found |= {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
            and node.value.id == own
        }
    return frozenset(found)


@functools.cache
def _tree(function: types.FunctionType) -> ast.FunctionDef | None:
    """The source of exactly this function (not of what it wraps); None when there is none, or for a lambda."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function.__code__)))
    except (OSError, TypeError, SyntaxError, ValueError):
        return None
    first = tree.body[0] if tree.body else None
    return first if isinstance(first, ast.FunctionDef) else None


def supports(cls: type, special: str) -> bool:
    """Instances have the special method, and it does more than raise an exception."""
    method = getattr(cls, special, None)
    tree = _tree(method) if inspect.isfunction(method) else None
    return method is not None and not (tree is not None and _is_abstract(tree))


# --- parameters -------------------------------------------------------------------------------------------


def parameters(owner: type | None, name: str, thing: Any) -> list[inspect.Parameter] | None:
    """The parameters that callers see, without `self`; None when it does not tell, as most C functions."""
    try:
        found = list(inspect.signature(thing).parameters.values())
    except (TypeError, ValueError):
        return None
    if owner is None or not found or inspect.ismethod(thing):
        return found
    static = inspect.getattr_static(owner, name, None)
    if isinstance(static, (staticmethod, classmethod)):
        return found
    return found[1:] if found[0].kind in _BY_POSITION else found


_BY_POSITION = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


# --- how a callable is called -----------------------------------------------------------------------------

Ways: TypeAlias = frozenset[str]
"""What can be done with the result of a call: use it as it is (`plain`), `await`, `agen` (`async for`), `acm`."""


def ways(thing: Any, owner: type | None = None, kept: frozenset[type] = frozenset()) -> Ways | None:
    """How `thing` (a method of `owner`, if given) can be called; None where introspection can't tell.

    Instances of the classes in `kept` are objects to keep and use, whatever else can be done with them.
    """
    return _Calls(owner, kept).of(thing)


def is_coroutine_function(thing: Any) -> bool:
    """Calling it gives a coroutine; also when it was compiled by Cython, which sets asyncio's own mark."""
    if inspect.iscoroutinefunction(thing):
        return True
    return any(getattr(thing, mark, None) is not None for mark in ("_is_coroutine", "_is_coroutine_mark"))


class _Calls:
    """Finds out what calls give: by what the functions are, by their sources, by their annotations."""

    def __init__(self, owner: type | None, kept: frozenset[type]) -> None:
        self.owner = owner
        self.kept = kept
        self.busy: list[object] = []

    def of(self, thing: Any) -> Ways | None:
        if isinstance(thing, type):
            return self.instances(thing)
        thing = getattr(thing, "__func__", thing)
        if isinstance(thing, functools.partial):
            return self.of(thing.func)
        if inspect.isasyncgenfunction(thing):
            return frozenset({"agen"})
        if is_coroutine_function(thing):
            return frozenset({"await"})
        if not inspect.isfunction(thing) or thing in self.busy or len(self.busy) > _DEPTH:
            return None
        if inspect.isgeneratorfunction(thing):
            waits = thing.__code__.co_flags & inspect.CO_ITERABLE_COROUTINE  # types.coroutine
            return frozenset({"await" if waits else "plain"})
        self.busy.append(thing)
        try:
            found, said = self.by_source(thing), self.by_annotation(thing)
            if found is None:
                # Annotations of classes that serve both worlds often speak only of the synchronous one.
                return None if said == _PLAIN and _returns_calls(thing) else said
            return found | _PLAIN if _gives_future_of_nothing(thing) else found
        finally:
            self.busy.pop()

    def instances(self, cls: type) -> Ways:
        """What can be done with instances of the class."""
        can = {way for way, method in _PROTOCOLS.items() if hasattr(cls, method)}
        if any(issubclass(cls, base) for base in self.kept):
            return frozenset({"plain", *can})
        if "await" in can or issubclass(cls, contextlib.AbstractAsyncContextManager):  # only made for that
            return frozenset(can)
        return frozenset({"plain", *can})

    # -- by what the function returns --

    def by_source(self, function: types.FunctionType) -> Ways | None:
        tree = _tree(function)
        if tree is None:
            return None
        scope = _Scope(function, tree)
        returns = [node.value for node in _own_nodes(tree) if isinstance(node, ast.Return)]
        if not returns and _is_abstract(tree):
            return None  # subclasses say it
        return _either([self.value(value, scope) for value in returns] or [_PLAIN])

    def value(self, node: ast.expr | None, scope: _Scope) -> Ways | None:
        match node:
            case ast.IfExp(body=body, orelse=other):
                return _either([self.value(body, scope), self.value(other, scope)])
            case ast.Name(id=name) if name in scope.assigned:
                values = scope.assigned.pop(name)  # popped, or `x = f(x)` would go round for ever
                return _either([self.value(value, scope) for value in values])
            case ast.Name(id=name) if name == scope.own and self.owner is not None:
                return self.instances(self.owner)
            case ast.Call(func=callee):
                return self.called(callee, scope)
        return _PLAIN if node is None or isinstance(node, _DISPLAYS) else None

    def called(self, callee: ast.expr, scope: _Scope) -> Ways | None:
        parts: list[str] = []
        while isinstance(callee, ast.Attribute):
            parts.insert(0, callee.attr)
            callee = callee.value
        if not isinstance(callee, ast.Name):
            return None
        if callee.id == scope.own and self.owner is not None and parts:
            found: Any = self.owner
        elif callee.id in scope.names:
            found = scope.names[callee.id]
        else:
            return None
        for part in parts:
            if not _has(found, part):
                return None
            found = getattr(found, part)
        return self.of(found)

    # -- by its annotation --

    def by_annotation(self, function: types.FunctionType) -> Ways | None:
        found = _annotation(function)
        if found is _NOTHING:
            return None
        ways = self.annotated(found)
        return ways | _PLAIN if ways is not None and _gives_future_of_nothing(function) else ways

    def annotated(self, annotation: Any) -> Ways | None:
        origin = typing.get_origin(annotation)
        if origin in (Union, types.UnionType):
            each = [self.annotated(part) for part in typing.get_args(annotation)]
            # `Awaitable[int] | int`, of a class that serves both worlds: what may have to be awaited, has to be.
            waits = [one for one in each if one is not None and "await" in one and "plain" not in one]
            return waits[0] if waits else _either(each)
        cls = origin or annotation
        if not isinstance(cls, type) or cls is object:
            return None
        return self.instances(cls)


_DEPTH = 8
_PLAIN: Ways = frozenset({"plain"})
_PROTOCOLS = {"await": "__await__", "agen": "__aiter__", "acm": "__aenter__"}
_DISPLAYS = (
    ast.Constant, ast.JoinedStr, ast.Compare, ast.UnaryOp, ast.Tuple, ast.List, ast.Dict, ast.Set,
    ast.ListComp, ast.DictComp, ast.SetComp,
)  # fmt: skip


def _is_abstract(tree: ast.FunctionDef) -> bool:
    """It only raises, or has no body but `...`."""
    body = [node for node in tree.body if not (isinstance(node, ast.Expr) and _is_text(node.value))]
    match body:
        case [ast.Raise()] | [ast.Expr(value=ast.Constant(value=builtins.Ellipsis))]:
            return True
    return False


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _returns_calls(function: types.FunctionType) -> bool:
    tree = _tree(function)
    return tree is not None and any(
        isinstance(node, ast.Return) and isinstance(node.value, ast.Call) for node in _own_nodes(tree)
    )


def _annotation(function: types.FunctionType) -> Any:
    """What the function says that it returns."""
    if "return" not in getattr(function, "__annotations__", {}) or hasattr(function, "__wrapped__"):
        return _NOTHING  # a wrapper has the annotations of what it wraps, and may give something else
    try:
        return typing.get_type_hints(function)["return"]
    except Exception:  # names for type checkers only, newer syntax: whatever evaluating them raises
        return _NOTHING


def _gives_future_of_nothing(function: types.FunctionType) -> bool:
    """`-> asyncio.Future[None]`: what it stands for happens anyway, and nobody has to wait for it."""
    said = _annotation(function)
    origin = typing.get_origin(said)
    is_future = isinstance(origin, type) and issubclass(origin, asyncio.Future)
    return is_future and typing.get_args(said) in ((None,), (types.NoneType,))


def _either(each: Sequence[Ways | None]) -> Ways | None:
    """What can be done in one case or the other; None when one of them can't be told."""
    known = [one for one in each if one is not None]
    return frozenset().union(*known) if len(known) == len(each) else None


class _Scope:
    """What the names in a function's body can mean."""

    def __init__(self, function: types.FunctionType, tree: ast.FunctionDef) -> None:
        self.names: dict[str, Any] = {**vars(builtins), **function.__globals__}
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=False):
            with contextlib.suppress(ValueError):  # not filled yet
                self.names[name] = cell.cell_contents
        arguments = [*tree.args.posonlyargs, *tree.args.args]
        self.own = arguments[0].arg if arguments and "." in function.__qualname__ else None
        self.assigned: dict[str, list[ast.expr]] = {}
        for node in _own_nodes(tree):
            for name, value in _bindings(node):
                self.assigned.setdefault(name, []).append(value)
        for name in (*self.assigned, *(argument.arg for argument in (*arguments, *tree.args.kwonlyargs))):
            self.names.pop(name, None)


def _bindings(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The names that a statement assigns, with what they get; the name itself where that is not simple."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            yield name, value
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value
        case ast.Name(id=name, ctx=ast.Store()):
            yield name, node


def _own_nodes(tree: ast.FunctionDef) -> Iterator[ast.AST]:
    """The nodes of a function, without the targets of plain assignments, and without functions inside it."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda() | ast.ClassDef():
                continue
            case ast.Assign(targets=[ast.Name()]) | ast.AnnAssign(target=ast.Name()):
                waiting += [node.value] if node.value is not None else []
            case _:
                waiting += ast.iter_child_nodes(node)
