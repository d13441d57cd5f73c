"""Settings: found upward, checked whole, every mistake told at once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from asyncifier.api import Options, make_plan
from asyncifier.config import (
    CODEMODS,
    did_you_mean,
    load_config,
    model_files,
    python_versions,
    with_targets,
)
from asyncifier.errors import ConfigError, UsageError

FULL = """
src = ["lib"]
exclude = ["gen/"]
extend-exclude = ["*_pb2.py"]
codemods = ["tests", "db-drivers"]
models = ["models/*.toml"]
test-command = "pytest -q"
keep-sync = ["app.admin.*"]
[targets]
postgresql = "asyncpg"
[types]
"app.repo.Repo.conn" = "psycopg2.extensions.connection"
"app.repo.find(conn)" = "psycopg2.extensions.connection"
"app.db.get()" = "psycopg2.extensions.connection"
[entry-points]
names = ["app.hooks.*"]
[pool]
max-concurrency = 8
[executor]
max-workers = 4
name = "shop"
"""


def test_reads_every_key(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "asyncify.toml").write_text(FULL)
    config = load_config(tmp_path / "lib")
    assert (config.root, config.file) == (tmp_path, tmp_path / "asyncify.toml")
    assert (config.src, config.exclude, config.extend_exclude) == (("lib",), ("gen/",), ("*_pb2.py",))
    assert config.codemods == ("db-drivers", "tests"), "in the order in which they run"
    assert (config.models, config.test_command) == (("models/*.toml",), "pytest -q")
    assert (config.keep_sync, config.entry_points) == (("app.admin.*",), ("app.hooks.*",))
    assert (config.targets["postgresql"], config.targets["mysql"]) == ("asyncpg", "aiomysql")
    assert set(config.types) == {"app.repo.Repo.conn", "app.repo.find(conn)", "app.db.get()"}
    assert config.max_concurrency == 8
    assert (config.executor_workers, config.executor_name) == (4, "shop")


def test_defaults_where_nothing_marks_a_project(tmp_path: Path) -> None:
    config = load_config(tmp_path)
    assert (config.root, config.file, config.has_marker) == (tmp_path, None, False)
    assert config.codemods == CODEMODS
    assert (config.lowest_python, config.highest_python) == (min(sys.version_info[:2], (3, 13)), (3, 13))


def test_the_nearest_settings_win_over_a_nearer_pyproject_without_any(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.asyncify]\n")
    inner = tmp_path / "service"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert load_config(inner).root == tmp_path
    (inner / ".git").mkdir()
    assert load_config(inner).root == inner, "another repository"


def test_tells_all_mistakes_at_once_with_the_nearest_valid_one(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.asyncify]\nexcludes = []\nsrc = 'lib'\ncodemods = ['db-driver']\n"
        "[tool.asyncify.targets]\npostgresql = 'asynpg'\nsqlit = 'aiosqlite'\n"
        "[tool.asyncify.types]\napp.repo.conn = 'x'\n[tool.asyncify.pool]\nmax-concurrency = true\n"
        "[tool.asyncify.executor]\nname = 'x'\nmax-worker = 1\n"
    )
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    told = caught.value.problems
    assert len(told) == 9
    for expected in (
        "excludes: unknown key; did you mean 'exclude'?",
        "src: must be a list of strings",
        "unknown codemod 'db-driver'; did you mean 'db-drivers'?",
        "targets.postgresql: 'asynpg' is none of psycopg, asyncpg, aiopg; did you mean 'asyncpg'?",
        "targets.sqlit: unknown key; did you mean 'sqlite'?",
        'write the whole name in quotes, "app.repo.conn"',
        "executor.max-worker: unknown key; did you mean 'max-workers'?",
        "executor.name: needs max-workers beside it",
        "pool.max-concurrency: must be a whole number above 0, not true",
    ):
        assert any(expected in problem for problem in told), expected
    assert str(caught.value).startswith(str(tmp_path / "pyproject.toml"))


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = \n")
    with pytest.raises(ConfigError, match=r"pyproject\.toml: line 2, column 8: not valid TOML"):
        load_config(tmp_path)


def test_targets_from_the_command_line(tmp_path: Path) -> None:
    config = with_targets(load_config(tmp_path), ["postgresql=asyncpg", "http=aiohttp"])
    assert (config.targets["postgresql"], config.targets["http"]) == ("asyncpg", "aiohttp")
    with pytest.raises(UsageError, match="only psycopg, asyncpg, aiopg"):
        with_targets(config, ["postgresql=psycopg2"])
    with pytest.raises(UsageError, match="did you mean 'postgresql'"):
        with_targets(config, ["postgres=asyncpg"])
    with pytest.raises(UsageError, match="DB=DRIVER: postgresql=asyncpg"):
        with_targets(config, ["asyncpg"])


@pytest.mark.parametrize(
    ("declared", "lowest", "highest"),
    [
        (">=3.11", (3, 11), (3, 13)),
        (">=3.10.4,<3.12", (3, 10), (3, 11)),
        ("^3.9", (3, 9), (3, 13)),
        ("~3.12", (3, 12), (3, 12)),
        (">=3.14", (3, 14), (3, 14)),
    ],
)
def test_python_versions_of_the_project(
    tmp_path: Path, declared: str, lowest: tuple[int, int], highest: tuple[int, int]
) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[project]\nrequires-python = '{declared}'\n")
    config = load_config(tmp_path)
    assert (config.lowest_python, config.highest_python) == (lowest, highest)
    assert config.targets["http"] == ("httpx2" if lowest >= (3, 11) else "httpx")


def test_python_versions_in_other_words(tmp_path: Path) -> None:
    assert python_versions("~3.10 || ~3.12") == [(3, 10), (3, 12)]
    assert python_versions("3.11") == python_versions("==3.11.*") == [(3, 11)]
    (tmp_path / "setup.cfg").write_text("[options]\npython_requires = >=3.12\n")
    assert load_config(tmp_path).lowest_python == (3, 12)


def test_a_model_pattern_without_files_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "asyncify.toml").write_text("models = ['*.model']\n")
    with pytest.raises(ConfigError, match="matches no file"):
        model_files(load_config(tmp_path))
    (tmp_path / "a.model").write_text("")
    assert model_files(load_config(tmp_path)) == (tmp_path / "a.model",)


def test_no_suggestion_when_nothing_is_close() -> None:
    assert did_you_mean("zzz", ["psycopg"]) == ""


@pytest.mark.parametrize(
    ("target", "options", "message"),
    [
        (
            "http = 'httpx'",
            Options(),
            "targets.http: no model converts to 'httpx'; there is none for http",
        ),
        (
            "sqlite = 'aiosqlite'",
            Options(targets=("http=aiohttp",)),
            "no model .* 'aiohttp'; there is none for http",
        ),
    ],
)
def test_a_target_without_a_model_is_an_error(
    tmp_path: Path, target: str, options: Options, message: str
) -> None:
    (tmp_path / "asyncify.toml").write_text(f"[targets]\n{target}\nflask = 'keep'\n")
    (tmp_path / "app.py").write_text("")
    with pytest.raises(UsageError, match=message):
        make_plan([tmp_path], options)


def test_a_target_of_an_own_model(tmp_path: Path) -> None:
    (tmp_path / "asyncify.toml").write_text("models = ['m.toml']\n[targets]\npostgresql = 'aiopg'\n")
    (tmp_path / "m.toml").write_text(
        "schema = 1\n[pair]\nid = 'psycopg2-aiopg'\ngroup = 'postgresql'\ntarget = 'aiopg'\n"
        "from = { module = 'psycopg2' }\nto = { module = 'aiopg' }\n"
        "[functions.'psycopg2.connect']\nto = 'aiopg.connect'\ncall = 'await'\n"
    )
    (tmp_path / "app.py").write_text("import psycopg2\n\n\ndef main():\n    psycopg2.connect('')\n")
    assert "aiopg" in str(make_plan([tmp_path], Options(use_cache=False)).plan.files)
