"""What could be I/O but can't be resolved is told, and the line that the hint gives settles it.

Each case is a program of which a part is reached only from outside. asyncify warns of that part; with exactly the
line of its hint in the configuration the part is converted, and an outsider that passes aiosqlite's objects runs it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from asyncifier.api import Options, Outcome, apply_changes, make_plan
from asyncifier.plan import Refusal

REPO = """
import importlib
import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def find(self, key):
        return self.conn.execute("SELECT ?", (key,)).fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    print(Repo(conn).find(3))
    conn.close()


if __name__ == "__main__":
    main()
"""
"""Every program starts with this: the part that is converted in any case."""

OUTSIDER = """
import asyncio, aiosqlite, app

async def run():
    conn = await aiosqlite.connect(":memory:")
    try:
        {body}
    finally:
        await conn.close()

asyncio.run(run())
"""


@dataclass(frozen=True)
class Case:
    """A part that only outsiders reach: `line` (of the part) is told, `settled` is what the hint declares."""

    name: str
    part: str
    line: str
    settled: str
    outsider: str = ""
    also: str = ""
    """What else the message must say."""


CASES = [
    Case(
        "parameter",
        """
        def total(db):
            cur = db.cursor()
            cur.execute("SELECT 4")
            db.commit()
            return cur.fetchone()[0]
        """,
        "cur = db.cursor()",
        '"app.total(db)" = "sqlite3.Connection"',
        "print(await app.total(conn))",
        "nothing in the project passes it",
    ),
    Case(
        "parameter handed on",
        """
        def outer(handle):
            return inner(handle)

        def inner(conn):
            return conn.cursor().execute("SELECT 4").fetchone()[0]
        """,
        'return conn.cursor().execute("SELECT 4").fetchone()[0]',
        '"app.outer(handle)" = "sqlite3.Connection"',
        "print(await app.outer(conn))",
    ),
    Case(
        "class of the project",
        """
        def show(repo):
            return repo.find(4)
        """,
        "return repo.find(4)",
        '"app.show(repo)" = "app.Repo"',
        "print(await app.show(app.Repo(conn)))",
    ),
    Case(
        "attribute that nothing sets",
        """
        class Service:
            def run(self):
                row = self.db.execute("SELECT 4").fetchone()
                self.db.commit()
                return row[0]
        """,
        'row = self.db.execute("SELECT 4").fetchone()',
        '"app.Service.db" = "sqlite3.Connection"',
        "service = app.Service(); service.db = conn; print(await service.run())",
        "nothing in the project sets it",
    ),
    Case(
        "attribute of a base class",
        """
        class Base:
            def run(self):
                return self.db.executescript("SELECT 4")

        class First(Base):
            pass

        class Second(Base):
            pass

        def both():
            return [First().run(), Second().run()]
        """,
        'return self.db.executescript("SELECT 4")',
        '"app.Base.db" = "sqlite3.Connection"',
        "app.Base.db = conn; print(len(await app.both()) + 2)",
    ),
    Case(
        "return value",
        """
        REGISTRY = {}

        def current():
            return REGISTRY["conn"]

        def total():
            row = current().execute("SELECT 4").fetchone()
            current().commit()
            return row[0]
        """,
        'row = current().execute("SELECT 4").fetchone()',
        '"app.current()" = "sqlite3.Connection"',
        'app.REGISTRY["conn"] = conn; print(await app.total())',
    ),
    Case(
        "variable of a module",
        """
        CURRENT = None

        def total():
            row = CURRENT.execute("SELECT 4").fetchone()
            CURRENT.commit()
            return row[0]
        """,
        'row = CURRENT.execute("SELECT 4").fetchone()',
        '"app.CURRENT" = "sqlite3.Connection"',
        "app.CURRENT = conn; print(await app.total())",
    ),
    Case(
        "element",
        """
        def total(conns):
            for conn in conns:
                conn.executescript("SELECT 4")
            return 4
        """,
        'conn.executescript("SELECT 4")',
        '"app.total(conns)" = "list[sqlite3.Connection]"',
        "print(await app.total([conn]))",
    ),
    Case(
        "factory",
        """
        def total(connect):
            conn = connect(":memory:")
            try:
                return conn.executescript("SELECT 4") and 4
            finally:
                conn.close()
        """,
        'return conn.executescript("SELECT 4") and 4',
        '"app.total(connect)" = "sqlite3.connect"',
        "print(await app.total(aiosqlite.connect))",
    ),
    Case(
        "far away",
        """
        def total(request):
            return request.app.state.execute("SELECT 4", ()).fetchone()[0]
        """,
        'return request.app.state.execute("SELECT 4", ()).fetchone()[0]',
        '"app.total.state" = "sqlite3.Connection"',
        also="request.app.state",
    ),
    Case(
        "plug-in",
        """
        def answer(conn):
            return Repo(conn).find(4)

        def plug_in(name, conn):
            module = importlib.import_module(name)
            return module.answer(conn)
        """,
        "return module.answer(conn)",
        '"app.plug_in.module" = "app"',
        'print(await app.plug_in("app", conn))',
        "importlib.import_module",
    ),
    Case(
        "mixin",
        """
        class Totals:
            def total(self):
                return self.find(4)
        """,
        "return self.find(4)",
        '"app.Totals.find" = "app.Repo.find"',
        'print(await type("Both", (app.Totals, app.Repo), {})(conn).total())',
    ),
    Case(
        "computed name of an unknown object",
        """
        def call(repo, name):
            repo.find(3)
            return getattr(repo, name)(4)
        """,
        "repo.find(3)",
        '"app.call(repo)" = "app.Repo"',
    ),
]  # fmt: skip


def write(folder: Path, part: str, types: str = "") -> None:
    (folder / "app.py").write_text(
        f"{REPO.replace('def main', dedent(part) + chr(10) + chr(10) + 'def main')}"
    )
    (folder / "asyncify.toml").write_text(f"[types]\n{types}\n")


def plan(folder: Path) -> Outcome:
    return make_plan([folder], Options(use_cache=False), with_changes=True)


def told(outcome: Outcome, code: str = "ASY220") -> list[Refusal]:
    return [refusal for refusal in outcome.plan.refusals if refusal.code == code]


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-B", "-X", "dev", "-W", "error", *command],
        cwd=folder, capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[-2000:]
    return done.stdout


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_unresolved_call_is_told_and_settled(case: Case, tmp_path: Path) -> None:
    write(tmp_path, case.part)
    source = (tmp_path / "app.py").read_text().splitlines()
    (warning,) = told(plan(tmp_path))
    assert warning.severity == "warning"
    assert source[warning.line - 1].strip() == case.line
    assert case.settled in warning.hint
    assert case.also in warning.message
    if not case.outsider:
        return

    write(tmp_path, case.part, case.settled)
    outcome = plan(tmp_path)
    assert not told(outcome)
    assert not told(outcome, "ASY221")
    apply_changes(outcome, command="asyncify apply")
    assert run(tmp_path, "app.py") == "3\n"
    assert run(tmp_path, "-c", OUTSIDER.format(body=case.outsider)) == "4\n"
    assert not told(plan(tmp_path))


QUIET = {
    "another type, by what is read on it": """
        def names(rows):
            rows.execute("now")
            return rows.no_connection_has_this
        """,
    "a dictionary": """
        def get(row):
            return row.get("key", row.items())
        """,
    "a callback of others": """
        def call(callback):
            return callback()
        """,
    "a value of another library": """
        import other

        def total():
            return other.connect().execute("SELECT 4")
        """,
    "a value of the standard library": """
        import subprocess

        def total(path):
            return subprocess.Popen(path).execute("SELECT 4")
        """,
    "closing only": """
        def shut(file):
            file.close()
        """,
    "an ignored line": """
        def total(db):
            return db.execute("SELECT 4")  # asyncify: ignore[ASY220]
        """,
}


@pytest.mark.parametrize("part", QUIET.values(), ids=QUIET)
def test_nothing_is_told_without_cause(part: str, tmp_path: Path) -> None:
    write(tmp_path, part)
    assert not told(plan(tmp_path))


def test_library_that_only_outsiders_connect_with(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import sqlite3\n\n\ndef total(db):\n    return db.execute('SELECT 4')\n"
    )
    (warning,) = told(plan(tmp_path))
    assert (warning.line, "sqlite3.Connection" in warning.message) == (5, True)


def test_program_without_a_driver_is_left_in_peace(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def total(db):\n    return db.execute('SELECT 4')\n")
    assert not plan(tmp_path).plan.refusals


def test_one_report_for_each_place(tmp_path: Path) -> None:
    calls = "\n".join(f"    db.execute('SELECT {number}')" for number in range(9))
    write(tmp_path, f"def total(db):\n{calls}\n    db.commit()\n")
    (warning,) = told(plan(tmp_path))
    assert re.search(r"db\.execute \(app\.py:\d+\), .* and 7 more$", warning.message)


# -- computed names of known objects -------------------------------------------------------------------------


COMPUTED = """
def call(conn, name):
    method = getattr(Repo(conn), name)
    return method(4)


def calls():
    conn = sqlite3.connect(":memory:")
    print(call(conn, "find"))
    conn.close()
"""


def test_computed_name_is_refused_with_the_line_that_settles_it(tmp_path: Path) -> None:
    write(tmp_path, COMPUTED)
    (refusal,) = told(plan(tmp_path), "ASY201")
    assert "app.Repo.find" in refusal.message
    settled = '"app.call.method" = "app.Repo.find"'
    assert settled in refusal.hint
    write(tmp_path, COMPUTED, settled)
    outcome = plan(tmp_path)
    assert not [item for item in outcome.plan.refusals if item.severity == "error"]
    apply_changes(outcome, command="asyncify apply")
    assert run(tmp_path, "-c", "import app, asyncio; asyncio.run(app.calls())") == "4\n"


def test_computed_name_of_a_connection_is_no_silent_conversion(tmp_path: Path) -> None:
    write(
        tmp_path,
        "def run(name):\n    conn = sqlite3.connect('x')\n    getattr(conn, name)('SELECT 1')\n    conn.close()\n",
    )
    (refusal,) = told(plan(tmp_path), "ASY201")
    assert '"app.run.method"' in refusal.hint


# -- more types than are followed ----------------------------------------------------------------------------


MANY = "\n".join(
    f"class Part{number}:\n    def find(self, key):\n        return {number}\n" for number in range(40)
)


def test_more_types_than_are_followed_are_told(tmp_path: Path) -> None:
    parts = ", ".join(f"Part{number}()" for number in range(40))
    using = f"""
def every(part):
    return part.find(1)


def all_of_them():
    for part in [{parts}]:
        every(part)
"""
    write(tmp_path, MANY + using)
    (warning,) = told(plan(tmp_path))
    assert "app.Repo" in warning.message
    assert "more types than are followed" in warning.message
    assert '"app.every(part)"' in warning.hint


# -- declarations --------------------------------------------------------------------------------------------


def test_declaration_is_the_last_word(tmp_path: Path) -> None:
    """What a test double would let in: with the type declared, the call is sure to be awaited."""
    part = """
    class Fake:
        def find(self, key):
            return 0

    def show(repo):
        return repo.find(4)

    def shows(conn):
        return show(Repo(conn)) or show(Fake())
    """
    write(tmp_path, part, '"app.show(repo)" = "app.Repo"')
    outcome = plan(tmp_path)
    assert {item.name for item in outcome.plan.functions} >= {"app.Repo.find", "app.show"}
    assert "app.Fake.find" not in {item.name for item in outcome.plan.functions}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"app.totall(db)" = "sqlite3.Connection"', "did you mean 'app.total(db)'?"),
        ('"app.total(db)" = "sqlite3.Conection"', "sqlite3.Conection is no type that is known"),
        ('"app.total(db)" = "app.Nothing"', "app.Nothing is no type that is known"),
    ],
)
def test_declaration_without_effect_is_told(line: str, said: str, tmp_path: Path) -> None:
    write(tmp_path, "def total(db):\n    return db\n", line)
    (warning,) = told(plan(tmp_path), "ASY221")
    assert said in warning.message
    assert (warning.file, warning.line) == ("asyncify.toml", 2)


@pytest.mark.parametrize(
    "type_", ["sqlite3.Connection | None", "Optional[sqlite3.Connection]", "app.Repo | sqlite3.Connection"]
)
def test_declared_unions(type_: str, tmp_path: Path) -> None:
    write(tmp_path, "def total(db):\n    return db.execute('SELECT 4')\n", f'"app.total(db)" = "{type_}"')
    outcome = plan(tmp_path)
    assert not outcome.plan.refusals or not told(outcome, "ASY221")
    assert "app.total" in {item.name for item in outcome.plan.functions}


MONGO = """
import pymongo


def titles(posts):
    return [post["title"] for post in posts.find({"a": 1}).sort("at")]


def everything(things):
    return list(things.find())


def words(text):
    return sorted(text.split()), list(text.lines())


def main():
    with pymongo.MongoClient() as client:
        print(client.a.b.find_one())


if __name__ == "__main__":
    main()
"""


def test_what_is_only_iterated_is_told_too(tmp_path: Path) -> None:
    """A list of an AsyncCursor is empty, without an error."""
    (tmp_path / "app.py").write_text(MONGO)
    outcome = make_plan([tmp_path], Options(use_cache=False))
    told = [item for item in outcome.plan.refusals if item.code == "ASY220"]
    assert [item.line for item in told] == [6, 10]
    assert "these calls" not in told[0].message
    assert "this call needs an `async for`: posts.find().sort (app.py:6)" in told[0].message
    (tmp_path / "asyncify.toml").write_text(
        '[types]\n"app.titles(posts)" = "pymongo.collection.Collection"\n'
    )
    apply_changes(make_plan([tmp_path], Options(use_cache=False)), command="asyncify apply")
    assert "async for post in posts.find" in (tmp_path / "app.py").read_text()
