"""What annotations say, part by part, and of which values each part speaks.

    handlers: dict[str, Callable[[int], Iterator[str]]]

has three parts: `dict`, of the value itself; `Callable`, of its elements; `Iterator`, of what those give.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from asyncifier.numbering import count_pieces

ELEMENT, RESULT = -1, -2
"""Steps from a value to another: to what it has inside, to what it gives when called; k: to its parameter k."""
FIRST = -10
"""The step to what a tuple has at position k is `FIRST - k`."""

_TRANSPARENT = frozenset({"Optional", "Union", "Required", "NotRequired", "ReadOnly", "Final", "ClassVar"})
_CALLABLE = "Callable"
_LAST_ONLY = frozenset(
    {"dict", "Dict", "Mapping", "MutableMapping", "DefaultDict", "defaultdict", "OrderedDict"}
)
_FIRST_ONLY = frozenset({"Generator", "AsyncGenerator", "ContextManager", "AbstractContextManager"})
_NO_CONTAINERS = frozenset({"Literal", "type", "Type", "Awaitable", "Coroutine", "Concatenate"})


@dataclass(frozen=True)
class Part:
    """One name in an annotation, with the way to the values that it speaks of.

    `kind` and `number` are those of its piece, of the text `quoted` if that is not -1; `subscript` is that of the
    generic type that it is the name of, with `arguments` arguments, else -1. `result`: what a callable gives.
    """

    path: tuple[int, ...]
    parts: tuple[str, ...]
    kind: str
    number: int
    subscript: int
    arguments: int
    quoted: int
    result: str


def parts_of(node: ast.expr, pieces: Mapping[int, int], path: tuple[int, ...] = ()) -> Iterator[Part]:
    """All parts of an annotation that stands in a tree with these numbers."""
    yield from _Walk(pieces, -1).parts(node, path)


@dataclass(frozen=True)
class _Walk:
    pieces: Mapping[int, int]
    quoted: int

    def parts(self, node: ast.expr, path: tuple[int, ...]) -> Iterator[Part]:
        match node:
            case ast.Constant(value=str() as text):
                yield from self.in_quotes(node, text, path)
            case ast.Name() | ast.Attribute():
                yield from self.name(node, path, None)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                yield from self.parts(left, path)
                yield from self.parts(right, path)
            case ast.Subscript():
                yield from self.generic(node, path)
            case _:
                return

    def in_quotes(self, node: ast.Constant, text: str, path: tuple[int, ...]) -> Iterator[Part]:
        number = self.pieces.get(id(node), -1)
        if self.quoted >= 0 or number < 0 or "\\" in text or "\n" in text:
            return  # no annotation, or quotes in quotes
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            return
        match tree.body:
            case [ast.Expr(value=inner)]:
                yield from _Walk(count_pieces(tree), number).parts(inner, path)
            case _:
                return

    def name(self, node: ast.expr, path: tuple[int, ...], generic: ast.Subscript | None) -> Iterator[Part]:
        parts = _dotted(node)
        if not parts:
            return
        kind = "name" if isinstance(node, ast.Name) else "attr"
        arguments = _arguments(generic) if generic is not None else []
        subscript = self.pieces[id(generic)] if generic is not None else -1
        result = ast.unparse(arguments[-1]) if arguments and parts[-1] == _CALLABLE else ""
        yield Part(path, parts, kind, self.pieces[id(node)], subscript, len(arguments), self.quoted, result)

    def generic(self, node: ast.Subscript, path: tuple[int, ...]) -> Iterator[Part]:
        arguments = _arguments(node)
        name = (_dotted(node.value) or ("",))[-1]
        if name in _TRANSPARENT:
            for argument in arguments:
                yield from self.parts(argument, path)
            return
        if name == "Annotated":
            yield from self.parts(arguments[0], path)
            return
        yield from self.name(node.value, path, node)
        if name == _CALLABLE and len(arguments) == 2:
            parameters = arguments[0].elts if isinstance(arguments[0], ast.List) else []
            for position, parameter in enumerate(parameters):
                yield from self.parts(parameter, (*path, position))
            yield from self.parts(arguments[1], (*path, RESULT))
        elif name in ("tuple", "Tuple") and not any(map(_is_ellipsis, arguments)):
            for position, argument in enumerate(arguments):
                yield from self.parts(argument, (*path, FIRST - position))
        elif name not in _NO_CONTAINERS:
            inside = arguments[-1:] if name in _LAST_ONLY else arguments
            for argument in inside[:1] if name in _FIRST_ONLY else inside:
                yield from self.parts(argument, (*path, ELEMENT))


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...


def _arguments(node: ast.Subscript) -> list[ast.expr]:
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def _dotted(node: ast.expr) -> tuple[str, ...]:
    match node:
        case ast.Name(id=name):
            return (name,)
        case ast.Attribute(value=value, attr=name):
            before = _dotted(value)
            return (*before, name) if before else ()
        case _:
            return ()
