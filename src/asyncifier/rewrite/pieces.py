"""The same numbers as `asyncifier.numbering`, counted over a libcst tree.

    >>> refs = number_cst_pieces(cst.parse_module("print(len(x))"))
    >>> [ref for ref in refs.values() if ref.kind == "call"]
    [Ref(kind='call', number=0), Ref(kind='call', number=1)]

libcst has one class `Name` for every word, so most of this says which words are not `ast.Name`.
"""

from __future__ import annotations

import ast
from collections import Counter

import libcst as cst

from asyncifier.edits import Kind, Ref
from asyncifier.numbering import last_name, numbered

_KIND_OF: dict[type[cst.CSTNode], Kind] = {
    cst.Call: "call",
    cst.FunctionDef: "def",
    cst.ClassDef: "class",
    cst.Lambda: "lambda",
    cst.With: "with",
    cst.For: "for",
    cst.CompFor: "comp",
    cst.GeneratorExp: "genexp",
    cst.Attribute: "attr",
    cst.Name: "name",
    cst.Assign: "assign",
    cst.AnnAssign: "assign",
    cst.AugAssign: "assign",
    cst.Import: "import",
    cst.ImportFrom: "import",
    cst.ExceptHandler: "except",
    cst.ExceptStarHandler: "except",
    cst.From: "yieldfrom",  # replaced by its Yield, see `_Counter.on_visit`
    cst.Return: "return",
    cst.Subscript: "subscript",
}
_AROUND_TEXTS = (cst.Annotation, cst.SubscriptElement, cst.FormattedString, cst.ConcatenatedString)
_CONSTANTS = frozenset({"True", "False", "None"})


def number_cst_pieces(module: cst.Module) -> dict[int, Ref]:
    """The `Ref` of every piece, by `id(node)`; of `yield from x` the node is the whole `cst.Yield`."""
    return _count(module).refs


def disagreement(tree: ast.Module, module: cst.Module) -> str | None:
    """What the two trees of one source do not agree on, or None: no edit is safe if there is anything.

    >>> disagreement(ast.parse("f(x)"), cst.parse_module("f(x)"))
    """
    counts: Counter[str] = Counter()
    callees: list[str] = []
    for node, ref in numbered(tree):
        counts[ref.kind] += 1
        if isinstance(node, ast.Call):
            callees.append(last_name(node.func))
    counter = _count(module)
    for kind in sorted(counts.keys() | counter.counts.keys()):
        if counts[kind] != counter.counts[kind]:
            return f"Python counts {counts[kind]} pieces of kind {kind}, libcst {counter.counts[kind]}"
    for number, (ours, theirs) in enumerate(zip(callees, counter.callees, strict=True)):
        if ours != theirs:
            return f"call {number} is {ours or 'nameless'} for Python and {theirs or 'nameless'} for libcst"
    return None


def _count(module: cst.Module) -> _Counter:
    counter = _Counter()
    module.visit(counter)
    return counter


class _Counter(cst.CSTVisitor):
    """Counts pieces on the way down, and remembers which words of a node are not expressions."""

    def __init__(self) -> None:
        super().__init__()
        self.refs: dict[int, Ref] = {}
        self.counts: Counter[str] = Counter()
        self.callees: list[str] = []
        self._not_expressions: set[int] = set()
        self._counts_texts = [False]
        """Of each annotation, pair of brackets and text of several parts around it: whether texts in it count."""

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.BaseParenthesizableWhitespace | cst.TrailingWhitespace | cst.EmptyLine):
            return False
        if isinstance(node, cst.Global | cst.Nonlocal):
            return False
        if isinstance(node, _AROUND_TEXTS):
            if self._is_quoted(node):
                self.refs[id(node)] = Ref("quoted", self.counts["quoted"])
                self.counts["quoted"] += 1
            self._counts_texts.append(isinstance(node, cst.Annotation | cst.SubscriptElement))
        self._not_expressions.update(id(word) for word in _plain_words(node))
        kind = _KIND_OF.get(type(node))
        if isinstance(node, cst.Yield) and isinstance(node.value, cst.From):
            kind = "yieldfrom"
        elif isinstance(node, cst.From) or self._is_plain_word(node):
            kind = None
        elif isinstance(node, cst.SimpleString) and self._is_quoted(node):
            kind = "quoted"
        if kind is not None:
            self.refs[id(node)] = Ref(kind, self.counts[kind])
            self.counts[kind] += 1
        if isinstance(node, cst.Call):
            self.callees.append(_last_name(node.func))
        return not isinstance(node, cst.Import | cst.ImportFrom)

    def _is_plain_word(self, node: cst.CSTNode) -> bool:
        if not isinstance(node, cst.Name):
            return False
        return id(node) in self._not_expressions or node.value in _CONSTANTS

    def _is_quoted(self, node: cst.CSTNode) -> bool:
        """A text in an annotation, as Python's tree has it: of several in a row it makes one."""
        if not self._counts_texts[-1]:
            return False
        match node:
            case cst.SimpleString(prefix=prefix):
                return "b" not in prefix.lower()
            case cst.ConcatenatedString(left=left, right=right):
                return self._is_quoted(left) and self._is_quoted(right)
            case _:
                return False

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, _AROUND_TEXTS):
            self._counts_texts.pop()


def _plain_words(node: cst.CSTNode) -> tuple[cst.CSTNode, ...]:
    """The children of `node` that are words of the syntax and no `ast.Name`."""
    match node:
        case cst.Attribute(attr=word):
            return (word,)
        case cst.Arg(keyword=cst.Name() as word) | cst.MatchKeywordElement(key=word):
            return (word,)
        case cst.FunctionDef(name=word) | cst.ClassDef(name=word) | cst.Param(name=word):
            return (word,)
        case cst.TypeVar(name=word) | cst.TypeVarTuple(name=word) | cst.ParamSpec(name=word):
            return (word,)
        case cst.ExceptHandler(name=cst.AsName(name=word)) | cst.ExceptStarHandler(
            name=cst.AsName(name=word)
        ):
            return (word,)
        case cst.MatchAs(name=cst.Name() as word) | cst.MatchStar(name=cst.Name() as word):
            return (word,)
        case cst.MatchMapping(rest=cst.Name() as word):
            return (word,)
        case _:
            return ()


def _last_name(callee: cst.BaseExpression) -> str:
    if isinstance(callee, cst.Attribute):
        return callee.attr.value
    return callee.value if isinstance(callee, cst.Name) else ""
