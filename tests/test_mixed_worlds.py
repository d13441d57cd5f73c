"""Functions that synchronous and asynchronous code need, both: a twin, a thread, or a reason why neither."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from asyncifier.api import Options, Outcome, apply_changes, explain, make_plan
from asyncifier.config import load_config
from asyncifier.errors import ConfigError

START = """\
import sqlite3
import threading


def connect():
    return sqlite3.connect("db")


def count():
    conn = connect()
    try:
        return conn.execute("SELECT 1").fetchone()[0]
    finally:
        conn.close()


"""
THREAD = """\
def start():
    threading.Thread(target=count, daemon=True).start()


"""
CALLERS = """\
def main():
    start()
    first()
    second()
    print(count())


def first():
    return count()


def second():
    return count()


"""
RUN = 'if __name__ == "__main__":\n    main()\n'
PROGRAM = START + THREAD + CALLERS + RUN


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def plan(folder: Path, settings: str = "", **files: str) -> Outcome:
    (folder / "asyncify.toml").write_text(settings)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return make_plan([folder], Options(use_cache=False), with_changes=True)


def changed(outcome: Outcome, name: str = "app.py") -> str:
    return next((item.new.decode() for item in outcome.changes if item.path == name), "")


def refused(outcome: Outcome) -> set[str]:
    return {item.code for item in outcome.plan.refusals if item.severity == "error"}


def test_the_cheaper_way_is_taken_and_both_prices_are_told(folder: Path) -> None:
    (choice,) = plan(folder, app=PROGRAM).plan.choices
    assert (choice.chosen, choice.functions) == ("twin", ("app.connect", "app.count"))
    assert (choice.price, choice.other_price) == (2 + 6 + 1, 3 * 5)  # lines and library; main, first, second
    assert (choice.file, choice.because.split(" (")[0]) == ("app.py", "handed to threading.Thread")


def test_few_callers_are_not_worth_the_lines(folder: Path) -> None:
    outcome = plan(folder, app=START + THREAD + "def main():\n    start()\n    print(count())\n\n\n" + RUN)
    (choice,) = outcome.plan.choices
    assert (choice.chosen, choice.price, choice.other_price) == ("offload", 5, 9)
    assert (changed(outcome), refused(outcome)) == ("", {"ASY201"})


@pytest.mark.parametrize(("mode", "has_twin"), [("twin", True), ("offload", False), ("auto", True)])
def test_mode(folder: Path, mode: str, has_twin: bool) -> None:
    outcome = plan(folder, f'[twins]\nmode = "{mode}"\n', app=PROGRAM)
    assert ("async def count_async():" in changed(outcome)) == has_twin
    assert (refused(outcome) == set()) == has_twin


def test_the_functions_are_told_and_explained(folder: Path) -> None:
    outcome = plan(folder, app=PROGRAM)
    colours = {item.name: item.colour for item in outcome.plan.functions}
    assert colours["app.count"] == colours["app.connect"] == "both"
    assert colours["app.first"] == "async"
    told = explain("app.count", [folder], Options(use_cache=False))
    assert [item.chosen for item in told.choices] == ["twin"]
    assert "count_async beside it" in told.functions[0].reason


def test_names_are_chosen_and_never_taken_twice(folder: Path) -> None:
    settings = '[twins]\nname = "a{name}"\n'
    outcome = plan(folder, settings, app="acount = 1\n" + PROGRAM)
    assert "async def aconnect():" in changed(outcome)
    assert "async def acount_():" in changed(outcome)
    assert "print(await acount_())" in changed(outcome)


def test_a_second_run_sees_the_twins(folder: Path) -> None:
    apply_changes(plan(folder, app=PROGRAM), command="asyncify apply")
    again = make_plan([folder], Options(use_cache=False), with_changes=True)
    assert not again.changes
    assert not refused(again)


def test_what_synchronous_code_does_with_a_synchronous_twin_is_not_told_again(folder: Path) -> None:
    watch = "def watch():\n    conn = connect()\n    print(conn.execute('SELECT 2').fetchone())\n    conn.close()\n\n\n"
    text = PROGRAM.replace("def start", watch + "def start").replace("target=count", "target=watch")
    outcome = plan(folder, app=text)
    assert "async def connect_async():" in changed(outcome)
    assert "async def watch" not in changed(outcome)
    assert {item.name: item.colour for item in outcome.plan.functions}["app.watch"] == "sync"
    apply_changes(outcome, command="asyncify apply")
    again = make_plan([folder], Options(use_cache=False), with_changes=True)
    assert not again.changes
    assert not refused(again)


def test_a_connection_of_both_worlds_stops_it(folder: Path) -> None:
    shared = PROGRAM.replace("    conn = connect()\n", "    global KEPT\n    conn = KEPT = connect()\n")
    outcome = plan(folder, '[twins]\nmode = "twin"\n', app=shared)
    assert refused(outcome) == {"ASY201"}
    (choice,) = outcome.plan.choices
    assert (choice.chosen, choice.other_price) == ("offload", None)
    assert "kept where synchronous and asynchronous code find it" in choice.why_not


def test_a_caller_that_does_not_name_it_stops_it(folder: Path) -> None:
    aliased = PROGRAM.replace(
        "def second():\n    return count()", "def second():\n    get = count\n    return get()"
    )
    outcome = plan(folder, '[twins]\nmode = "twin"\n', app=aliased)
    assert refused(outcome) == {"ASY201"}
    assert "does not name the function" in outcome.plan.choices[0].why_not


def test_a_registration_does_not_happen_twice(folder: Path) -> None:
    register = "KNOWN = []\n\n\ndef known(function):\n    KNOWN.append(function)\n    return function\n\n\n"
    decorated = PROGRAM.replace("def count", register + "@known\ndef count")
    outcome = plan(folder, '[twins]\nmode = "twin"\n', app=decorated)
    assert refused(outcome) == {"ASY201"}
    assert "decorated" in outcome.plan.choices[0].why_not


def test_a_connection_of_the_caller_stops_it(folder: Path) -> None:
    text = PROGRAM.replace(
        "def count():\n    conn = connect()", "def count(conn=None):\n    conn = conn or connect()"
    )
    text = text.replace("print(count())", "conn = connect()\n    print(count(conn))\n    conn.close()")
    outcome = plan(folder, '[twins]\nmode = "twin"\n', app=text)
    assert refused(outcome) == {"ASY201"}
    assert changed(outcome) == ""


def test_public_functions_keep_their_synchronous_form(folder: Path) -> None:
    outcome = plan(folder, '[twins]\npublic = ["app.count"]\n', app=START)
    text = changed(outcome)
    assert all(f"\n\n\n{part}\n\n\n" in text for part in START.strip().split("\n\n\n")[1:])
    (folder / "app.py").write_text(text)
    (folder / "db").touch()
    namespace: dict[str, object] = {}
    exec(compile(text, "app.py", "exec"), namespace)
    assert namespace["count"]() == 1  # type: ignore[operator]
    assert asyncio.run(namespace["count_async"]()) == 1  # type: ignore[operator]
    assert "app" not in sys.modules


def test_a_public_function_that_can_have_no_twin_stays(folder: Path) -> None:
    text = START.replace("    conn = connect()", "    conn = KEPT.setdefault(1, connect())") + "KEPT = {}\n"
    outcome = plan(folder, '[twins]\npublic = ["app.count"]\n', app=text)
    assert (changed(outcome), refused(outcome)) == ("", {"ASY110"})
    (refusal,) = (item for item in outcome.plan.refusals if item.code == "ASY110")
    assert "can't have an asynchronous twin: its connection is kept" in refusal.message


def test_context_managers_and_iterators_serve_both(folder: Path) -> None:
    text = """\
import sqlite3
import threading


class Opened:
    def __enter__(self):
        conn = sqlite3.connect("db")
        found = conn.execute("SELECT 1").fetchone()
        conn.close()
        return found

    def __exit__(self, *error):
        return None


def watch():
    with Opened() as found:
        print(found)


def main():
    threading.Thread(target=watch).start()
    with Opened() as found:
        print(found)


if __name__ == "__main__":
    main()
"""
    new = changed(plan(folder, '[twins]\nmode = "twin"\n', app=text))
    for line in (
        "    def __enter__",
        "    async def __aenter__",
        "    def __exit__",
        "    async def __aexit__",
    ):
        assert line in new
    assert new.count("    with Opened()") == new.count("    async with Opened()") == 1


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ('[twins]\nmode = "both"\n', "twins.mode: must be one of auto, offload, twin"),
        ('[twins]\nname = "{name}"\n', "twins.name: must make a new name"),
        ('[twins]\nname = "{name}-x"\n', "twins.name: must make a new name"),
        ("[twins]\nnames = 1\n", "twins.names: unknown key"),
        ('[twins]\npublic = "app"\n', "twins.public: must be a list of strings"),
    ],
)
def test_settings_that_are_wrong(folder: Path, settings: str, problem: str) -> None:
    (folder / "asyncify.toml").write_text(settings)
    with pytest.raises(ConfigError, match=problem.replace("{", r"\{")):
        load_config(folder)
