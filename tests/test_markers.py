"""Markers of refusals: where they are written, that they touch nothing else, and that they go again."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncifier.api import Options, Outcome, apply_changes, make_plan
from asyncifier.markers import Marker, markers_in, with_markers
from asyncifier.plan import Refusal

FLOWS = Path(__file__).parent / "flows"


def refusal(line: int, code: str = "ASY102", message: str = "a reason", severity: str = "error") -> Refusal:
    return Refusal(code, "app.py", line, message, "", severity)  # type: ignore[arg-type]


def mark(source: str, *refusals: Refusal) -> str:
    marked = with_markers(source.encode(), refusals, add=True)
    assert with_markers(marked, [_moved(item, source, marked) for item in refusals], add=True) == marked
    assert with_markers(marked, (), add=False) == source.encode()
    return marked.decode()


def _moved(item: Refusal, source: str, marked: bytes) -> Refusal:
    """The refusal of the same line in the marked source."""
    line = source.encode().split(b"\n")[item.line - 1]
    before = source.encode().split(b"\n")[: item.line].count(line)
    places = [number for number, text in enumerate(marked.split(b"\n"), 1) if text == line]
    return refusal(places[before - 1], item.code, item.message)


CASES = {
    "a statement": ("def f():\n    return x\n", 2, "def f():\n    {}return x\n"),
    "the first line": ("x = 1\n", 1, "{}x = 1\n"),
    "under a shebang": ("#!/usr/bin/python\n# -*- coding: utf-8 -*-\nx = 1\n", 3,
                        "#!/usr/bin/python\n# -*- coding: utf-8 -*-\n{}x = 1\n"),
    "above the decorators": ("@a\n@b(\n    1)\ndef f():\n    pass\n", 4, "{}@a\n@b(\n    1)\ndef f():\n    pass\n"),
    "in a call of several lines": ("f(\n    1,\n    2,\n)\n", 3, "{}f(\n    1,\n    2,\n)\n"),
    "in a text of several lines": ('t = f("""\na\n  b\n""")\n', 3, '{}t = f("""\na\n  b\n""")\n'),
    "behind a backslash": ("a = 1 + \\\n    2\n", 2, "{}a = 1 + \\\n    2\n"),
    "behind a semicolon": ("a = 1; b = 2\n", 1, "{}a = 1; b = 2\n"),
    "elif": ("if a:\n    pass\nelif b:\n    pass\n", 3, "if a:\n    pass\n{}elif b:\n    pass\n"),
    "on one line": ("if a:\n    pass\nelse: b()\n", 3, "if a:\n    pass\n{}else: b()\n"),
    "tabs": ("class A:\n\tdef f(self):\n\t\treturn 1\n", 3, "class A:\n\tdef f(self):\n\t\t{}return 1\n"),
    "no newline at the end": ("def f():\n    return x", 2, "def f():\n    {}return x"),
    "under a comment": ("# why\nx = 1\n", 2, "# why\n{}x = 1\n"),
    "after a form feed": ("x = 1\n\x0cy = 2\n", 2, "x = 1\n\x0c{}y = 2\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_place(case: str) -> None:
    source, line, expected = CASES[case]
    at = expected[: expected.index("{}")].rpartition("\n")[2]
    marked = expected.replace("{}", f"# asyncify: refused[ASY102] a reason\n{at}")
    assert mark(source, refusal(line)) == marked


@pytest.mark.parametrize(
    ("line", "severity"), [(0, "error"), (2, "warning"), (1, "error"), (9, "error")],
    ids=["a whole file", "a warning", "no code there", "behind the end"],
)  # fmt: skip
def test_no_marker(line: int, severity: str) -> None:
    source = b"\nx = 1\n"
    assert with_markers(source, [refusal(line, severity=severity)], add=True) == source


@pytest.mark.parametrize("source", [b"def (\n", b"x = '\n", b"x = 1\ry = 2\r", b"\xff = 1\n"])
def test_what_can_not_be_read_stays(source: bytes) -> None:
    assert with_markers(source, [refusal(1)], add=True) == source


def test_line_endings_and_encodings_stay() -> None:
    line = b"# asyncify: refused[ASY102] "
    reason = "of naïve 日本"
    assert (
        with_markers(b"x = 1\r\ny = 2\r\n", [refusal(2)], add=True)
        == b"x = 1\r\n" + line + b"a reason\r\ny = 2\r\n"
    )
    bom = b"\xef\xbb\xbf"
    assert with_markers(bom + b"x = 1\n", [refusal(1)], add=True) == bom + line + b"a reason\nx = 1\n"
    latin = "# coding: latin-1\nx = 'é'\n".encode("latin-1")
    marked = with_markers(latin, [refusal(2, message=reason)], add=True)
    assert marked == latin.replace(b"x =", line + "of naïve ??".encode("latin-1") + b"\nx =")


def test_reason_says_nothing_to_others() -> None:
    """No line numbers, as they change; no second comment and no encoding, which would mean something."""
    message = "is called at app/web.py:12 and\nheld in line 7  # noqa, with coding=latin-1" + " and more" * 20
    (marker,) = markers_in(mark("x = 1\n", refusal(1, message=message)).encode())
    assert marker.reason.startswith("is called at app/web.py and held noqa, with codinglatin-1 and more")
    assert marker.reason.endswith("...")
    assert len("# asyncify: refused[ASY102] ") + len(marker.reason) <= 110


def test_several_at_one_statement() -> None:
    source = mark("f(\n    a,\n    b,\n)\n", refusal(2, "ASY201"), refusal(3, "ASY102"), refusal(3, "ASY102"))
    assert [(item.line, item.code) for item in markers_in(source.encode())] == [(1, "ASY102"), (2, "ASY201")]


def test_only_comments_of_their_own_are_markers() -> None:
    comment = b"# asyncify: refused[ASY102]"
    source = b't = """\n%b x\n"""\nx = 1  %b x\n%b y\n' % (comment, comment, comment)
    assert markers_in(source) == (Marker(5, 0, "ASY102", "y"),)
    assert with_markers(source, (), add=True) == source.rpartition(b"# asyncify")[0]


def test_without_the_option_markers_only_go() -> None:
    source = b"# asyncify: refused[ASY102] old\nx = 1\ny = 2\n"
    assert with_markers(source, [refusal(2), refusal(3)], add=False) == (
        b"# asyncify: refused[ASY102] a reason\nx = 1\ny = 2\n"
    )
    assert with_markers(source, [refusal(3)], add=False) == b"x = 1\ny = 2\n"


# -- with the whole engine -------------------------------------------------------------------------------------


def plan(folder: Path, *, markers: bool = True) -> Outcome:
    return make_plan([folder], Options(use_cache=False, markers=markers), with_changes=True)


@pytest.mark.parametrize(
    "name", ["property_with_io", "list_handed_over", "yield_from_mixed", "subclass_of_connection"]
)
def test_marked_once_and_for_all(name: str, tmp_path: Path) -> None:
    source = (FLOWS / f"{name}.py").read_bytes()
    (tmp_path / "app.py").write_bytes(source)
    (tmp_path / "asyncify.toml").touch()
    apply_changes(plan(tmp_path), command="asyncify apply --markers")
    marked = (tmp_path / "app.py").read_bytes()
    assert {item.code for item in markers_in(marked)} == {
        item.code for item in plan(tmp_path).plan.refusals if item.severity == "error"
    }
    assert b"".join(line for line in marked.splitlines(True) if b"# asyncify: refused[" not in line) == source
    assert not plan(tmp_path).changes
    assert not plan(tmp_path, markers=False).changes


def test_marker_goes_when_the_refusal_does(tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_bytes((FLOWS / "property_with_io.py").read_bytes())
    (tmp_path / "asyncify.toml").write_text("markers = true\n")
    apply_changes(plan(tmp_path, markers=False), command="asyncify apply")
    assert b"# asyncify: refused[ASY102]" in app.read_bytes()
    text = app.read_text().replace("    @property\n", "").replace(".size", ".size()")
    app.write_text(text)
    apply_changes(plan(tmp_path, markers=False), command="asyncify apply")
    assert b"refused[" not in app.read_bytes()
    assert b"async def" in app.read_bytes()
