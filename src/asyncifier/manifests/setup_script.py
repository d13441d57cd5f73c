"""The lists of requirements in a setup.py, as far as they are written out, and the text with other ones in their place.

>>> script = read('setup(install_requires=["click", "psycopg2"])')
>>> [item.text for item in script.lists[0].items]
['click', 'psycopg2']
>>> with_requirements(script, [[("click",), ("psycopg>=3",)]], [()])
'setup(install_requires=["click", "psycopg>=3"])'
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """One element: its value ("" when it is no plain string) and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class RequirementList:
    """One list; `is_main` for `install_requires`. `start` is behind the bracket that opens it."""

    items: tuple[Item, ...]
    start: int
    is_main: bool


@dataclass(frozen=True)
class SetupScript:
    """A setup.py with its lists, and the strings elsewhere in it (but not `name="…"`) with their lines."""

    text: str
    lists: tuple[RequirementList, ...]
    strings: tuple[tuple[int, str], ...] = ()


def read(text: str) -> SetupScript:
    """The lists in the call of `setup`, also those that it gets by the name of a module's variable."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return SetupScript(text, ())
    offsets = _Offsets(text)
    named = _lists_by_name(tree)
    found: dict[tuple[int, int], RequirementList] = {}
    known: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword):
            known.add(id(node.value))
        if not isinstance(node, ast.Call) or _name(node.func) != "setup":
            continue
        for keyword in node.keywords:
            for value in _values(keyword, named):
                place = (value.lineno, value.col_offset)
                found[place] = _requirement_list(value, offsets, keyword.arg == "install_requires")
                known |= {id(element) for element in value.elts}
    strings = tuple(
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in known
    )
    return SetupScript(text, tuple(found[place] for place in sorted(found)), tuple(sorted(strings)))


def with_requirements(
    script: SetupScript, replaced: Sequence[Sequence[tuple[str, ...]]], added: Sequence[Sequence[str]]
) -> str:
    """The text with each item of each list replaced, and `added` at the end of each list."""
    text = script.text
    for listed, news, additions in sorted(
        zip(script.lists, replaced, added, strict=True), key=lambda each: -each[0].start
    ):
        text = _with_list(text, listed, news, additions)
    return text


def _with_list(
    text: str, listed: RequirementList, news: Sequence[tuple[str, ...]], additions: Sequence[str]
) -> str:
    items = listed.items
    quote = next((text[item.start] for item in items if text[item.start] in "'\""), '"')
    separator = _separator(text, items)
    if additions:
        if items:
            more = "".join(f"{separator}{quote}{addition}{quote}" for addition in additions)
            text = text[: items[-1].end] + more + text[items[-1].end :]
        else:
            more = ", ".join(f"{quote}{addition}{quote}" for addition in additions)
            text = text[: listed.start] + more + text[listed.start :]
    for index in range(len(items) - 1, -1, -1):
        item, new = items[index], news[index]
        if new == (item.text,):
            continue
        if new:
            start, end = item.start, item.end
        elif index + 1 < len(items):
            start, end = item.start, items[index + 1].start
        else:
            start, end = (items[index - 1].end if index else item.start), item.end
        text = text[:start] + separator.join(f"{quote}{one}{quote}" for one in new) + text[end:]
    return text


def _separator(text: str, items: Sequence[Item]) -> str:
    """What stands between two elements: a comma, and a new line where each has its own."""
    if not items:
        return ", "
    line = text[text.rfind("\n", 0, items[-1].start) + 1 : items[-1].start]
    if line.strip():
        return ", "
    return (",\r\n" if "\r\n" in text else ",\n") + line


class _Offsets:
    """Turns the places that `ast` gives (lines, and bytes in them) into places in the text."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        before = self.lines[line - 1].encode()[:column].decode()
        return self.starts[line - 1] + len(before)


def _requirement_list(node: ast.List | ast.Tuple, offsets: _Offsets, is_main: bool) -> RequirementList:
    items = tuple(
        Item(
            element.value if isinstance(element, ast.Constant) and isinstance(element.value, str) else "",
            offsets.at(element.lineno, element.col_offset),
            offsets.at(element.end_lineno or element.lineno, element.end_col_offset or 0),
        )
        for element in node.elts
    )
    start = offsets.at(node.lineno, node.col_offset) + 1
    return RequirementList(items, start, is_main)


def _values(keyword: ast.keyword, named: dict[str, ast.expr]) -> Iterator[ast.List | ast.Tuple]:
    value = _meant(keyword.value, named)
    if keyword.arg in ("install_requires", "tests_require") and isinstance(value, (ast.List, ast.Tuple)):
        yield value
    if keyword.arg == "extras_require" and isinstance(value, ast.Dict):
        for each in value.values:
            extra = _meant(each, named)
            if isinstance(extra, (ast.List, ast.Tuple)):
                yield extra


def _meant(value: ast.expr, named: dict[str, ast.expr]) -> ast.expr:
    return named.get(value.id, value) if isinstance(value, ast.Name) else value


def _lists_by_name(tree: ast.Module) -> dict[str, ast.expr]:
    """The module's variables that are assigned once."""
    found: dict[str, ast.expr] = {}
    twice: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            twice |= {node.id} & found.keys()
            found.setdefault(node.id, node)
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Name):
                found[target.id] = statement.value
    return {name: value for name, value in found.items() if name not in twice}


def _name(callee: ast.expr) -> str:
    return callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")
