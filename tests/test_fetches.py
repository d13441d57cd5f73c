"""Objects on which calls go in pairs, as the text alone tells."""

from __future__ import annotations

import ast
import textwrap

import pytest

from asyncifier.facts.fetches import paired_calls
from asyncifier.facts.values import PairedCalls
from asyncifier.numbering import count_pieces


def found(body: str) -> list[PairedCalls]:
    text = "def f(self, conn, x):\n" + textwrap.indent(textwrap.dedent(body), "    ")
    tree = ast.parse(text)
    return list(paired_calls(tree, count_pieces(tree), text.splitlines()))


def block(body: str, receiver: str = "conn") -> str:
    return f"with {receiver}.cursor() as cur:\n" + textwrap.indent(textwrap.dedent(body), "    ")


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("cur.execute(q)\nreturn cur.fetchone()", ["call"]),
        ("cur.execute(q)\nrow = cur.fetchone()\nprint(row)", ["call"]),
        ("cur.execute(q)\nreturn cur.fetchone()[0]", ["first"]),
        ("cur.execute(q)\nreturn cur.fetchone()[1]", ["call"]),
        ("cur.execute(q)\nfor row in cur:\n    print(row)", ["iter"]),
        ("cur.execute(q)\nreturn [row for row in cur]", ["iter"]),
        ("cur.execute(q)\nreturn {k: v for k, v in cur.fetchall() if k}", ["call"]),
        ("cur.execute(q)\nif cur.fetchone() is None:\n    pass", ["call"]),
        ("cur.execute(q)\nreturn Row(*cur.fetchone())", ["call"]),
        ("cur.execute(q)\ncur.execute(r)\nreturn 1", ["", ""]),
        ("if x:\n    cur.execute(q)\n    rows = cur.fetchall()\nelse:\n    cur.execute(r)", ["call", ""]),
        ("try:\n    cur.execute(q)\nexcept E:\n    cur.execute(r)\n    return cur.fetchall()", ["", "call"]),
    ],
)
def test_pairs(body: str, kinds: list[str]) -> None:
    (one,) = found(block(body))
    assert [fetch.kind for fetch in one.fetches] == kinds
    assert one.receiver == "conn"


@pytest.mark.parametrize(
    "body",
    [
        "cur.execute(q)\nprint(1)\nreturn cur.fetchone()",  # something happens between them
        "cur.execute(q)\nreturn g(x(), cur.fetchone())",  # or in the same statement
        "cur.execute(q)\nx.y = z\nreturn cur.fetchone()",
        "cur.execute(q)\nreturn cur.fetchone(), cur.fetchone()",
        "cur.execute(q)\nreturn cur.fetchmany(2)",
        "cur.execute(q)\nreturn cur.rowcount",
        "cur.execute(q)\nreturn cur",
        "cur.execute(q)\nreturn (row for row in cur)",
        "cur.execute(q)\nreturn lambda: cur.fetchone()",
        "cur.execute(q)\nfor row in cur:\n    cur.execute(r)",
        "cur.execute(q)\nwhile cur.fetchone():\n    pass",
        "cur.execute(q)\nx += cur.fetchone()[0]",
        "cur.execute(q)\nif x:\n    return cur.fetchone()",
        "for q in x:\n    cur.execute(q)\nreturn cur.fetchall()",
        "cur.execute(cur.mogrify(q))",
        "fill(cur)",
        "x = cur.execute(q)",
        "conn = other\ncur.execute(q)",
        "def g():\n    cur.execute(q)\ng()",
        "pass",
    ],
)
def test_no_pairs(body: str) -> None:
    assert [fetch.kind for one in found(block(body)) for fetch in one.fetches if fetch.kind != ""] == []
    assert found(block(body)) == []


def test_the_name_is_used_behind_the_block() -> None:
    assert not found(block("cur.execute(q)") + "\nreturn cur.rowcount")
    assert not found("cur = None\n" + block("cur.execute(q)"))
    assert len(found(block("cur.execute(q)") + "\n" + block("cur.execute(r)\nreturn cur.fetchall()"))) == 2


def test_the_object_that_made_it_may_be_another_one_meanwhile() -> None:
    assert len(found(block("cur.execute(q)\nother()\ncur.execute(r)", "self.conn"))) == 1
    assert not found(block("cur.execute(q)\nself.reconnect()\ncur.execute(r)", "self.conn"))
    assert not found(block("cur.execute(q)\nself.conn = x\ncur.execute(r)", "self.conn"))
    assert not found(block("cur.execute(q)", "self.connect()"))


def test_a_comment_at_the_end_of_the_block_needs_the_block() -> None:
    assert not found(block("cur.execute(q)\n# done"))
    assert len(found(block("cur.execute(q)") + "\n# done")) == 1


def test_other_names_of_that_spelling() -> None:
    assert not found("import x as cur\n" + block("cur.execute(q)"))
    assert not found("def cur(): pass\n" + block("cur.execute(q)"))
