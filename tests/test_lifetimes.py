"""Connections that the garbage collector closed, and what is told of those that nothing closes for certain."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from asyncifier.api import Options, make_plan


def told(folder: Path, source: str) -> list[tuple[str, int]]:
    """Code and line of all that is told of a program."""
    (folder / "main.py").write_text(dedent(source).lstrip())
    outcome = make_plan([folder], Options(use_cache=False), with_changes=True)
    assert not outcome.problems
    return [(item.code, item.line) for item in outcome.plan.refusals if item.code != "ASY320"]


STORE = """
    import sqlite3

    class Store:
        def open(self):
            self.conn = sqlite3.connect(":memory:")
        def close(self):
            self.conn.close()
        def run(self, sql):
            return self.conn.execute(sql).fetchall()
"""


@pytest.mark.parametrize(
    ("main", "expected"),
    [
        (
            """
    def main():
        store = Store()
        store.open()
        print(store.run("SELECT 1"))
        store.close()

    main()
    """,
            [("ASY302", 5)],
        ),
        (
            """
    def main():
        store = Store()
        store.open()
        try:
            print(store.run("SELECT 1"))
        finally:
            store.close()

    main()
    """,
            [],
        ),
    ],
    ids=["plain", "finally"],
)
def test_closed_by_a_method(main: str, expected: list[tuple[str, int]], tmp_path: Path) -> None:
    assert told(tmp_path, dedent(STORE) + dedent(main)) == expected


FACTORY = """
    import sqlite3

    def connect():
        return sqlite3.connect(":memory:")

    def closed():
        conn = connect()
        try:
            conn.execute("SELECT 1")
        finally:
            conn.close()

    def used():
        {statement}

    closed()
    used()
"""


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ('connect().execute("SELECT 1")', [("ASY301", 14)]),
        ('print(connect().execute("SELECT 1").fetchall())', [("ASY301", 14)]),
        ("connect().close()", []),
        ("with connect() as conn: conn.execute('SELECT 1')", []),
        ("conn = connect(); conn.execute('SELECT 1'); conn.close()", []),
    ],
)
def test_what_is_only_called_on_stays_open(
    statement: str, expected: list[tuple[str, int]], tmp_path: Path
) -> None:
    assert told(tmp_path, FACTORY.format(statement=statement)) == expected


SHARED = """
    {imports}
    import functools
    import sqlite3

    conn = sqlite3.connect(":memory:")

    @functools.cache
    def cached():
        return sqlite3.connect(":memory:")

    class Repo:
        def __init__(self):
            self.conn = sqlite3.connect(":memory:")

    repo = Repo()

    def own():
        with contextlib.closing(sqlite3.connect(":memory:")) as conn:
            return conn.execute("SELECT 1").fetchone()

    def main():
        print(conn.execute("SELECT 1").fetchone(), cached().execute("SELECT 1").fetchone(), own())
        print(repo.conn.execute("SELECT 1").fetchone())
        repo.conn.close()

    if __name__ == "__main__":
        main()
"""


@pytest.mark.parametrize(
    ("imports", "lines"),
    [("import contextlib", []), ("import contextlib, flask", [5, 9, 13])],
    ids=["one task", "a server"],
)
def test_a_connection_that_all_requests_share_is_told(imports: str, lines: list[int], tmp_path: Path) -> None:
    found = told(tmp_path, SHARED.format(imports=imports))
    assert [line for code, line in found if code == "ASY303"] == lines


TASKS = """
    import asyncio
    import sqlite3

    async def one(conn):
        return conn.execute("SELECT 1").fetchone()

    async def own():
        conn = sqlite3.connect(":memory:")
        conn.execute("SELECT 3")
        conn.close()

    def prepare(conn):
        conn.execute("SELECT 2")

    async def main():
        conn = sqlite3.connect(":memory:")
        prepare(conn)
        await {}
        conn.close()

    asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("started", "lines"),
    [
        ("asyncio.gather(one(conn), one(conn))", [16]),
        ("asyncio.gather(*(one(conn) for _ in range(2)))", [16]),
        ("asyncio.gather(*[one(conn) for _ in range(2)])", [16]),
        ("asyncio.create_task(one(conn))", [16]),
        ("asyncio.gather(own(), own())", []),
        ("one(conn)", []),
    ],
)
def test_a_connection_that_tasks_share_is_told(started: str, lines: list[int], tmp_path: Path) -> None:
    found = told(tmp_path, TASKS.format(started))
    assert [line for code, line in found if code == "ASY303"] == lines
