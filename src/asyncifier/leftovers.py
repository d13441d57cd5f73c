"""What a project still needs an old library for, after its code has been converted.

    >>> sources = {"tools/load.py": b"import psycopg2.extras\\n", "app.py": b"import psycopg\\n"}
    >>> needs(sources, {}, OldLibrary(("psycopg2",), ("sqlalchemy",)))
    (Need(path='tools/load.py', line=1, why='imports psycopg2.extras'),)

Pure functions of texts: files that were not converted, tests that patch the old names, libraries that load the driver
by themselves, and URLs that name it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class OldLibrary:
    """The top-level modules of a library, and the libraries that load it without being told in the code."""

    modules: tuple[str, ...]
    loaded_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Need:
    """One place that needs the old library, and why."""

    path: str
    line: int
    why: str


def needs(sources: Mapping[str, bytes], texts: Mapping[str, str], library: OldLibrary) -> tuple[Need, ...]:
    """The places in Python `sources` and in configuration `texts` that need the library; one for each file."""
    found: list[Need] = []
    for path in sorted(sources):
        found += list(_in_source(path, sources[path], library))[:1]
    for path in sorted(texts):
        found += list(_urls(path, texts[path].splitlines(), library))[:1]
    return tuple(found)


def _in_source(path: str, source: bytes, library: OldLibrary) -> Iterator[Need]:
    names = (*library.modules, *library.loaded_by)
    if not any(name.encode() in source for name in names):
        return
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        yield Need(path, 0, f"can't be read, and mentions {library.modules[0]}")
        return
    places = [place for node in ast.walk(tree) for place in _places(node)]
    for line, name, is_import in sorted(places):
        root = name.partition(".")[0]
        if root in library.modules:
            yield Need(path, line, f"imports {name}" if is_import else f'names "{name}"')
        elif is_import and root in library.loaded_by:
            yield Need(path, line, f"imports {root}, which may load {library.modules[0]} by itself")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _urls(path, [node.value], library, node.lineno)


def _places(node: ast.AST) -> Iterator[tuple[int, str, bool]]:
    """The modules that a node names: by importing them, or in the text of a `patch()` or `import_module()`."""
    match node:
        case ast.Import(names=names):
            for alias in names:
                yield node.lineno, alias.name, True
        case ast.ImportFrom(module=str(module), level=0):
            yield node.lineno, module, True
        case ast.Call(args=[ast.Constant(value=str(name)), *_]) if _DOTTED.fullmatch(name):
            if "." in name or _takes_module(node.func):
                yield node.lineno, name, False


_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


def _takes_module(callee: ast.expr) -> bool:
    name = callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")
    return name in ("import_module", "__import__", "importorskip", "find_spec")


_URL = re.compile(r"\b[a-z][a-z0-9]*\+(?P<driver>[a-z][a-z0-9_]*)://", re.IGNORECASE)


def _urls(path: str, lines: Sequence[str], library: OldLibrary, first: int = 1) -> Iterator[Need]:
    """URLs such as `postgresql+psycopg2://…`, which name the driver that is to be loaded."""
    drivers = {module.lower() for module in library.modules}
    for number, line in enumerate(lines, first):
        for match in _URL.finditer(line):
            if match["driver"].lower() in drivers:
                yield Need(path, number, f"has a URL that names the driver, {match[0]}…")


def mentions(text: str, dists: Sequence[str]) -> tuple[tuple[int, str], ...]:
    """The lines of a text that name one of the distributions, and which; comments do not count.

    >>> mentions("RUN pip install \\\\\\n  psycopg2-binary==2.9\\n", ["psycopg2", "psycopg2-binary"])
    ((2, 'psycopg2-binary'),)
    """
    longest_first = sorted(dists, key=len, reverse=True)
    spelled = "|".join(
        re.sub(r"[-_.]", "[-_.]", re.escape(dist).replace(r"\-", "-")) for dist in longest_first
    )
    pattern = re.compile(rf"(?<![\w.+/-])(?:{spelled})(?![\w/.]|-\w|://)", re.IGNORECASE)
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        match = pattern.search(line.partition("#")[0])
        if match is not None:
            found.append((number, match[0]))
    return tuple(found)
