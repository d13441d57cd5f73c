"""How pieces of syntax are numbered: the one place that both `facts` and `rewrite` go by.

    >>> tree = ast.parse("print(len(x)).y")
    >>> [(type(node).__name__, ref) for node, ref in numbered(tree)][:2]
    [('Attribute', Ref(kind='attr', number=0)), ('Call', Ref(kind='call', number=0))]

A piece gets the next number of its kind when a walk of the tree meets it: depth first, parents before
children, children in the order libcst visits them (which is source order; `ast` keeps some fields out of
it: the parts of `x if y else z`, decorators, defaults). `rewrite.pieces` counts the same over libcst.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import zip_longest
from typing import Any, Final

from asyncifier.edits import Kind, Ref

KIND_OF: Final[dict[type[ast.AST], Kind]] = {
    ast.Call: "call",
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "def",
    ast.ClassDef: "class",
    ast.Lambda: "lambda",
    ast.With: "with",
    ast.AsyncWith: "with",
    ast.For: "for",
    ast.AsyncFor: "for",
    ast.comprehension: "comp",
    ast.GeneratorExp: "genexp",
    ast.Attribute: "attr",
    ast.Name: "name",
    ast.Assign: "assign",
    ast.AnnAssign: "assign",
    ast.AugAssign: "assign",
    ast.Import: "import",
    ast.ImportFrom: "import",
    ast.ExceptHandler: "except",
    ast.YieldFrom: "yieldfrom",
    ast.Return: "return",
    ast.Subscript: "subscript",
}


def number_pieces(tree: ast.AST) -> dict[int, Ref]:
    """The `Ref` of every piece of `tree`, by `id(node)`; valid as long as the tree lives."""
    return {id(node): ref for node, ref in numbered(tree)}


def count_pieces(tree: ast.AST) -> dict[int, int]:
    """The number of every piece among those of its kind, by `id(node)`: `number_pieces` in a quarter of the time.

    It is written for speed, since every node of every file passes here; a test compares the two.
    """
    numbers: dict[int, int] = {}
    counts = dict.fromkeys((*KIND_OF.values(), "quoted"), 0)
    kind_of = KIND_OF.get
    quoted: set[int] = set()
    waiting: list[Any] = [tree]
    pop, append, extend = waiting.pop, waiting.append, waiting.extend
    while waiting:
        node = pop()
        cls = node.__class__
        if cls is ast.Constant:
            if quoted and id(node) in quoted:
                numbers[id(node)] = counts["quoted"]
                counts["quoted"] += 1
            continue
        if cls in _ANNOTATED:
            quoted.update(quoted_in(node))
        kind = kind_of(cls)
        if kind is not None:
            number = numbers[id(node)] = counts[kind]
            counts[kind] = number + 1
        if cls is ast.Name:
            continue
        if cls is ast.Attribute:
            append(node.value)
        elif cls is ast.Call and not node.keywords:
            extend(node.args[::-1])
            append(node.func)
        elif cls in _SPECIAL:
            extend(reversed(_SPECIAL[cls](node)))
        else:
            for field in fields_with_children(cls):
                value = getattr(node, field, None)
                if value.__class__ is list:
                    if value and isinstance(value[0], ast.AST):
                        extend(value[::-1])
                elif isinstance(value, ast.AST):
                    append(value)
    return numbers


@cache
def fields_with_children(cls: type[ast.AST]) -> tuple[str, ...]:
    """The fields of a class of nodes that can hold more than a leaf, from the last to the first."""
    return tuple(name for name in reversed(cls._fields) if name not in _WITHOUT_CHILDREN)


_WITHOUT_CHILDREN: Final = frozenset(
    {"ctx", "op", "ops", "type_comment", "id", "attr", "arg", "kind", "simple", "lineno"}
)


def numbered(tree: ast.AST) -> Iterator[tuple[ast.AST, Ref]]:
    """Every piece with its `Ref`, in the order of the walk."""
    counts: dict[Kind, int] = dict.fromkeys((*KIND_OF.values(), "quoted"), 0)
    quoted: set[int] = set()
    for node in walk_in_order(tree):
        quoted.update(quoted_in(node))
        kind: Kind | None = "quoted" if id(node) in quoted else KIND_OF.get(type(node))
        if kind is not None:
            yield node, Ref(kind, counts[kind])
            counts[kind] += 1


def walk_in_order(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes, parents before children, in source order; without recursion, as chains can be long."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        children = ordered_children(node)
        children.reverse()
        waiting += children


def ordered_children(node: ast.AST) -> list[ast.AST]:
    """The children of `node` in source order, as libcst visits them.

    >>> [child.id for child in ordered_children(ast.parse("a if b else c", mode="eval").body)]
    ['a', 'b', 'c']
    """
    special = _SPECIAL.get(type(node))
    return special(node) if special is not None else _field_children(node)


def quoted_in(node: ast.AST) -> list[int]:
    """The ids of the texts in the annotation of a parameter, a function's result or a variable, and in brackets."""
    match node:
        case ast.FunctionDef(returns=annotation) | ast.AsyncFunctionDef(returns=annotation):
            waiting: list[ast.AST | None] = [annotation]
        case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation):
            waiting = [annotation]
        case ast.Subscript(slice=inside):
            waiting = [inside]
        case _:
            return []
    found: list[int] = []
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            found.append(id(part))
        elif part is not None and not isinstance(part, ast.Name | ast.JoinedStr):
            waiting += ast.iter_child_nodes(part)
    return found


_ANNOTATED: Final = frozenset({ast.arg, ast.AnnAssign, ast.FunctionDef, ast.AsyncFunctionDef, ast.Subscript})


def last_name(callee: ast.expr) -> str:
    """`f` for `f` and for `a.b.f`; empty for any other callee."""
    if isinstance(callee, ast.Attribute):
        return callee.attr
    return callee.id if isinstance(callee, ast.Name) else ""


_LEAVES: Final = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)


def _field_children(node: ast.AST) -> list[ast.AST]:
    """Children in the order of `_fields`, which is source order for all nodes that are not in `_SPECIAL`."""
    children: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            children += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST) and not isinstance(value, _LEAVES):
            children.append(value)
    return children


def _none(node: ast.AST) -> list[ast.AST]:
    return []


def _if_expression(node: ast.IfExp) -> list[ast.AST]:
    return [node.body, node.test, node.orelse]


def _dict(node: ast.Dict) -> list[ast.AST]:
    pairs = zip(node.keys, node.values, strict=True)
    return [part for pair in pairs for part in pair if part is not None]  # None is the key of `**other`


def _comparison(node: ast.Compare) -> list[ast.AST]:
    return [node.left, *node.comparators]


def _call(node: ast.Call) -> list[ast.AST]:
    return [node.func, *_arguments_as_written(node.args, node.keywords)]


def _arguments_as_written(args: list[ast.expr], keywords: list[ast.keyword]) -> list[ast.AST]:
    """`f(x=1, *a)` is the one case in which a positional argument follows a keyword."""
    arguments: list[ast.expr | ast.keyword] = [*args, *keywords]
    if keywords and any(isinstance(arg, ast.Starred) for arg in args):
        arguments.sort(key=_position)
    return [*arguments]


def _position(node: ast.expr | ast.keyword) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _class(node: ast.ClassDef) -> list[ast.AST]:
    bases = _arguments_as_written(node.bases, node.keywords)
    return [*node.decorator_list, *_type_params(node), *bases, *node.body]


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.AST]:
    returns = [node.returns] if node.returns is not None else []
    return [*node.decorator_list, *_type_params(node), node.args, *returns, *node.body]


def _type_params(node: ast.AST) -> list[ast.AST]:
    return getattr(node, "type_params", [])  # Python 3.12


def _parameters(node: ast.arguments) -> list[ast.AST]:
    """Each parameter with its default right behind it; `ast` keeps the defaults in lists of their own."""
    positional = [*node.posonlyargs, *node.args]
    no_default: list[ast.expr | None] = [None] * (len(positional) - len(node.defaults))
    pairs: list[tuple[ast.AST | None, ast.AST | None]] = [
        *zip(positional, [*no_default, *node.defaults], strict=True),
        (node.vararg, None),
        *zip(node.kwonlyargs, node.kw_defaults, strict=True),
        (node.kwarg, None),
    ]
    return [part for pair in pairs for part in pair if part is not None]


def _match_mapping(node: ast.MatchMapping) -> list[ast.AST]:
    pairs: Iterable[tuple[ast.AST | None, ast.AST | None]] = zip_longest(node.keys, node.patterns)
    return [part for pair in pairs for part in pair if part is not None]


_SPECIAL: Final[dict[type[ast.AST], Callable[[Any], list[ast.AST]]]] = {
    ast.Name: _none,
    ast.Constant: _none,
    ast.IfExp: _if_expression,
    ast.Dict: _dict,
    ast.Compare: _comparison,
    ast.Call: _call,
    ast.ClassDef: _class,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.arguments: _parameters,
    ast.MatchMapping: _match_mapping,
}
