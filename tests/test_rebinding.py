"""A name that is bound again is what it was bound to last, as far as the order of statements says so."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from asyncifier.api import Options, call_graph

_FUNCTIONS = "def first(): ...\ndef second(): ...\ndef third(): ...\n"


def called(tmp_path: Path, body: str) -> str:
    """What `f`, with this body, calls of the three functions, and what the functions in it call."""
    source = f"{_FUNCTIONS}def f(x, y):\n" + dedent(body).strip("\n").replace("\n", "\n ").join((" ", "\n"))
    (tmp_path / "main.py").write_text(source)
    graph = call_graph([tmp_path], Options(use_cache=False))
    found = {name for caller, names in graph.items() if caller.startswith("main.f") for name in names}
    return " ".join(name for name in ("first", "second", "third") if f"main.{name}" in found)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("g = first\ng()\ng = second", "first"),
        ("g = first\nprint()\ng = second\ng()", "second"),
        ("g = first\ng, h = second, g\ng(), h()", "first second"),
        ("g = first\nif x: g = second\ng()", "first second"),
        ("if x: g = second\nelse: g = third\ng()", "second third"),
        ("g = first\nif x:\n g = second\n g()", "second"),
        ("g = first\nif x:\n g = second\n return\ng()", "first second"),
        ("g = first\nfor _ in x: g(); g = second", "first second"),
        ("g = first\nfor _ in x: g = second\ng()", "first second"),
        ("g = first\nwhile x():\n g()\n g = second\nelse: g = third\ng()", "first second third"),
        ("g = first\ntry: g = second\nexcept OSError: g()\ng()", "first second"),
        ("g = first\ntry: x()\nfinally: g()\ng = second", "first"),
        ("g = first\nwith x: g = second\ng()", "first second"),
        ("g = first\nh = lambda: g()\ng = second\nh()", "first second"),
        ("g = first\ndef h(): g()\ng = second\nh()", "first second"),
        ("g = first\ndef h():\n nonlocal g\n g = third\ng = second\nh()\ng()", "first second third"),
        ("g = first\n[(g := second) for _ in x]\ng()", "first second"),
        ("g = first\ndel g\ng = second\ng()", "second"),
        ("for g in (first, second): pass\ng = third\ng()", "third"),
        ("g = first\nfor g in (second,): g()\ng()", "first second"),
        ("g = first\ntry: pass\nexcept OSError as g: pass\ng()", "first"),
        # too many, never too few: what every branch assigns, and `:=`, count as assigned on some paths only
        ("g = first\nif x: g = second\nelse: g = third\ng()", "first second third"),
        ("g = first\nmatch x:\n case 1: g = second\n case _: g = third\ng()", "first second third"),
        ("g = first\nif (g := second): g()", "first second"),
    ],
)
def test_what_a_name_is_where_it_is_called(tmp_path: Path, body: str, expected: str) -> None:
    assert called(tmp_path, body) == expected


def test_other_functions_see_whatever_a_module_assigns(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(f"{_FUNCTIONS}g = first\ng()\ng = second\ndef f(): g()\n")
    graph = call_graph([tmp_path], Options(use_cache=False))
    assert graph["main"] == ["main.first"]
    assert graph["main.f"] == ["main.first", "main.second"]


def test_a_module_replaces_what_it_has_just_imported(tmp_path: Path) -> None:
    (tmp_path / "pool.py").write_text("def go(): ...\nclass Pool:\n    def go(self): ...\n")
    (tmp_path / "main.py").write_text("import pool\npool = pool.Pool()\ndef f(): pool.go()\n")
    assert call_graph([tmp_path], Options(use_cache=False))["main.f"] == ["pool.Pool.go"]
