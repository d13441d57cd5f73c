"""The command line's promises: what goes to stdout, what to stderr, and with which status it ends.

The engine is replaced by hand-made outcomes; `tests/test_examples.py` runs the real one.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from asyncifier import api
from asyncifier.cli import main
from asyncifier.errors import AsyncifyError, UsageError
from asyncifier.plan import Plan
from sample_plans import PROBLEMS, SHOP

BEFORE, AFTER = b"def f():\r\n    g()", b"async def f():\r\n    await g()"


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    status: int
    stdout: bytes
    stderr: str


Run = Callable[..., Ended]


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `asyncify` with these arguments in this process."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "ASYNCIFY_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def run_command(*arguments: str, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        captured = capsysbinary.readouterr()
        assert isinstance(ended.value.code, int)
        return Ended(ended.value.code, captured.out, captured.err.decode())

    return run_command


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder outside git, and the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_bytes(BEFORE)
    (tmp_path / "asyncify.toml").write_text("", "utf-8")
    return tmp_path


class Engine:
    """Stands in for the api's functions; remembers what was asked of it."""

    def __init__(self, outcome: api.Outcome) -> None:
        self.outcome = outcome
        self.applied: list[str] = []
        self.undone: list[str | None] = []
        self.options: api.Options | None = None

    def make_plan(
        self, paths: Sequence[Path], options: api.Options, progress: Any = None, *, with_changes: bool = False
    ) -> api.Outcome:
        self.options = options
        return self.outcome if with_changes else replace(self.outcome, changes=())

    def apply_changes(self, outcome: api.Outcome, *, command: str) -> str:
        for change in outcome.changes:
            (Path(outcome.plan.root) / change.path).write_bytes(change.new)
        self.applied.append(command)
        return "0001"

    def undo(self, root: Path, run: str | None = None) -> api.UndoResult:
        for change in self.outcome.changes:
            if change.old is not None:
                (root / change.path).write_bytes(change.old)
        self.undone.append(run)
        return api.UndoResult(run or "0001", tuple(change.path for change in self.outcome.changes))


@pytest.fixture
def engine(project: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An engine that finds one file to change, one refusal and one warning."""
    plan = replace(SHOP, root=str(project))
    stand_in = Engine(api.Outcome(plan, (api.FileResult("app.py", BEFORE, AFTER),)))
    for name in ("make_plan", "apply_changes", "undo"):
        monkeypatch.setattr(api, name, getattr(stand_in, name))
    monkeypatch.setattr(
        api, "list_codemods", lambda: (api.CodemodInfo("db-drivers", "Drivers", ("psycopg2", "sqlite3")),)
    )
    return stand_in


# --- plan ---------------------------------------------------------------------------------------------


def test_plan_prints_the_report_and_ends_with_0(run: Run, engine: Engine, project: Path) -> None:
    ended = run("plan")
    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout.decode().startswith(f"asyncify plan: {project}\n3 files to change")
    assert b"\x1b[" not in ended.stdout
    assert (project / "app.py").read_bytes() == BEFORE


def test_plan_goes_on_without_unreadable_files_and_ends_with_123(run: Run, engine: Engine) -> None:
    engine.outcome = replace(engine.outcome, problems=PROBLEMS)
    ended = run("plan", "--output-format", "json")
    assert ended.status == 123
    assert ended.stderr == "error: src/shop/broken.py:3: not valid Python: invalid syntax\n"
    assert json.loads(ended.stdout)["problems"][0]["file"] == "src/shop/broken.py"


@pytest.mark.parametrize(
    ("name", "start"),
    [("json", b"{"), ("sarif", b"{"), ("github", b"::error file="), ("markdown", b"# asyncify plan\n")],
)
def test_plan_has_reports_for_programs(run: Run, engine: Engine, name: str, start: bytes) -> None:
    ended = run("plan", "--output-format", name)
    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout.startswith(start)
    assert ended.stdout.endswith(b"\n")


def test_plan_writes_the_report_to_a_file(run: Run, engine: Engine, project: Path) -> None:
    to_stdout = run("plan", "--output-format", "json").stdout
    ended = run("plan", "--output-format", "json", "--output", "plan.json")
    assert (ended.status, ended.stdout) == (0, b"")
    assert (project / "plan.json").read_bytes() == to_stdout


def test_plan_says_when_the_report_cannot_be_written(run: Run, engine: Engine) -> None:
    ended = run("plan", "--output", "missing/plan.txt")
    assert ended.status == 123
    assert ended.stderr.startswith("error: missing/plan.txt: could not write the report")


def test_plan_diff_prints_nothing_but_a_patch(run: Run, engine: Engine) -> None:
    ended = run("plan", "--diff")
    assert ended.status == 0
    assert ended.stdout == (
        b"--- a/app.py\n+++ b/app.py\n@@ -1,2 +1,2 @@\n-def f():\r\n-    g()\n\\ No newline at end of file\n"
        b"+async def f():\r\n+    await g()\n\\ No newline at end of file\n"
    )
    assert ended.stderr.startswith("1 file would change: ")


def test_plan_diff_has_one_format(run: Run, engine: Engine) -> None:
    ended = run("plan", "--diff", "--output-format", "json")
    assert (ended.status, ended.stdout) == (2, b"")
    assert ended.stderr.startswith("error: --diff prints a patch")


@pytest.mark.parametrize(("variable", "coloured"), [("FORCE_COLOR", True), ("NO_COLOR", False)])
def test_colours_follow_the_environment(
    run: Run, engine: Engine, monkeypatch: pytest.MonkeyPatch, variable: str, coloured: bool
) -> None:
    monkeypatch.setenv(variable, "1")
    assert (b"\x1b[" in run("plan").stdout) is coloured
    assert (b"\x1b[" in run("plan", "--diff").stdout) is coloured


# --- what can't work ----------------------------------------------------------------------------------


def test_a_bad_path_is_a_usage_error(run: Run, engine: Engine) -> None:
    ended = run("plan", "nowhere")
    assert (ended.status, ended.stdout) == (2, b"")
    assert "'nowhere' does not exist" in ended.stderr


def test_an_unknown_codemod_is_told_with_the_nearest_one(run: Run, engine: Engine) -> None:
    ended = run("plan", "--codemod", "db-driver")
    assert ended.status == 2
    assert ended.stderr == "error: --codemod db-driver: no such codemod; did you mean db-drivers?\n"


@pytest.mark.parametrize(
    ("target", "said"),
    [("postgresql=asynpg", "asyncpg"), ("postgres=asyncpg", "postgresql"), ("asyncpg", "DB=DRIVER")],
)
def test_an_unknown_target_is_told_with_the_nearest_one(
    run: Run, engine: Engine, target: str, said: str
) -> None:
    ended = run("apply", "--target", target)
    assert ended.status == 2
    assert ended.stderr.startswith("error: ")
    assert said in ended.stderr
    assert not engine.applied


def test_choices_reach_the_engine(run: Run, engine: Engine) -> None:
    run("plan", "--codemod", "db-drivers", "--target", "postgresql=asyncpg")
    assert engine.options == api.Options(codemods=("db-drivers",), targets=("postgresql=asyncpg",))


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (UsageError("one\ntwo"), 2, "error: one\nerror: two\n"),
        (AsyncifyError("disk on fire"), 123, "error: disk on fire\n"),
        (KeyboardInterrupt(), 130, "error: interrupted\n"),
    ],
)
def test_errors_are_messages(
    run: Run, monkeypatch: pytest.MonkeyPatch, project: Path, error: BaseException, status: int, said: str
) -> None:
    monkeypatch.setattr(api, "make_plan", _raises(error))
    assert run("plan") == Ended(status, b"", said)


@pytest.mark.parametrize(("arguments", "traceback"), [(["plan"], False), (["--debug", "plan"], True)])
def test_an_internal_error_is_one_line_unless_debugging(
    run: Run, monkeypatch: pytest.MonkeyPatch, project: Path, arguments: list[str], traceback: bool
) -> None:
    monkeypatch.setattr(api, "make_plan", _raises(ZeroDivisionError("by\nzero")))
    ended = run(*arguments)
    assert (ended.status, ended.stdout) == (123, b"")
    assert "internal error: ZeroDivisionError: by zero" in ended.stderr
    assert ("Traceback" in ended.stderr) is traceback
    assert traceback or ended.stderr.count("\n") == 1


def _raises(error: BaseException) -> Callable[..., Any]:
    def fail(*arguments: object, **options: object) -> None:
        raise error

    return fail


# --- apply --------------------------------------------------------------------------------------------


def test_apply_writes_names_refusals_and_sums_up(run: Run, engine: Engine, project: Path) -> None:
    ended = run("apply")
    assert (ended.status, ended.stdout) == (0, b"")
    assert (project / "app.py").read_bytes() == AFTER
    assert ended.stderr.splitlines() == [
        "refused: src/shop/repo.py:44 no-equivalent copy_expert has no async equivalent (use cursor.copy())",
        "warning: src/shop/api.py unknown-type 100 %: a, b | <T> is unknown",
        "changed app.py",
        "1 file changed, 1 refused, 1 warning. `asyncify undo` takes it back.",
        "The project is not in git: `asyncify undo` is the way back.",
    ]


def test_apply_quiet_still_names_refusals(run: Run, engine: Engine, project: Path) -> None:
    ended = run("apply", "--quiet")
    assert ended.status == 0
    assert [line.split()[0] for line in ended.stderr.splitlines()] == ["refused:"]
    assert (project / "app.py").read_bytes() == AFTER


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_apply_check_and_diff_write_nothing_and_end_with_1(
    run: Run, engine: Engine, project: Path, option: str
) -> None:
    ended = run("apply", option)
    assert ended.status == 1
    assert ended.stdout.startswith(b"--- a/app.py\n") if option == "--diff" else ended.stdout == b""
    assert "would change app.py" in ended.stderr
    assert (project / "app.py").read_bytes() == BEFORE
    assert not engine.applied


@pytest.mark.parametrize("option", ["--check", "--diff", "--allow-dirty"])
def test_apply_with_nothing_to_do_ends_with_0(run: Run, engine: Engine, option: str, project: Path) -> None:
    engine.outcome = api.Outcome(Plan(str(project)))
    assert run("apply", option) == Ended(0, b"", "Nothing to do.\n")
    assert not engine.applied


def test_apply_converts_the_rest_when_a_file_is_unreadable(run: Run, engine: Engine, project: Path) -> None:
    engine.outcome = replace(engine.outcome, problems=PROBLEMS)
    ended = run("apply")
    assert ended.status == 123
    assert ended.stderr.startswith("error: src/shop/broken.py:3: ")
    assert "1 file could not be read" in ended.stderr
    assert (project / "app.py").read_bytes() == AFTER


def test_apply_refuses_a_dirty_git_tree(run: Run, engine: Engine, project: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    ended = run("apply")
    assert ended.status == 2
    assert "error: git has uncommitted changes in app.py" in ended.stderr
    assert (project / "app.py").read_bytes() == BEFORE

    assert run("apply", "--allow-dirty").status == 0
    assert (project / "app.py").read_bytes() == AFTER


def test_apply_keeps_what_the_verify_command_accepts(run: Run, engine: Engine, project: Path) -> None:
    ended = run("apply", "--verify", f'"{sys.executable}" -c "import pathlib; print(pathlib.Path.cwd())"')
    assert ended.status == 0
    assert (project / "app.py").read_bytes() == AFTER
    assert engine.undone == []


def test_apply_takes_back_what_the_verify_command_rejects(run: Run, engine: Engine, project: Path) -> None:
    code = "import sys; print('2 tests failed'); sys.exit(3)"
    ended = run("apply", "--verify", f'"{sys.executable}" -c "{code}"')
    assert ended.status == 1
    assert "2 tests failed\nerror: " in ended.stderr
    assert ended.stderr.endswith("failed with exit status 3: everything was taken back\n")
    assert (project / "app.py").read_bytes() == BEFORE
    assert engine.undone == ["0001"]


@pytest.mark.parametrize("arguments", [["--only"], ["--check", "--verify", "true"]])
def test_apply_refuses_options_that_contradict(run: Run, engine: Engine, arguments: list[str]) -> None:
    ended = run("apply", *arguments)
    assert ended.status == 2
    assert not engine.applied


# --- rewrite ------------------------------------------------------------------------------------------


def test_rewrite_prints_exactly_the_new_bytes(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = b"\xef\xbb\xbf# caf\xc3\xa9\r\nx\x00"

    def turn(path: Path, buffer: bytes | None, options: api.Options) -> bytes:
        assert (path, buffer) == (Path("new.py"), source)
        return source + b"\r\nno newline"

    monkeypatch.setattr(api, "rewrite_buffer", turn)
    ended = run("rewrite", "--stdin-filename", "new.py", "-", stdin=source)
    assert ended == Ended(0, source + b"\r\nno newline", "")


@pytest.mark.parametrize("error", [AsyncifyError("x.py:1: bad"), RuntimeError("bug"), KeyboardInterrupt()])
def test_rewrite_prints_nothing_when_it_fails(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    monkeypatch.setattr(api, "rewrite_buffer", _raises(error))
    ended = run("rewrite", "--stdin-filename", "x.py", "-")
    assert ended.status != 0
    assert ended.stdout == b""
    assert "error: " in ended.stderr


@pytest.mark.parametrize("arguments", [["-"], ["--stdin-filename", "x.py", "app.py"], ["missing.py"]])
def test_rewrite_says_what_is_missing(run: Run, project: Path, arguments: list[str]) -> None:
    ended = run("rewrite", *arguments)
    assert (ended.status, ended.stdout) == (2, b"")
    assert ended.stderr.startswith("error: ")


def test_rewrite_changes_a_file_in_place(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "rewrite_buffer", lambda path, buffer, options: AFTER)
    assert run("rewrite", "app.py") == Ended(0, b"", "")
    assert (project / "app.py").read_bytes() == AFTER
    ended = run("undo")
    assert ended.status == 0
    assert "restored app.py" in ended.stderr
    assert (project / "app.py").read_bytes() == BEFORE


# --- the small commands -------------------------------------------------------------------------------


def test_explain_shows_every_call_down_to_the_io(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = api.Explanation("get_user", functions=SHOP.functions[:1])
    monkeypatch.setattr(api, "explain", lambda name, paths, options: found)
    ended = run("explain", "get_user")
    assert ended.status == 0
    assert ended.stdout.decode().splitlines() == [
        "shop.api.get_user is async  src/shop/api.py:10",
        "├── calls UserRepo.find",
        "├── shop.api.get_user calls shop.repo.UserRepo.find at src/shop/api.py:12",
        "└── shop.repo.UserRepo.find calls psycopg2.extensions.cursor.execute at src/shop/repo.py:31",
    ]


def test_explain_suggests_the_nearest_names(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = api.Explanation("get_usr", suggestions=("shop.api.get_user",))
    monkeypatch.setattr(api, "explain", lambda name, paths, options: nothing)
    ended = run("explain", "get_usr")
    assert (ended.status, ended.stdout) == (2, b"")
    assert "did you mean shop.api.get_user?" in ended.stderr


def test_callgraph_is_sorted_json(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "call_graph", lambda paths, options: {"b": [], "a": ["z", "b"]})
    ended = run("callgraph")
    assert ended.status == 0
    assert list(json.loads(ended.stdout).items()) == [("a", ["b", "z"]), ("b", [])]


def test_codemods_and_models_are_lists(run: Run, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    model = api.ModelInfo("psycopg2-psycopg3", "psycopg2", "psycopg", "postgresql", "psycopg", "x.toml", 9, 4)
    monkeypatch.setattr(api, "list_models", lambda: (model,))
    assert "db-drivers  Drivers       psycopg2, sqlite3" in run("codemods").stdout.decode()
    assert "postgresql=psycopg" in run("models").stdout.decode()


def test_undo_without_a_run_says_so(run: Run, project: Path) -> None:
    ended = run("undo")
    assert ended.status == 2
    assert ended.stderr.startswith("error: nothing to undo")


# --- init ---------------------------------------------------------------------------------------------


def test_init_writes_a_configuration_that_loads(run: Run, project: Path) -> None:
    from asyncifier.config import load_config

    (project / "asyncify.toml").unlink()
    assert run("init").status == 0
    assert load_config(project).file == project.resolve() / "asyncify.toml"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", [True, False])
def test_init_adds_a_section_to_pyproject(run: Run, project: Path, newline: str, end: bool) -> None:
    from asyncifier.config import load_config

    (project / "asyncify.toml").unlink()
    old = f'[project]{newline}name = "shop"  # ours{newline if end else ""}'.encode()
    (project / "pyproject.toml").write_bytes(old)
    assert run("init").status == 0
    new = (project / "pyproject.toml").read_bytes()
    assert new.startswith(old)
    assert new.count(b"\n") == new.count(newline.encode())
    assert load_config(project).file == project.resolve() / "pyproject.toml"


def test_init_shows_valid_settings(run: Run, project: Path) -> None:
    """Every commented line is one that could stand there without its `# `."""
    from asyncifier.config import load_config

    (project / "asyncify.toml").unlink()
    run("init")
    (project / "src").mkdir()
    lines = (project / "asyncify.toml").read_text("utf-8").splitlines()
    settings = [line.removeprefix("# ") if " = " in line else line for line in lines]
    (project / "asyncify.toml").write_text("\n".join(settings), "utf-8")
    config = load_config(project)
    assert config.test_command == "pytest -q"
    assert config.targets["postgresql"] == "psycopg"
    assert len(config.types) == 2


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("asyncify.toml", "", "asyncify.toml is there already"),
        ("pyproject.toml", "[tool.asyncify]\n", "has a [tool.asyncify] section already"),
        ("pyproject.toml", "[tool\n", "not valid TOML"),
    ],
)
def test_init_refuses_and_changes_nothing(run: Run, project: Path, name: str, text: str, said: str) -> None:
    (project / "asyncify.toml").unlink()
    (project / name).write_text(text, "utf-8")
    ended = run("init")
    assert ended.status == 2
    assert said in ended.stderr
    assert (project / name).read_text("utf-8") == text


# --- as a process -------------------------------------------------------------------------------------


def asyncify(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "asyncifier", *arguments]
    return subprocess.run(command, check=False, **{"stderr": subprocess.PIPE, **options})


@pytest.mark.parametrize("command", [[], ["plan"], ["apply"], ["rewrite"]])
def test_help_needs_neither_libcst_nor_rich(command: list[str]) -> None:
    code = (
        "import sys; from asyncifier.cli import main\n"
        "try: main([*sys.argv[1:], '--help'])\n"
        "except SystemExit as ended: assert ended.code == 0\n"
        "heavy = {'libcst', 'rich', 'msgspec', 'tomlkit', 'black'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code, *command], check=True, stdout=subprocess.DEVNULL)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_error_message(project: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = asyncify("callgraph", stdout=full)
    assert ended.returncode == 123
    assert ended.stderr.startswith(b"error: could not write the output")
    assert ended.stderr.count(b"\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="pipes break differently there")
def test_a_reader_that_went_away_gets_no_traceback(project: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = asyncify("callgraph", stdout=writing)
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (141, b"")
