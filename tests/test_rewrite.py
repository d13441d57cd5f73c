"""The rewrite stage: every class of edit by before and after, and the bytes that must not change."""

from __future__ import annotations

import ast
import random
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import libcst as cst
import pytest

from asyncifier.edits import (
    AddImports,
    ArgEdits,
    AsyncWith,
    CloseAtEnd,
    Edit,
    EditCall,
    MakeAsync,
    Ref,
    ReplaceAssign,
    ReplaceExpr,
    YieldFromLoop,
)
from asyncifier.numbering import number_pieces, numbered
from asyncifier.rewrite import CannotRewrite, rewrite_source
from asyncifier.rewrite.deep import with_deep_stack
from asyncifier.verify import verify
from asyncifier_codemods.rewriters import REWRITERS
from rewriter_cases import Case, cases

AWAIT_FIRST_CALL = EditCall(Ref("call", 0), awaited=True)


def rewrite(source: bytes, *edits: Edit) -> bytes:
    return rewrite_source(source, edits, rewriters=REWRITERS)


def library_files(step: int, start: int = 0) -> list[Path]:
    library = Path(sysconfig.get_paths()["stdlib"])
    files = [path for path in sorted(library.rglob("*.py")) if "site-packages" not in path.parts]
    return files[start::step]


def parsable(paths: list[Path]) -> Iterator[tuple[Path, bytes, ast.Module]]:
    for path in paths:
        source = path.read_bytes()
        try:
            cst.parse_module(source)
            compile(source, str(path), "exec", dont_inherit=True)  # more than a parser finds
            yield path, source, ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, cst.ParserSyntaxError):
            continue


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_before_becomes_after(case: Case) -> None:
    assert rewrite(case.before.encode(), *case.edits).decode() == case.after


@pytest.mark.parametrize(
    "case", [case for case in cases() if case.before == case.after], ids=lambda c: c.title
)
def test_what_is_done_already_stays(case: Case) -> None:
    assert rewrite(rewrite(case.before.encode(), *case.edits), *case.edits).decode() == case.before


def test_every_edit_has_a_rewriter() -> None:
    assert set(REWRITERS) == set(get_args(Edit))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_windows_line_ends_stay(case: Case) -> None:
    before, after = (text.replace("\n", "\r\n").encode() for text in (case.before, case.after))
    if case.before:
        assert rewrite(before, *case.edits) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\xef\xbb\xbff()\n", b"\xef\xbb\xbfawait f()\n"),
        (b"f()", b"await f()"),
        (b"if x:\n\tf()\n\ty\n", b"if x:\n\tawait f()\n\ty\n"),
        (b"# coding: latin-1\nf('\xe9')\n", b"# coding: latin-1\nawait f('\xe9')\n"),
        (b"# coding: cp1252\nf('\x80')\n", b"# coding: cp1252\nawait f('\x80')\n"),
        (b"a\r\nf()\nb\r\n", b"a\r\nawait f()\nb\r\n"),
        (b"a\n\x0c\nf()\n", b"a\n\x0c\nawait f()\n"),
        (b"\x0ca\nf()\n", b"\x0ca\nawait f()\n"),
        (b"f()   \n\n\n", b"await f()   \n\n\n"),
        (b"if x:\n    f()\\\n  .y\n", b"if x:\n    (await f())\\\n  .y\n"),
        ("f('é😀') ; x = 'ß'\n".encode(), "await f('é😀') ; x = 'ß'\n".encode()),
    ],
)
def test_bytes_outside_edits_stay(before: bytes, after: bytes) -> None:
    assert rewrite(before, AWAIT_FIRST_CALL) == after


def test_tabs_indent_what_is_added() -> None:
    source = b"def f():\n\ta = g()\n\treturn a\n"
    expected = b"def f():\n\ta = g()\n\ttry:\n\t\treturn a\n\tfinally:\n\t\ta.close()\n"
    assert rewrite(source, CloseAtEnd(Ref("assign", 0), "a.close()")) == expected


def test_a_file_that_libcst_does_not_print_back_is_spliced() -> None:
    source = b"try:\n    f()\nexcept X :\n    pass\n"
    assert cst.parse_module(source).bytes != source  # else this test shows nothing
    assert rewrite(source, AWAIT_FIRST_CALL) == source.replace(b"f()", b"await f()")


def test_a_line_that_libcst_does_not_print_back_is_refused() -> None:
    with pytest.raises(CannotRewrite, match="line 3"):
        rewrite(b"try:\n    f()\nexcept X :\n    pass\n", ReplaceExpr(Ref("name", 1), "Y"))


@pytest.mark.parametrize(
    ("source", "edit", "reason"),
    [
        (b"f(\n", AWAIT_FIRST_CALL, "not valid Python"),
        (b"x\x00\n", AWAIT_FIRST_CALL, "not valid Python"),
        (b"x = '\xff'\n", AWAIT_FIRST_CALL, "can't be decoded"),
        (b"# coding: klingon\n", AWAIT_FIRST_CALL, "can't be decoded"),
        (b"x = 1\n", AWAIT_FIRST_CALL, "no call 0, which EditCall is for"),
        (b"# coding: latin-1\nx\n", ReplaceExpr(Ref("name", 0), "'€'"), "latin-1|iso-8859-1"),
        (b"f()\n", EditCall(Ref("call", 0), template="{self}.x"), "nothing here fills {self}"),
        (b"f()\n", EditCall(Ref("call", 0), template="{0}"), "nothing here fills {0}"),
        (b"f(*a, b)\n", EditCall(Ref("call", 0), args=ArgEdits(drop=(1,))), "no plain argument 1"),
        (b"f(a, b)\n", EditCall(Ref("call", 0), args=ArgEdits(keyword_for=((0, "k"),))), "would follow"),
        (b"f()\n", EditCall(Ref("call", 0), method="x"), "no method name"),
        (b"f()\n", EditCall(Ref("call", 0), template="a b"), "not a Python expression"),
        (b"x: int = 1\n", ReplaceAssign(Ref("assign", 0), "{self}.x"), "not an assignment to one attribute"),
        (b"x = yield from y\n", YieldFromLoop(Ref("yieldfrom", 0)), "value of `yield from` is used"),
        (b"with a: pass\n", AsyncWith(Ref("with", 0), plain=(1,)), "only 1 items"),
        (b"x\n", AddImports(("def f(): pass",)), "not one simple statement"),
        (b"x = f'{f()}' \n", EditCall(Ref("call", 0), template="g('\"')"), "quotes of the f-string"),
    ],
)
def test_what_can_not_be_done_is_refused(source: bytes, edit: Edit, reason: str) -> None:
    with pytest.raises(CannotRewrite, match=reason):
        rewrite(source, edit)


def test_two_edits_of_one_piece_are_refused() -> None:
    with pytest.raises(CannotRewrite, match="two edits for call 0"):
        rewrite(b"f()\n", AWAIT_FIRST_CALL, EditCall(Ref("call", 0), callee="g"))


def test_an_edit_without_rewriter_is_refused() -> None:
    with pytest.raises(CannotRewrite, match="no installed codemod can carry out EditCall"):
        rewrite_source(b"f()\n", [AWAIT_FIRST_CALL], rewriters={})


@pytest.mark.parametrize("source", ["-" * 100_000 + "f()\n", "(" * 300 + "f()" + ")" * 300 + "\n"])
def test_what_python_itself_can_not_parse_is_refused(source: str) -> None:
    with pytest.raises(CannotRewrite):
        rewrite(source.encode(), AWAIT_FIRST_CALL)


@pytest.mark.skipif(sys.version_info[:2] == (3, 12), reason="3.12 alone has a recursion limit that stays")
@pytest.mark.parametrize(
    "source",
    [
        "x = " + " + ".join(["a"] * 2000) + " + f()\n",
        "x = f()" + ".a()" * 1000 + "\n",
        "if a:\n    pass\n" + "elif a:\n    pass\n" * 2000 + "else:\n    f()\n",
    ],
    ids=["sum", "call chain", "elif"],
)
def test_long_chains(source: str) -> None:
    tree = with_deep_stack(lambda: ast.parse(source))
    last = next(ref for node, ref in numbered(tree) if isinstance(node, ast.Call) and _calls_f(node))
    expected = source.replace("f()", "(await f())" if "f()." in source else "await f()")
    assert rewrite(source.encode(), EditCall(last, awaited=True)).decode() == expected


def _calls_f(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "f"


@pytest.mark.parametrize("step", [240, pytest.param(60, marks=pytest.mark.slow)])
def test_no_edit_changes_no_byte(step: int) -> None:
    untouched = AddImports(())
    for path, source, _ in parsable(library_files(step=step)):
        assert rewrite(source, untouched) == source, path


@pytest.mark.parametrize("largest", [8_000, pytest.param(10_000_000, marks=pytest.mark.slow)])
def test_awaiting_every_call_of_every_function_compiles_and_is_verified(largest: int) -> None:
    chooser = random.Random(7)
    paths = [path for path in library_files(step=1) if path.stat().st_size < largest]
    files = list(parsable(chooser.sample(paths, 25)))
    assert len(files) > 10
    for path, source, tree in files:
        new = rewrite(source, *_await_everything(tree))
        assert new.count(b"await ") >= sum(
            isinstance(edit, EditCall) for edit in _await_everything(tree)
        ), path
        compile(new, str(path), "exec", dont_inherit=True)
        verify(source, new, _await_everything(tree), versions=(sys.version_info[:2], sys.version_info[:2]))


def _await_everything(tree: ast.Module) -> list[Edit]:
    """MakeAsync for the outermost plain functions, EditCall for each call in their own bodies."""
    refs = number_pieces(tree)
    edits: list[Edit] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not _yields_from_or_nests(node):
            edits.append(MakeAsync(refs[id(node)]))
            calls = (call for part in node.body for call in ast.walk(part) if isinstance(call, ast.Call))
            edits += [EditCall(refs[id(call)], awaited=True) for call in calls]
    return edits


def _yields_from_or_nests(function: ast.FunctionDef) -> bool:
    """What may not hold an await, or may not stand in an async function."""
    never = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.YieldFrom, ast.Yield)
    inner = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    return any(
        isinstance(part, (*never, *inner)) for statement in function.body for part in ast.walk(statement)
    )
