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
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from asyncifier.edits import AsyncWith, CloseAtEnd, Edit, Shim
from asyncifier.numbering import number_pieces
from asyncifier.verify.unverified import Unverified


def check_lines(old_tree: ast.Module, old: str, new: str, edits: Sequence[Edit]) -> None:
    """Finds every line without an edit in `new`, in the old order; in deeper blocks the indent may differ."""
    changed, moved = _changed_and_moved(old_tree, edits)
    new_lines = iter(_lines(new))
    for number, line in enumerate(_lines(old), start=1):
        if number in changed or not line.strip():
            continue
        may_move = number in moved
        if not any(_same(line, candidate, may_move) for candidate in new_lines):
            raise Unverified(f"line {number} of the old file carries no edit but changed: {line.strip()!r}")


def _lines(text: str) -> list[str]:
    """The lines as Python counts them, with their ends; the last one always ends."""
    lines = io.StringIO(text, newline="").readlines()
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\r\n" if lines[0].endswith("\r\n") else "\n"
    return lines


def _same(old: str, new: str, may_move: bool) -> bool:
    return old == new or (may_move and old.strip() == new.strip())


def _changed_and_moved(tree: ast.Module, edits: Sequence[Edit]) -> tuple[set[int], set[int]]:
    """The lines whose statement has an edit of its own, and those that an edit puts into a deeper block."""
    by_ref = {at: edit for edit in edits if (at := getattr(edit, "at", None)) is not None}
    edit_of = {node: by_ref[ref] for node, ref in number_pieces(tree).items() if ref in by_ref}
    changed: set[int] = set()
    moved: set[int] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        blocks = list(_blocks(node))
        for block in blocks:
            waiting += block
            for statement, following in _with_following(block):
                if isinstance(edit_of.get(id(statement)), CloseAtEnd):
                    moved.update(chain.from_iterable(_all_lines(other) for other in following))
                    if following:  # with the comments between them
                        moved.update(range(_end(statement) + 1, _end(following[-1]) + 1))
        own = edit_of.get(id(node))
        if isinstance(own, Shim) or (isinstance(own, AsyncWith) and own.plain):
            moved.update(_all_lines(node))
        if any(id(part) in edit_of for part in _own_parts(node)):
            changed.update(_own_lines(node, blocks))
    return changed, moved


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
    return min(item.lineno for item in [*decorators, node])  # type: ignore[attr-defined]


def _end(node: ast.AST) -> int:
    if isinstance(node, ast.match_case):
        return _end(node.body[-1])
    end: int = node.end_lineno  # type: ignore[attr-defined]
    return end
