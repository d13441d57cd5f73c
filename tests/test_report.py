"""Every report of a plan made by hand; the text ones against the files in tests/reports/.

A golden file is rewritten by hand or by `asyncifier.report`, never by the tests: read the difference first.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from asyncifier.plan import Plan, TextChange
from asyncifier.report.diff import coloured, unified_diff
from asyncifier.report.github import render_github
from asyncifier.report.json import render_json, to_json_value
from asyncifier.report.markdown import render_markdown
from asyncifier.report.sarif import to_sarif_value
from asyncifier.report.text import Style, render_text
from asyncifier.report.wording import chain_text, short_name, totals, totals_sentence, why
from sample_plans import API, BIG, EMPTY, PROBLEMS, REPO, SHOP, TO_DATABASE

GOLDEN = Path(__file__).parent / "reports"


# --- text ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "plan", "style"),
    [
        ("shop", SHOP, Style()),
        ("shop-verbose", SHOP, Style(verbose=True)),
        ("shop-narrow-ascii", SHOP, Style(width=60, encoding="ascii")),
        ("big", BIG, Style()),
        ("empty", EMPTY, Style()),
    ],
)
def test_text_report_is_the_golden_one(name: str, plan: Plan, style: Style) -> None:
    assert render_text(plan, style) == (GOLDEN / f"{name}.txt").read_text("utf-8")


def test_a_narrow_report_keeps_to_its_width() -> None:
    assert max(map(len, render_text(SHOP, Style(width=50)).splitlines())) <= 50


def test_colours_only_add_escapes() -> None:
    import re

    text = render_text(SHOP, Style(colour=True))
    assert "\x1b[" in text
    without = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", text).split("\n"))
    assert without == render_text(SHOP)


def test_verbose_shows_what_a_big_plan_collapses() -> None:
    assert "task04" not in render_text(BIG)
    assert "… and 38 more functions (--verbose)" in render_text(BIG)
    assert "task41" in render_text(BIG, Style(verbose=True))


def test_the_same_plan_gives_the_same_text() -> None:
    assert render_text(SHOP) == render_text(SHOP)


# --- words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "path", "short"),
    [
        ("shop.repo.UserRepo.find", "src/shop/repo.py", "UserRepo.find"),
        ("shop.Repo.find", "src/shop/__init__.py", "Repo.find"),
        ("main.run", "main.py", "run"),
        ("shop.repo", "src/shop/repo.py", "shop.repo"),  # the module itself keeps its name
        ("other.name", "src/shop/repo.py", "other.name"),
    ],
)
def test_short_names_leave_out_the_module(name: str, path: str, short: str) -> None:
    assert short_name(name, path) == short


def test_a_chain_reads_from_the_function_to_the_io() -> None:
    assert chain_text(SHOP.functions[0].chain) == f"get_user → UserRepo.find → cursor.execute ({REPO}:31)"


def test_a_chain_of_another_function_is_no_reason_to_show() -> None:
    """`get_user` turns async because its caller does; the caller's way to the I/O would mislead."""
    function = replace(SHOP.functions[0], chain=(TO_DATABASE,), reason="its caller turns async")
    assert why(function) == "its caller turns async"


def test_totals_count_every_changed_file_once() -> None:
    assert totals(SHOP)["files"] == 3
    assert totals_sentence(totals(SHOP)) == (
        "1 function becomes async, 1 function gets an async twin, 2 calls awaited, "
        "1 offloaded to a thread, 1 refused, 1 warning"
    )
    assert totals_sentence(totals(EMPTY)) == ""


# --- JSON ---------------------------------------------------------------------------------------------


def test_json_has_the_keys_of_the_contract() -> None:
    value = json.loads(render_json(SHOP, PROBLEMS))
    assert list(value) == [
        "version",
        "functions",
        "sites",
        "refusals",
        "steps",
        "files",
        "texts",
        "choices",
        "problems",
        "summary",
    ]
    assert value["version"] == 1
    assert value["functions"][0] == {
        "name": "shop.api.get_user",
        "file": API,
        "line": 10,
        "colour": "async",
        "reason": "calls UserRepo.find",
        "chain": [
            {"caller": "shop.api.get_user", "file": API, "line": 12, "callee": "shop.repo.UserRepo.find"},
            {
                "caller": "shop.repo.UserRepo.find",
                "file": REPO,
                "line": 31,
                "callee": "psycopg2.extensions.cursor.execute",
            },
        ],
    }
    assert set(value["sites"][0]) == {"file", "line", "column", "action", "callee", "reason"}
    assert set(value["refusals"][0]) == {"code", "file", "line", "column", "message", "hint", "severity"}
    assert value["problems"] == [
        {"file": "src/shop/broken.py", "line": 3, "message": "not valid Python: invalid syntax"}
    ]


def test_json_names_the_kind_of_each_edit() -> None:
    edits = to_json_value(SHOP)["files"][0]["edits"]
    assert edits[0] == {
        "edit": "MakeAsync",
        "at": {"kind": "def", "number": 0},
        "rename": None,
        "setup": (),
        "twin": False,
    }
    assert (edits[1]["edit"], edits[1]["awaited"]) == ("EditCall", True)


def test_json_does_not_depend_on_where_the_project_is() -> None:
    assert render_json(Plan("/one/shop")) == render_json(Plan("/other/shop"))


def test_the_example_in_the_documentation_has_the_real_keys() -> None:
    text = (Path(__file__).parents[1] / "docs" / "plan-format.md").read_text("utf-8")
    example = json.loads(text.split("```json\n")[1].split("```")[0])
    real = to_json_value(SHOP, PROBLEMS)
    assert list(example) == list(real)
    for key in ("functions", "sites", "refusals", "steps", "files", "texts"):
        assert list(example[key][0]) == list(real[key][0]), key
    assert set(example["summary"]) == set(real["summary"])


# --- SARIF --------------------------------------------------------------------------------------------


def test_sarif_has_what_version_2_1_0_requires() -> None:
    value = to_sarif_value(SHOP, PROBLEMS)
    assert value["version"] == "2.1.0"
    (run,) = value["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "asyncify"
    assert [rule["id"] for rule in rules] == ["no-equivalent", "offload", "unknown-type"]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert len(result["locations"]) == 1


def test_sarif_places_are_relative_and_start_at_one() -> None:
    first, whole_file, _ = (_place(result) for result in to_sarif_value(SHOP)["runs"][0]["results"])
    assert first == {
        "artifactLocation": {"uri": REPO, "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 44, "startColumn": 9},
    }
    assert "region" not in whole_file  # line 0 means the whole file, and SARIF has no line 0


def test_sarif_tells_unreadable_files_as_notifications() -> None:
    (invocation,) = to_sarif_value(SHOP, PROBLEMS)["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == "not valid Python: invalid syntax"
    assert to_sarif_value(SHOP)["runs"][0]["invocations"][0]["executionSuccessful"] is True


def _place(result: dict[str, Any]) -> Any:
    return result["locations"][0]["physicalLocation"]


# --- GitHub, Markdown ---------------------------------------------------------------------------------


def test_github_annotations_are_escaped() -> None:
    assert render_github(SHOP, PROBLEMS).splitlines() == [
        "::error file=src/shop/broken.py,line=3,title=asyncify unreadable::not valid Python: invalid syntax",
        (
            "::error file=src/shop/repo.py,line=44,col=9,title=asyncify no-equivalent"
            "::copy_expert has no async equivalent%0Ause cursor.copy()"
        ),
        "::warning file=src/shop/api.py,title=asyncify unknown-type::100 %25: a, b | <T>%0Ais unknown",
        (
            "::notice file=src/shop/api.py,line=20,col=5,title=asyncify offload"
            "::shop.images.resize is offloaded to a thread: blocks, has no async [equivalent]"
        ),
    ]


def test_markdown_report_is_the_golden_one() -> None:
    assert render_markdown(SHOP, PROBLEMS) == (GOLDEN / "shop.md").read_text("utf-8")


def test_markdown_rows_have_as_many_cells_as_their_head() -> None:
    warning = next(line for line in render_markdown(SHOP).splitlines() if "unknown-type" in line)
    assert warning == r"| `unknown-type` | `src/shop/api.py` | 100 %: a, b \| \<T\> is unknown |  |"


# --- patches ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"a\nb\n", b"a\nc\n"),
        (b"a\nb", b"a\nc"),
        (b"a\nb", b"a\nb\n"),
        (b"a\r\nb\r\n", b"a\r\nc\r\n"),
        (b"a\rb\x0cc\n", b"a\rb\x0cd\n"),
        (b"\xef\xbb\xbfa = 1\n", b"\xef\xbb\xbfa = 2\n"),
        (b"# caf\xe9\nx\n", b"# caf\xe9\ny\n"),
        (b"", b"new\n"),
        (None, b"new\n"),
    ],
)
@pytest.mark.parametrize("path", ["a.py", "src/with blank.py", "src/näme.py"])
def test_git_applies_the_patch(tmp_path: Path, path: str, old: bytes | None, new: bytes) -> None:
    file = tmp_path / path
    file.parent.mkdir(exist_ok=True)
    if old is not None:
        file.write_bytes(old)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(
        ["git", "-c", "core.autocrlf=false", "apply"],
        cwd=tmp_path,
        input=unified_diff(path, old, new),
        check=True,
    )
    assert file.read_bytes() == new


def test_equal_files_give_no_patch() -> None:
    assert unified_diff("a.py", b"a\n", b"a\n") == b""


def test_colours_leave_the_lines_of_a_patch_as_they_are() -> None:
    patch = unified_diff("a.py", b"a\r\nb\n", b"a\r\nc\n")
    lines = coloured(patch).split(b"\n")
    assert lines[0] == b"\x1b[1m--- a/a.py\x1b[0m"
    assert lines[-3:] == [b"\x1b[31m-b\x1b[0m", b"\x1b[32m+c\x1b[0m", b""]
    assert b" a\r\n" in coloured(patch)


def test_a_new_text_file_is_marked_in_the_report() -> None:
    plan = Plan("shop", texts=(TextChange("pytest.ini", None, "[pytest]\n", "asyncio mode"),))
    assert "pytest.ini  new  asyncio mode" in render_text(plan)
