"""Texts that the analysis knows although they are no literals where they are used."""

from __future__ import annotations

import pytest

from asyncifier.facts import read_facts


def known_texts(source: str) -> list[str]:
    """What is known of the arguments of calls, in the order of the calls."""
    calls = read_facts(source.encode()).calls
    return [arg.text for call in calls for arg in call.args if arg.text is not None]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("T = 'a'\ndef f(x):\n    q = f'{T} b'\n    c.e(q, x)", ["a b"]),
        ("Q = 'a' 'b'\nf(Q + 'c'.strip())", ["abc"]),
        ("f('{} {n}'.format('a', n='b'))", ["a b"]),
        ("Q: str = ' a '\nf(key=Q)", [" a "]),
        ("f(lambda: g(s))\ns = 'a'", ["a"]),
        ("s = 'a'\ndef f():\n    s = 'b'\n    g(s)\ng(s)", ["b", "a"]),
    ],
)
def test_known(source: str, texts: list[str]) -> None:
    assert known_texts(source) == texts


@pytest.mark.parametrize(
    "source",
    [
        "T = 'a'\nT = 'b'\nf(T)",
        "T = 'a'\nT += 'b'\nf(T)",
        "T = 'a'\ndef g():\n    global T\n    T = 'c'\nf(T)",
        "def f():\n    s = 'a'\n    def g():\n        nonlocal s\n        s = 'b'\n    h(s)",
        "T = 'q'\ndef f(T):\n    g(T)",
        "T = 'q'\nimport T\nf(T)",
        "T = 'q'\ndef T(): pass\nf(T)",
        "class A:\n    Q = 'x'\n    def m(self):\n        g(Q)",
        "for s in x:\n    pass\ng(s)",
        "s = 'a'\n[g(s) for s in y]",
        "s = 'a'\ntry: f()\nexcept E as s: g(s)",
        "if x:\n    s = 'a'\nelse:\n    s = 'b'\ng(s)",
        "A = B\nB = A\nf(A)",
        "f(f'{x}')",
        "T = 'a'\nf(f'{T!r}')",
        "T = 'a'\nf(f'{T:>5}')",
        "f('{}'.format(x))",
        "f('{} {}'.format('a'))",
        "f(*'ab')",
    ],
)
def test_unknown(source: str) -> None:
    assert not known_texts(source)
