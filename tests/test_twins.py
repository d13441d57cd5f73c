"""Libraries that have some asynchronous code already, and whose synchronous half is to follow.

A folder in `tests/twins` holds a package before the conversion, its settings and its models, and in `after` the
files that change. Both versions run and print the same.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TWINS = Path(__file__).parent / "twins"


def run(*command: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", *command], cwd=cwd, capture_output=True, text=True, timeout=60
    )
    assert not done.returncode, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", sorted(path.name for path in TWINS.iterdir()))
def test_the_rest_of_the_library_follows_its_asynchronous_part(name: str, tmp_path: Path) -> None:
    project = tmp_path / name
    shutil.copytree(TWINS / name / "before", project)
    printed = run(f"{name}.cli", cwd=project)
    run("asyncifier", "apply", cwd=project)
    after = {path.name: path.read_text() for path in (TWINS / name / "after").iterdir()}
    assert {path: (project / name / path).read_text() for path in after} == after
    assert run(f"{name}.cli", cwd=project) == printed
    assert "Nothing to do" in run("asyncifier", "apply", cwd=project)


def test_what_conflicts_is_told_and_left(tmp_path: Path) -> None:
    """`conflicts = "mark"`: a property can't wait, so its private helper stays, and both are told."""
    (tmp_path / "asyncify.toml").write_text('conflicts = "mark"\ncodemods = ["db-drivers"]\n')
    source = (
        "import sqlite3\n\n\n"
        "class Store:\n"
        "    def __init__(self, path):\n"
        "        self.path = path\n\n"
        "    def rows(self):\n"
        "        conn = sqlite3.connect(self.path)\n"
        "        try:\n"
        "            return conn.execute('select 1').fetchall()\n"
        "        finally:\n"
        "            conn.close()\n\n"
        "    @property\n"
        "    def first(self):\n"
        "        return self.rows()[0]\n\n"
        "    @property\n"
        "    def count(self):\n"
        "        return self._count()\n\n"
        "    def _count(self):\n"
        "        return len(self.rows())\n"
    )
    (tmp_path / "store.py").write_text(source)
    said = run("asyncifier", "apply", cwd=tmp_path)
    assert "store.py:17 ASY102" in said
    assert "store.py:24 ASY102" in said
    new = (tmp_path / "store.py").read_text()
    assert "    async def rows(self):" in new
    assert "        return self.rows()[0]\n" in new
    assert "    def _count(self):\n        return len(self.rows())\n" in new
    compile(new, "store.py", "exec")


def test_files_outside_convert_keep_what_they_call_synchronous(tmp_path: Path) -> None:
    """By default a caller outside the chosen files binds what it calls."""
    (tmp_path / "asyncify.toml").write_text('convert = ["store.py"]\ncodemods = ["db-drivers"]\n')
    (tmp_path / "store.py").write_text(
        "import sqlite3\n\n\n"
        "def rows(path):\n"
        "    conn = sqlite3.connect(path)\n"
        "    try:\n"
        "        return conn.execute('select 1').fetchall()\n"
        "    finally:\n"
        "        conn.close()\n"
    )
    (tmp_path / "web.py").write_text("from store import rows\n\n\ndef view():\n    return rows(':memory:')\n")
    said = run("asyncifier", "apply", cwd=tmp_path)
    assert "web.py:5 ASY113" in said
    assert "async def" not in (tmp_path / "store.py").read_text()


def test_trusted_annotations_keep_out_what_they_do_not_name(tmp_path: Path) -> None:
    """`annotations = "trust"`: a dict or an unrelated object that seems to get to an annotated place does not."""
    source = (
        "import sqlite3\n\n\n"
        "class Cache:\n"
        "    def get(self, key):\n"
        "        return key\n\n\n"
        "class Store:\n"
        "    def __init__(self, path):\n"
        "        self.path = path\n\n"
        "    def get(self, key):\n"
        "        conn = sqlite3.connect(self.path)\n"
        "        try:\n"
        "            return conn.execute('select ?', (key,)).fetchone()[0]\n"
        "        finally:\n"
        "            conn.close()\n\n\n"
        "class Registry:\n"
        "    def __init__(self):\n"
        "        self.known = {'cache': Cache(), 'store': Store(':memory:')}\n\n"
        "    def look_up(self, name):\n"
        "        return self.known[name]\n\n\n"
        "def store(registry) -> Store:\n"
        "    return registry.look_up('store')\n\n\n"
        "def find(registry, key):\n"
        "    return store(registry).get(key)\n\n\n"
        "print(find(Registry(), 'a'), Cache().get('b'))\n"
    )
    (tmp_path / "shop.py").write_text(source)
    (tmp_path / "asyncify.toml").write_text('codemods = ["db-drivers"]\nannotations = "trust"\n')
    run("asyncifier", "apply", cwd=tmp_path)
    new = (tmp_path / "shop.py").read_text()
    assert "    def get(self, key):\n        return key\n" in new
    assert "await store(registry).get(key)" in new


def test_what_is_not_there_is_taken_for_what_can_only_be_meant(tmp_path: Path) -> None:
    """And is told: a moved module, and a private method that only the class beside it has."""
    shutil.copytree(TWINS.parent / "flows" / "moved_module", tmp_path / "app")
    said = run("asyncifier", "apply", "--codemod", "db-drivers", cwd=tmp_path / "app")
    assert "there is no store.tables.Tables; it was taken for store.later.tables.Tables" in said
    assert "there is no store.counts.Both._count; it was taken for store.counts.Counter._count" in said
    new = (tmp_path / "app" / "store" / "counts.py").read_text()
    assert "return await Tables(conn).count()" in new
    assert "return await self._count()" in new


RESOLVE = """\
import socket


def resolve(host):
    \"\"\"The addresses.\"\"\"
    # two questions
    found = socket.getaddrinfo(host, 80)
    return found + socket.getaddrinfo(host, 81)


def short(host): return socket.getaddrinfo(host, 80)


def main():
    print(len(resolve("127.0.0.1")) > 1, len(short("127.0.0.1")) > 0)


if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(
    ("clash", "start"), [("", "loop."), ("loop = None\n", "asyncio.get_running_loop().")]
)
def test_a_model_sets_up_what_its_calls_need(clash: str, start: str, tmp_path: Path) -> None:
    """`setup` goes to the start of the function, once; where its name is taken, into the call."""
    (tmp_path / "asyncify.toml").write_text('models = ["socket.toml"]\ncodemods = ["async-await"]\n')
    (tmp_path / "socket.toml").write_text(
        'schema = 1\n[pair]\nid = "s"\nfrom = { module = "socket" }\nto = { module = "asyncio" }\ngroup = "s"\n'
        'target = "asyncio"\n[functions]\n"socket.getaddrinfo" = { call = "await", imports = ["asyncio"], '
        'setup = "loop = asyncio.get_running_loop()", rewrite = "loop.getaddrinfo({args})" }\n'
    )
    (tmp_path / "names.py").write_text(RESOLVE + clash)
    before = run("names", cwd=tmp_path)
    run("asyncifier", "apply", cwd=tmp_path)
    new = (tmp_path / "names.py").read_text()
    setup = "" if clash else "    loop = asyncio.get_running_loop()\n"
    assert (
        f'    """The addresses."""\n{setup}    # two questions\n    found = await {start}getaddrinfo(host, 80)\n'
        f"    return found + await {start}getaddrinfo(host, 81)\n"
    ) in new
    assert run("names", cwd=tmp_path) == before
    assert "Nothing to do" in run("asyncifier", "apply", cwd=tmp_path)
