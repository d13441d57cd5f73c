"""Exceptions of the old driver, where the new one raises another: psycopg2's InterfaceError on a closed connection."""

from __future__ import annotations

from pathlib import Path

from asyncifier.api import Options, make_plan

SOURCE = """import psycopg2


def ask(dsn, question):
    conn = psycopg2.connect(dsn)
    try:
        conn.cursor().execute(question)
    {handlers}
    finally:
        conn.close()
"""


def converted(folder: Path, handlers: str) -> tuple[str, list[str]]:
    (folder / "asyncify.toml").touch()
    (folder / "app.py").write_text(SOURCE.replace("{handlers}", handlers))
    outcome = make_plan([folder], Options(use_cache=False))
    (change,) = (change for change in outcome.changes if change.path == "app.py")
    told = [f"{item.line} {item.message}" for item in outcome.plan.refusals if item.code == "ASY310"]
    return change.new.decode(), told


def test_both_classes_are_caught(tmp_path: Path) -> None:
    text, told = converted(tmp_path, "except psycopg2.InterfaceError:\n        return None")
    assert "    except (psycopg.InterfaceError, psycopg.OperationalError):\n" in text
    assert told == []


def test_raised_is_one_of_them(tmp_path: Path) -> None:
    text, _ = converted(tmp_path, "except ValueError:\n        raise psycopg2.InterfaceError('gone')")
    assert "        raise psycopg.InterfaceError('gone')\n" in text


def test_another_handler_for_the_same_is_told(tmp_path: Path) -> None:
    handlers = (
        "except psycopg2.OperationalError:\n        pass\n    except psycopg2.InterfaceError:\n        pass"
    )
    _, told = converted(tmp_path, handlers)
    assert told == [
        "10 what raised psycopg.InterfaceError may raise psycopg.OperationalError now, which line 8 handles too"
    ]


def test_one_handler_for_both_needs_no_word(tmp_path: Path) -> None:
    handlers = "except (psycopg2.OperationalError, psycopg2.InterfaceError):\n        pass"
    assert converted(tmp_path, handlers)[1] == []


def test_what_is_raised_on_a_closed_connection_is_told(tmp_path: Path) -> None:
    (tmp_path / "asyncify.toml").touch()
    (tmp_path / "app.py").write_text(
        "import sqlite3\n\n\ndef ask(conn=None):\n    conn = sqlite3.connect(':memory:')\n    conn.close()\n"
        "    try:\n        conn.execute('SELECT 1')\n    except sqlite3.ProgrammingError:\n        print('closed')\n"
    )
    outcome = make_plan([tmp_path], Options(use_cache=False))
    told = [(item.line, item.message) for item in outcome.plan.refusals if item.code == "ASY310"]
    assert told == [
        (9, "on a closed connection aiosqlite raises ValueError, where sqlite3 raises ProgrammingError")
    ]
