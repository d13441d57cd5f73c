"""Are the lines that carry no edit the same as before?

old             new
def f():        async def f():      an edit is here: any line will do
    # why           # why           must be there, as it was
    g()             await g()       an edit
    h()             h()             must be there, as it was
"""

from __future__ import annotations

import ast
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from asyncifier.edits import (
    AsyncFor,
    AsyncWith,
    CloseAtEnd,
    Edit,
    ExtendExports,
    MakeFactory,
    MakeLater,
    Shim,
)
from asyncifier.numbering import number_pieces
from asyncifier.verify.unverified import Unverified


def check_lines(old_tree: ast.Module, old: str, new: str, edits: Sequence[Edit]) -> None:
    """Finds every line without an edit in `new`, in the old order; in deeper blocks the indent may differ."""
    lines, new_lines = _lines(old), _lines(new)
    edited = _edited(old_tree, lines, edits)
    rest = iter(new_lines)
    anywhere = Counter(line.strip() for line in new_lines)
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or number in edited.changed:
            continue
        if number in edited.reordered:
            anywhere[text] -= 1
            is_there = anywhere[text] >= 0
        else:
            may_move = number in edited.moved
            is_there = any(line == other or (may_move and text == other.strip()) for other in rest)
        if not is_there:
            raise Unverified(f"line {number} of the old file carries no edit but changed: {text!r}")


def _lines(text: str) -> list[str]:
    """The lines as Python counts them, with their ends; the last one always ends."""
    lines = io.StringIO(text, newline="").readlines()
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\r\n" if lines[0].endswith("\r\n") else "\n"
    return lines


@dataclass
class _Edited:
    """Numbers of old lines."""

    changed: set[int] = field(default_factory=set)
    """Their statement has an edit of its own."""
    moved: set[int] = field(default_factory=set)
    """They go into a deeper block, or out of one."""
    reordered: set[int] = field(default_factory=set)
    """They go above or below others: a shim's body now stands above its decorators."""


def _edited(tree: ast.Module, lines: Sequence[str], edits: Sequence[Edit]) -> _Edited:
    by_ref = {at: edit for edit in edits if (at := getattr(edit, "at", None)) is not None}
    edit_of = {node: by_ref[ref] for node, ref in number_pieces(tree).items() if ref in by_ref}
    edited = _Edited()
    if any(isinstance(edit, ExtendExports) for edit in edits):
        for top in tree.body:
            if isinstance(top, ast.Assign | ast.AnnAssign) and "__all__" in ast.unparse(top):
                edited.changed |= set(_all_lines(top))
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        blocks = list(_blocks(node))
        for block in blocks:
            waiting += block
            for statement, following in _with_following(block):
                if following and isinstance(edit_of.get(id(statement)), CloseAtEnd):
                    edited.moved |= _with_comments(_end(statement) + 1, _end(following[-1]), lines)
                later = edit_of.get(id(statement))
                if isinstance(later, MakeLater) and later.count > 1:
                    last = following[later.count - 2]
                    edited.moved |= _with_comments(_end(statement) + 1, _end(last), lines)
                    for gone in later.left_out:
                        edited.changed |= set(_all_lines(following[gone - 1]))
        own = edit_of.get(id(node))
        is_deeper = isinstance(own, AsyncFor) and own.closing is not None
        if is_deeper or (isinstance(own, AsyncWith) and (own.plain or own.dropped)):
            edited.moved |= _with_comments(_start(node), _end(node), lines)
        elif isinstance(own, Shim):
            edited.reordered |= _with_comments(_start(node), _end(node), lines)
        elif isinstance(own, MakeFactory):
            edited.changed |= {line for part in _ways_out(node) for line in _all_lines(part)}
        if any(id(part) in edit_of for part in _own_parts(node)):
            edited.changed |= _own_lines(node, blocks)
    return edited


def _ways_out(function: ast.AST) -> Iterator[ast.AST]:
    """`return` and `pass`, which give the object that a factory makes."""
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Return | ast.Pass):
            yield node
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def _with_comments(start: int, end: int, lines: Sequence[str]) -> set[int]:
    """The lines from `start` to `end` and the comments right above and below."""
    while start > 1 and _is_comment(lines[start - 2]):
        start -= 1
    while end < len(lines) and _is_comment(lines[end]):
        end += 1
    return set(range(start, end + 1))


def _is_comment(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _with_following(block: list[ast.AST]) -> Iterator[tuple[ast.AST, list[ast.AST]]]:
    for index, statement in enumerate(block):
        yield statement, block[index + 1 :]


def _blocks(node: ast.AST) -> Iterator[list[ast.AST]]:
    """The lists of statements, `except` and `case` clauses right inside `node`."""
    for _, value in ast.iter_fields(node):
        if isinstance(value, list) and value and isinstance(value[0], _STATEMENTS):
            yield value


_STATEMENTS = (ast.stmt, ast.ExceptHandler, ast.match_case)


def _own_parts(node: ast.AST) -> Iterable[ast.AST]:
    """`node` and everything in it that is not in a block of its own."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += [child for child in ast.iter_child_nodes(part) if not isinstance(child, _STATEMENTS)]


def _all_lines(node: ast.AST) -> range:
    return range(_start(node), _end(node) + 1)


def _own_lines(node: ast.AST, blocks: list[list[ast.AST]]) -> set[int]:
    """The lines of a statement without those of the statements inside it."""
    if not blocks:
        return set(_all_lines(node))
    inside = {line for block in blocks for statement in block for line in _all_lines(statement)}
    header = range(_start(node), _start(blocks[0][0]) + 1)
    first_inside = _start(blocks[0][0])
    return {line for line in header if line < first_inside or line not in inside} | {
        getattr(node, "lineno", _start(node))
    }


def _start(node: ast.AST) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    if isinstance(node, ast.match_case):
        return node.pattern.lineno
    first: int = node.lineno  # type: ignore[attr-defined]
    return min([first, *(decorator.lineno for decorator in decorators)])


def _end(node: ast.AST) -> int:
    if isinstance(node, ast.match_case):
        return _end(node.body[-1])
    end: int = node.end_lineno  # type: ignore[attr-defined]
    return end
