"""The verify stage accepts what the rewriters make of their edits, and nothing else."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

import pytest

from asyncifier.edits import (
    AddHelper,
    AddImports,
    ArgEdits,
    AsyncFor,
    AsyncWith,
    CloseAtEnd,
    Edit,
    EditCall,
    EditImport,
    MakeAsync,
    Ref,
    ReplaceExpr,
    Shim,
)
from asyncifier.rewrite import rewrite_source
from asyncifier.verify import Unverified, verify
from asyncifier_codemods.rewriters import REWRITERS
from rewriter_cases import Case, cases

VERSIONS = (3, 10), (3, 13)
CALL = EditCall(Ref("call", 0), awaited=True)
ASYNC = MakeAsync(Ref("def", 0))


def in_async_function(source: str) -> str:
    """Befores and afters are bare statements; `await` only compiles inside an async function."""
    return "async def around():\n" + "".join(f"    {line}" for line in source.splitlines(keepends=True))


def compiles(source: str | bytes) -> bool:
    try:
        compile(source, "after", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _shifted(edit: Edit) -> Edit:
    """The same edit one `def` further down, as there is one more around it."""
    at: Ref | None = getattr(edit, "at", None)
    if at is None or at.kind != "def":
        return edit
    return type(edit)(**{**vars(edit), "at": Ref("def", at.number + 1)})


def in_async_functions() -> Iterator[Case]:
    """The cases with an `await` at the top level, inside an async function."""
    for case in cases():
        if compiles(case.after):
            continue
        before = in_async_function(case.before)
        edits = tuple(_shifted(edit) for edit in case.edits)
        after = rewrite_source(before.encode(), edits, rewriters=REWRITERS)
        if compiles(after):
            yield Case(f"{case.title}, in a function", edits, before, after.decode())


COMPILING = [case for case in cases() if compiles(case.after)] + list(in_async_functions())
CHANGING = [case for case in COMPILING if case.before != case.after]


def test_many_cases_compile() -> None:
    assert len(COMPILING) > 90


@pytest.mark.parametrize("case", COMPILING, ids=lambda case: case.title)
def test_what_rewriters_make_is_accepted(case: Case) -> None:
    verify(case.before.encode(), case.after.encode(), case.edits, versions=VERSIONS)


ADDITIONS = AddImports, AddHelper


@pytest.mark.parametrize(
    "case",
    [case for case in CHANGING if not all(isinstance(edit, ADDITIONS) for edit in case.edits)],
    ids=lambda case: case.title,
)
def test_a_rewriter_that_did_nothing_is_refused(case: Case) -> None:
    with pytest.raises(Unverified):
        verify(case.before.encode(), case.before.encode(), case.edits, versions=VERSIONS)


@pytest.mark.parametrize("case", CHANGING, ids=lambda case: case.title)
def test_a_change_without_its_edit_is_refused(case: Case) -> None:
    with pytest.raises(Unverified):
        verify(case.before.encode(), case.after.encode(), [], versions=VERSIONS)


OLD = """
import os

async def f(conn):
    # why
    x = conn.get(a, k=1).y
    for row in x:
        print(row)
    with conn as c, d:
        c.z()
    return [g(y) for y in x if y]
"""


@pytest.mark.parametrize(
    ("edit", "old", "new", "reason"),
    [
        (CALL, "conn.get(", "conn.fetch(", "Call where Await was planned"),
        (CALL, "conn.get(a, k=1)", "(await conn.get(b, k=1))", "'a' became 'b'"),
        (CALL, "conn.get(a, k=1)", "(await conn.get(a, k=2))", "1 became 2"),
        (CALL, "conn.get(a, k=1)", "(await conn.get(a))", "1 arguments, not the planned 2"),
        (CALL, "conn.get(a, k=1)", "(await conn.get(a, j=1))", "j where k was planned"),
        (CALL, "conn.get(a, k=1)", "(await conn.get(a, k=await b()))", "an await that no edit planned"),
        (None, "g(y)", "await g(y)", "an await that no edit planned"),
        (None, "for row in x", "async for row in x", "For became AsyncFor"),
        (None, "for y in x", "async for y in x", "0 became 1"),
        (None, "with conn", "async with conn", "With became AsyncWith"),
        (None, "async def f", "def f", "AsyncFunctionDef became FunctionDef"),
        (None, "    # why\n", "", "line 5 of the old file"),
        (None, "    # why\n", "    # how\n", "line 5 of the old file"),
        (None, "x = conn", "x  = conn", "line 6 of the old file"),
        (None, "import os\n", "", "Import"),
        (None, "import os\n", "import os\nimport sys\n", "became"),
        (None, "c.z()\n", "c.z()\n        c.z()\n", "a statement that no edit planned"),
        (None, "return [", "yield 1; return [", "does not compile"),
        (AsyncFor(Ref("for", 0)), "for row in x", "for row in x ", "For where AsyncFor was planned"),
        (AsyncFor(Ref("for", 0)), "for row in x", "async for row in conn", "'x' became 'conn'"),
        (AsyncFor(Ref("comp", 0)), "for y in x", "for y in x ", "`async for` is not there"),
        (AsyncWith(Ref("with", 0)), "with conn as c, d", "async with d, conn as c", "'conn' became 'd'"),
        (AsyncWith(Ref("with", 0)), "with conn as c, d", "async with conn as c", "1 items, not the planned 2"),
        (ReplaceExpr(Ref("name", 1), "q"), "conn.get", "r.get", "'r' where the template has 'q'"),
        (EditImport(Ref("import", 0), ("import sys",)), "import os", "import re", "not the planned statement"),
        (AddImports(("import sys",)), "import os\n", "import os\nimport re\n", "became"),
    ],
)  # fmt: skip
def test_what_is_not_as_planned_is_refused(edit: Edit | None, old: str, new: str, reason: str) -> None:
    assert OLD.count(old) == 1
    edits = [edit] if edit is not None else []
    with pytest.raises(Unverified, match=reason):
        verify(OLD.encode(), OLD.replace(old, new).encode(), edits, versions=VERSIONS)


def test_the_line_of_the_trouble_is_told() -> None:
    with pytest.raises(Unverified, match=r"an await that no edit planned \(line 11\)"):
        verify(OLD.encode(), OLD.replace("g(y)", "await g(y)").encode(), [], versions=VERSIONS)


def test_a_shim_must_hand_everything_on() -> None:
    old, edits = b"def f(a, *, b): pass\n", [Shim(Ref("def", 0), "_f")]
    good = b"async def _f(a, *, b): pass\n\ndef f(a, *, b):\n    return asyncio.run(_f(a, b=b))\n"
    verify(old, good, edits, versions=VERSIONS)
    with pytest.raises(Unverified, match="not every parameter is handed on"):
        verify(old, good.replace(b", b=b", b""), edits, versions=VERSIONS)


def test_a_moved_block_may_only_be_indented() -> None:
    old, edits = b"a = f()\nb(a)  # why\n", [CloseAtEnd(Ref("assign", 0), "a.close()")]
    good = b"a = f()\ntry:\n    b(a)  # why\nfinally:\n    a.close()\n"
    verify(old, good, edits, versions=VERSIONS)
    with pytest.raises(Unverified, match="line 2 of the old file"):
        verify(old, good.replace(b"# why", b"# how"), edits, versions=VERSIONS)
    with pytest.raises(Unverified, match="not the planned statement"):
        verify(old, good.replace(b"a.close", b"a.open"), edits, versions=VERSIONS)


def test_an_await_outside_an_async_function_does_not_compile() -> None:
    with pytest.raises(Unverified, match="does not compile"):
        verify(b"def f():\n    g()\n", b"def f():\n    await g()\n", [CALL], versions=VERSIONS)


NESTED = "async def f(z):\n    return [[g(x) for x in y] for y in z]\n"


def test_await_in_a_nested_comprehension_needs_python_3_11() -> None:
    new = NESTED.replace("g(x)", "await g(x)").encode()
    with pytest.raises(Unverified, match=r"3\.11|does not compile"):
        verify(NESTED.encode(), new, [CALL], versions=((3, 10), (3, 13)))
    if sys.version_info >= (3, 11):
        verify(NESTED.encode(), new, [CALL], versions=((3, 11), (3, 13)))


@pytest.mark.parametrize(
    "source",
    [
        "async def f(z):\n    return [[x for x in g(y)] for y in z]\n",  # needs 3.11 too: but see below
        "async def f(z):\n    return [x for x in [y for y in g(z)]]\n",
        "async def f(z):\n    return [[x for x in z] for y in g(z)]\n",
    ],
)
def test_awaits_in_first_iterables_are_fine_with_python_3_10(source: str) -> None:
    new = rewrite_source(source.encode(), [CALL], rewriters=REWRITERS)
    ast.parse(new)
    verify(source.encode(), new, [CALL], versions=VERSIONS)


def test_the_grammar_of_the_lowest_python_decides() -> None:
    old = b"def f(): pass\n"
    edits: list[Edit] = [AddImports(()), EditCall(Ref("call", 0), args=ArgEdits())]
    new = b"def f(): pass\nmatch 1:\n    case _: pass\n"
    with pytest.raises(Unverified, match=r"does not parse with Python 3\.9"):
        verify(old, new, edits, versions=((3, 9), (3, 13)))


def test_long_chains() -> None:
    old = "async def g():\n    x = f() + " + " + ".join(["a"] * 900) + "\n"
    verify(old.encode(), old.replace("f()", "await f()").encode(), [CALL], versions=VERSIONS)


def test_line_ends_must_stay() -> None:
    with pytest.raises(Unverified, match="line 1 of the old file"):
        verify(b"a = 1\r\nb = 2\r\n", b"a = 1\nb = 2\n", [], versions=VERSIONS)
