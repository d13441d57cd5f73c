"""The one walk over the tree that finds the pieces edits name and calls their rewriters.

Most rewriters give back one node for another. Some need more room: they ask the `Context` to change the
statement that holds the piece (`replace_line`) or the block that holds that statement (`replace_block`);
both happen when the walk leaves that line or block, so that everything inside is already rewritten.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.metadata import entry_points
from typing import Any, Final, Protocol, TypeAlias, TypeVar, cast

import libcst as cst

from asyncifier.edits import Edit, Ref
from asyncifier.rewrite.deep import with_deep_stack
from asyncifier.rewrite.expressions import fitted
from asyncifier.rewrite.formatted_strings import requoted
from asyncifier.rewrite.pieces import disagreement, number_cst_pieces
from asyncifier.rewrite.text import CannotRewrite, decode, splice

Result: TypeAlias = "cst.CSTNode | cst.FlattenSentinel[Any] | cst.RemovalSentinel"
Statement: TypeAlias = "cst.SimpleStatementLine | cst.BaseCompoundStatement"
ReplaceLine: TypeAlias = Callable[[cst.SimpleStatementLine], Sequence[Statement]]
ReplaceBlock: TypeAlias = Callable[[Sequence[Statement], int], Sequence[Statement]]
"""Gets the statements of a block and the index of the one in question; gives the new statements."""

_Block = TypeVar("_Block", cst.IndentedBlock, cst.Module)

ENTRY_POINTS: Final = "asyncifier.rewriters"


class Context(Protocol):
    """What a rewriter may know and ask for besides its own piece."""

    @property
    def ancestors(self) -> Sequence[cst.CSTNode]:
        """The nodes around the piece as they were before any edit, the module first."""

    @property
    def original(self) -> cst.CSTNode | None:
        """The piece as it was before any edit; None for an edit without a place of its own."""

    @property
    def config(self) -> cst.PartialParserConfig:
        """The file's indentation and newlines, to parse new statements with."""

    def replace_line(self, replace: ReplaceLine) -> None:
        """Have `replace` make other statements of the simple statement around the piece."""

    def replace_block(self, replace: ReplaceBlock) -> None:
        """Have `replace` change the statements of the block around the piece's statement."""


class Rewriter(Protocol):
    """Makes the new node of one edit. `node` has its children rewritten already.

    For an edit without a place of its own (`AddImports`), `node` is the module.
    """

    def __call__(self, node: Any, edit: Any, context: Context, /) -> Result: ...


def rewrite_source(
    source: bytes, edits: Sequence[Edit], *, rewriters: Mapping[type, Rewriter] | None = None
) -> bytes:
    """The file with all `edits` carried out; without edits, the same bytes.

    `rewriters` are those of the installed codemods when left out. Raises `CannotRewrite` with the reason
    when any edit can't be carried out.
    """
    if not edits:
        return source
    chosen = installed_rewriters() if rewriters is None else rewriters
    decoded = decode(source)
    try:
        text = with_deep_stack(lambda: _rewrite_text(decoded.text, edits, chosen))
    except (RecursionError, MemoryError) as error:  # Python 3.12 has a limit that can't be raised
        raise CannotRewrite("the code is nested too deeply for this Python") from error
    return decoded.encode(text)


@cache
def installed_rewriters() -> Mapping[type, Rewriter]:
    """The rewriters of all installed codemods, by the class of edit they carry out."""
    found: dict[type, Rewriter] = {}
    for entry_point in entry_points(group=ENTRY_POINTS):
        found |= entry_point.load()
    return found


def _rewrite_text(text: str, edits: Sequence[Edit], rewriters: Mapping[type, Rewriter]) -> str:
    try:
        tree = ast.parse(text)
        module = cst.parse_module(text)
    except SyntaxError as error:
        raise CannotRewrite(f"not valid Python: {error.msg}", error.lineno or 0) from error
    except ValueError as error:
        raise CannotRewrite(f"not valid Python: {error}") from error
    except cst.ParserSyntaxError as error:
        raise CannotRewrite("libcst can't parse this file, though Python can", error.raw_line) from error
    difference = disagreement(tree, module)
    if difference is not None:
        raise CannotRewrite(f"libcst and Python read this file differently: {difference}")
    rewritten = _rewrite_module(module, edits, rewriters).code
    printed = module.code
    return rewritten if printed == text else splice(text, printed, rewritten)


def _rewrite_module(
    module: cst.Module, edits: Sequence[Edit], rewriters: Mapping[type, Rewriter]
) -> cst.Module:
    walk = _Walk(module, _by_node(module, edits), rewriters)
    try:
        rewritten = module.visit(walk)
        for edit in edits:
            if getattr(edit, "at", None) is None:
                rewritten = cst.ensure_type(walk.rewritten(rewritten, edit), cst.Module)
    except cst.CSTValidationError as error:
        raise CannotRewrite(f"the edits would make invalid Python: {error}") from error
    return rewritten


def _by_node(module: cst.Module, edits: Sequence[Edit]) -> dict[int, Edit]:
    """Each edit by the id of the node it is for."""
    by_ref: dict[Ref, Edit] = {}
    for edit in edits:
        at: Ref | None = getattr(edit, "at", None)
        if at is None:
            continue
        if by_ref.setdefault(at, edit) != edit:
            raise CannotRewrite(f"two edits for {at.kind} {at.number}: {by_ref[at]} and {edit}")
    by_node = {node: by_ref.pop(ref) for node, ref in number_cst_pieces(module).items() if ref in by_ref}
    for ref, edit in by_ref.items():
        raise CannotRewrite(f"the file has no {ref.kind} {ref.number}, which {type(edit).__name__} is for")
    return by_node


class _Walk(cst.CSTTransformer):
    """Calls the rewriter of each edit on leaving its node, and does what rewriters asked of the `Context`."""

    def __init__(
        self, module: cst.Module, edits: Mapping[int, Edit], rewriters: Mapping[type, Rewriter]
    ) -> None:
        super().__init__()
        self.config = module.config_for_parsing
        self.ancestors: list[cst.CSTNode] = []
        self.original: cst.CSTNode | None = None
        self._edits = edits
        self._rewriters = rewriters
        self._done = 0
        self._done_before_string: list[int] = []
        self._asked_of_line: list[ReplaceLine] = []
        self._asked_of_block: list[ReplaceBlock] = []
        self._line_of: dict[int, list[ReplaceLine]] = {}  # by id of a small statement
        self._asked_for: list[cst.CSTNode] = []  # keeps the nodes of those ids alive
        self._block_of: dict[int, list[ReplaceBlock]] = {}  # by id of a small statement, then of its line

    def replace_line(self, replace: ReplaceLine) -> None:
        self._asked_of_line.append(replace)

    def replace_block(self, replace: ReplaceBlock) -> None:
        self._asked_of_block.append(replace)

    def rewritten(self, node: cst.CSTNode, edit: Edit) -> Result:
        """What the rewriter of `edit` makes of `node`."""
        rewriter = self._rewriters.get(type(edit))
        if rewriter is None:
            raise CannotRewrite(f"no installed codemod can carry out {type(edit).__name__}")
        self._done += 1
        return rewriter(node, edit, self)

    def on_visit(self, node: cst.CSTNode) -> bool:
        self.ancestors.append(node)
        if isinstance(node, cst.FormattedString):
            self._done_before_string.append(self._done)
        return True

    def on_leave(  # type: ignore[override]
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> Result:
        self.ancestors.pop()
        result: Result = updated_node
        edit = self._edits.get(id(original_node))
        if edit is not None:
            result = self._edited(original_node, updated_node, edit)
        match result:
            case cst.FormattedString():
                if self._done_before_string.pop() != self._done:
                    return requoted(cst.ensure_type(original_node, cst.FormattedString), result)
            case cst.BaseSmallStatement():
                self._remember_what_was_asked(result)
            case cst.ExceptHandler(type=cst.Tuple() as classes):
                return result.with_changes(type=_flat(classes))
            case cst.SimpleStatementLine():
                return self._statements_of_line(result)
            case cst.SimpleStatementSuite():
                return self._suite(result)
            case cst.IndentedBlock():
                return self._block(result)
            case cst.Module():
                return self._block(result)
            case _:
                pass
        return result

    def _edited(self, original: cst.CSTNode, updated: cst.CSTNode, edit: Edit) -> Result:
        self.original = original
        new = self.rewritten(updated, edit)
        self.original = None
        if isinstance(updated, cst.BaseExpression) and isinstance(new, cst.BaseExpression):
            return fitted(new, parent=self.ancestors[-1], child=original)
        return new

    def _remember_what_was_asked(self, small: cst.BaseSmallStatement) -> None:
        if self._asked_of_line or self._asked_of_block:
            self._asked_for.append(small)
        if self._asked_of_line:
            self._line_of[id(small)], self._asked_of_line = self._asked_of_line, []
        if self._asked_of_block:
            self._block_of[id(small)], self._asked_of_block = self._asked_of_block, []

    def _statements_of_line(self, line: cst.SimpleStatementLine) -> Result:
        if not any(id(small) in self._line_of or id(small) in self._block_of for small in line.body):
            return line
        statements: list[Statement] = []
        for small, part in zip(line.body, _split(line), strict=True):
            if id(small) in self._block_of:
                self._block_of[id(part)] = self._block_of[id(small)]
                self._asked_for.append(part)
            new: list[Statement] = [part]
            for replace in self._line_of.get(id(small), ()):
                new = list(replace(part))
            statements += new
        return cst.FlattenSentinel(statements)

    def _suite(self, suite: cst.SimpleStatementSuite) -> cst.BaseSuite:
        line = cst.SimpleStatementLine(suite.body, trailing_whitespace=suite.trailing_whitespace)
        statements = self._statements_of_line(line)
        if not isinstance(statements, cst.FlattenSentinel):
            return suite
        return self._block(cst.IndentedBlock(list(statements)))

    def _block(self, block: _Block) -> _Block:
        statements = cast("list[Statement]", list(block.body))
        if not any(id(statement) in self._block_of for statement in statements):
            return block
        for statement in reversed(block.body):  # a later one may end up inside what an earlier one makes
            for replace in self._block_of.get(id(statement), ()):
                index = next(i for i, other in enumerate(statements) if other is statement)
                statements = list(replace(statements, index))
        if not statements and isinstance(block, cst.IndentedBlock):
            statements = [cst.SimpleStatementLine([cst.Pass()])]
        return block.with_changes(body=statements)


def _flat(classes: cst.Tuple) -> cst.Tuple:
    """The tuple of an except clause without tuples in it, which Python does not take there."""
    elements: list[cst.BaseElement] = []
    for element in classes.elements:
        inner = element.value.elements if isinstance(element.value, cst.Tuple) else None
        if inner is None or isinstance(element, cst.StarredElement):
            elements.append(element)
        else:
            elements += [*inner[:-1], element.with_changes(value=inner[-1].value)]
    return classes if len(elements) == len(classes.elements) else classes.with_changes(elements=elements)


def _split(line: cst.SimpleStatementLine) -> list[cst.SimpleStatementLine]:
    """`a; b` as one line for `a` and one for `b`; the comment goes with the last."""
    if len(line.body) == 1:
        return [line]
    bare = cst.MaybeSentinel.DEFAULT
    parts = [cst.SimpleStatementLine([small.with_changes(semicolon=bare)]) for small in line.body[:-1]]
    last = cst.SimpleStatementLine([line.body[-1]], trailing_whitespace=line.trailing_whitespace)
    first, *others = [*parts, last]
    return [first.with_changes(leading_lines=line.leading_lines), *others]
