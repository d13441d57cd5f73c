"""Dependency files and pytest's settings: a before and an after each, and a second run that changes nothing."""

from __future__ import annotations

import sys
from textwrap import dedent

import pytest

from asyncifier.manifests import Swap, pytest_configuration, swap_dependencies

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PSYCOPG = Swap(old_dists=("psycopg2", "psycopg2-binary"), new=("psycopg[binary]>=3.2",))
POOL = Swap(old_dists=("psycopg2", "psycopg2-binary"), new=("psycopg[binary]>=3.2", "psycopg-pool>=3.2"))
REDIS = Swap(old_dists=("redis",), new=("redis>=5.0.1",))
PYMYSQL = Swap(old_dists=("PyMySQL",), new=("aiomysql>=0.2", "PyMySQL>=1.0,<1.2.1"))
BOTH = Swap(old_dists=("psycopg2", "psycopg2-binary"), new=("psycopg[binary]>=3.2",), drop_old=False)
AIOSQLITE = Swap(old_dists=(), new=("aiosqlite>=0.20",))


def swapped(path: str, text: str, *swaps: Swap, test_needs: tuple[str, ...] = ()) -> str:
    """The text after the swaps, which a second run must leave as it is."""
    once = swap_dependencies({path: text}, swaps, test_needs=test_needs)
    assert not once.problems
    new = once.changes[0].new if once.changes else text
    again = swap_dependencies({path: new}, swaps, test_needs=test_needs)
    assert again.changes == ()
    return new


REQUIREMENTS = [
    pytest.param(PSYCOPG, "psycopg2-binary==2.9.9\n", "psycopg[binary]>=3.2\n", id="pinned"),
    pytest.param(
        PSYCOPG, "click\npsycopg2>=2.9  # db\n", "click\npsycopg[binary]>=3.2  # db\n", id="comment"
    ),
    pytest.param(PSYCOPG, "psycopg2", "psycopg[binary]>=3.2", id="no final newline"),
    pytest.param(PSYCOPG, "a\r\npsycopg2\r\nb\r\n", "a\r\npsycopg[binary]>=3.2\r\nb\r\n", id="CRLF"),
    pytest.param(PSYCOPG, "Psycopg2_Binary\n", "psycopg[binary]>=3.2\n", id="another spelling"),
    pytest.param(PSYCOPG, "psycopg2\npsycopg2-binary\n", "psycopg[binary]>=3.2\n", id="both listed"),
    pytest.param(PSYCOPG, "psycopg[binary]==3.1\npsycopg2\n", "psycopg[binary]==3.1\n", id="new one there"),
    pytest.param(
        PSYCOPG,
        'psycopg2 >=2.9 ; python_version < "3.12"\n',
        'psycopg[binary]>=3.2 ; python_version < "3.12"\n',
        id="marker",
    ),
    pytest.param(POOL, "psycopg2 # db\n", "psycopg[binary]>=3.2 # db\npsycopg-pool>=3.2\n", id="two for one"),
    pytest.param(BOTH, "psycopg2\n", "psycopg2\npsycopg[binary]>=3.2\n", id="still imported somewhere"),
    pytest.param(PSYCOPG, "-r base.txt\n-e .\nclick\n", "-r base.txt\n-e .\nclick\n", id="options stay"),
    pytest.param(REDIS, "redis\nclick\n", "redis>=5.0.1\nclick\n", id="the same, without a version"),
    pytest.param(
        REDIS, "redis[hiredis]>=4, <9  # db\n", "redis[hiredis]>=5.0.1,<9  # db\n", id="the same, too old"
    ),
    pytest.param(REDIS, "redis==4.6.0\n", "redis>=5.0.1\n", id="the same, pinned too old"),
    pytest.param(REDIS, "redis<5\n", "redis>=5.0.1\n", id="the same, only too old ones"),
    pytest.param(
        REDIS, "redis==7.1.0 ; extra == 'a'\n", "redis==7.1.0 ; extra == 'a'\n", id="the same, new enough"
    ),
    pytest.param(
        REDIS, "redis @ https://a.b/c.whl\n", "redis @ https://a.b/c.whl\n", id="the same, from a place"
    ),
    pytest.param(
        PYMYSQL, "PyMySQL\n", "PyMySQL>=1.0,<1.2.1\naiomysql>=0.2\n", id="bounded above, without a version"
    ),
    pytest.param(
        PYMYSQL, "pymysql==1.1.0\n", "pymysql==1.1.0\naiomysql>=0.2\n", id="bounded above, pinned to an older"
    ),
    pytest.param(
        PYMYSQL,
        "pymysql==1.2.4\n",
        "pymysql>=1.0,<1.2.1\naiomysql>=0.2\n",
        id="bounded above, pinned too new",
    ),
    pytest.param(
        PYMYSQL, "pymysql~=1.1\n", "pymysql~=1.1,<1.2.1\naiomysql>=0.2\n", id="bounded above, compatible"
    ),
    pytest.param(
        PYMYSQL, "pymysql>=0.9,<2\n", "pymysql>=1.0,<1.2.1\naiomysql>=0.2\n", id="bounded above, wider"
    ),
    pytest.param(
        PYMYSQL,
        "pymysql>=1.1,!=1.1.2,<1.2\n",
        "pymysql>=1.1,!=1.1.2,<1.2\naiomysql>=0.2\n",
        id="bounded above, narrower",
    ),
    pytest.param(
        PYMYSQL,
        "pymysql>=1.2.2\n",
        "pymysql>=1.0,<1.2.1\naiomysql>=0.2\n",
        id="bounded above, only too new ones",
    ),
    pytest.param(PSYCOPG, "psycopg2cffi\n", "psycopg2cffi\n", id="another distribution"),
    pytest.param(AIOSQLITE, "click", "click\naiosqlite>=0.20\n", id="from the standard library"),
]


@pytest.mark.parametrize(("swap", "before", "after"), REQUIREMENTS)
def test_requirements_txt(swap: Swap, before: str, after: str) -> None:
    assert swapped("requirements.txt", before, swap) == after


@pytest.mark.parametrize(
    ("old", "new"), [('"^4.0"', '">=5.0.1"'), ('"^7.1"', '"^7.1"'), ('"*"', '"*"'),
                     ('{version = "^4", extras = ["hiredis"]}', '{version = ">=5.0.1", extras = ["hiredis"]}')]
)  # fmt: skip
def test_a_library_on_both_sides_stays_in_poetry(old: str, new: str) -> None:
    text = "[tool.poetry.dependencies]\nredis = {}  # cache\n"
    changes = swap_dependencies({"pyproject.toml": text.replace("{}", old)}, [REDIS]).changes
    assert [change.new for change in changes] == ([text.replace("{}", new)] if new != old else [])


@pytest.mark.parametrize(
    ("old", "new"), [('"^1.1"', '"^1.1,<1.2.1"'), ('"1.1.0"', '"1.1.0"'), ('"*"', '">=1.0,<1.2.1"')]
)  # fmt: skip
def test_a_library_that_must_not_be_too_new_in_poetry(old: str, new: str) -> None:
    text = "[tool.poetry.dependencies]\npymysql = {}\n"
    after = text.replace("{}", new) + 'aiomysql = ">=0.2"\n'
    assert swapped("pyproject.toml", text.replace("{}", old), PYMYSQL) == after


def test_requirements_files_by_name() -> None:
    paths = ["requirements-dev.in", "dev-requirements.txt", "requirements/base.txt"]
    others = ["notes.txt", "src/psycopg2.txt"]
    files = dict.fromkeys([*paths, *others], "psycopg2\n")
    assert sorted(change.path for change in swap_dependencies(files, [PSYCOPG]).changes) == sorted(paths)


def test_locked_requirements_are_left_alone_and_named() -> None:
    text = "click==8\npsycopg2==2.9.9 \\\n    --hash=sha256:aa\n"
    result = swap_dependencies({"requirements.txt": text}, [PSYCOPG])
    assert result.changes == ()
    assert [str(problem) for problem in result.problems] == [
        "requirements.txt:2: locked with hashes and left alone: compile it again"
    ]


PYPROJECTS = [
    pytest.param(
        PSYCOPG,
        """\
        [project]
        name = "app"
        dependencies = [
          "click>=8",  # cli
          "psycopg2-binary>=2.9",  # database
          "rich",
        ]
        """,
        """\
        [project]
        name = "app"
        dependencies = [
          "click>=8",  # cli
          "psycopg[binary]>=3.2",  # database
          "rich",
        ]
        """,
        id="PEP 621",
    ),
    pytest.param(
        PSYCOPG,
        """\
        [project]
        name = "app"
        [project.optional-dependencies]
        pg = ["psycopg2"]   # servers
        """,
        """\
        [project]
        name = "app"
        [project.optional-dependencies]
        pg = ["psycopg[binary]>=3.2"]   # servers
        """,
        id="extra",
    ),
    pytest.param(
        PSYCOPG,
        """\
        [dependency-groups]
        base = ["click"]
        dev = [{include-group = "base"}, "psycopg2>=2"]
        """,
        """\
        [dependency-groups]
        base = ["click"]
        dev = [{include-group = "base"}, "psycopg[binary]>=3.2"]
        """,
        id="PEP 735",
    ),
    pytest.param(
        AIOSQLITE,
        """\
        [project]
        name = "app"
        dependencies = [
            "click",
        ]
        """,
        """\
        [project]
        name = "app"
        dependencies = [
            "click",
            "aiosqlite>=0.20",
        ]
        """,
        id="one more line",
    ),
    pytest.param(
        AIOSQLITE,
        """\
        [project]
        name = "app"
        dependencies = []
        """,
        """\
        [project]
        name = "app"
        dependencies = ["aiosqlite>=0.20"]
        """,
        id="empty list",
    ),
    pytest.param(
        AIOSQLITE,
        """\
        [project]
        name = "app"
        """,
        """\
        [project]
        name = "app"
        dependencies = ["aiosqlite>=0.20"]
        """,
        id="no list",
    ),
    pytest.param(
        PSYCOPG,
        """\
        [tool.poetry.dependencies]
        python = "^3.10"
        psycopg2-binary = "^2.9"  # database
        rich = "*"
        """,
        """\
        [tool.poetry.dependencies]
        python = "^3.10"
        psycopg = {version = ">=3.2", extras = ["binary"]}  # database
        rich = "*"
        """,
        id="Poetry",
    ),
    pytest.param(
        PSYCOPG,
        """\
        [tool.poetry.group.db.dependencies]
        psycopg2 = {version = "^2.9", optional = true}
        """,
        """\
        [tool.poetry.group.db.dependencies]
        psycopg = {version = ">=3.2", extras = ["binary"], optional = true}
        """,
        id="Poetry group with options",
    ),
    pytest.param(
        AIOSQLITE,
        """\
        [tool.poetry.dependencies]
        python = "^3.10"

        [tool.black]
        line-length = 99
        """,
        """\
        [tool.poetry.dependencies]
        python = "^3.10"
        aiosqlite = ">=0.20"

        [tool.black]
        line-length = 99
        """,
        id="Poetry's main list",
    ),
    pytest.param(
        PSYCOPG,
        """\
        [project]
        name = 'app'   # odd   layout
        dependencies=[ "click" ,]
        """,
        """\
        [project]
        name = 'app'   # odd   layout
        dependencies=[ "click" ,]
        """,
        id="nothing to do",
    ),
]


@pytest.mark.parametrize(("swap", "before", "after"), PYPROJECTS)
def test_pyproject(swap: Swap, before: str, after: str) -> None:
    new = swapped("pyproject.toml", dedent(before), swap)
    tomllib.loads(new)
    assert new == dedent(after)


SETUP_CFGS = [
    pytest.param(
        PSYCOPG,
        "[options]\ninstall_requires =\n    click\n    psycopg2>=2.9\n\n[options.extras_require]\npg = psycopg2\n",
        "[options]\ninstall_requires =\n    click\n    psycopg[binary]>=3.2\n\n"
        "[options.extras_require]\npg = psycopg[binary]>=3.2\n",
        id="psycopg2",
    ),
    pytest.param(
        AIOSQLITE,
        "[options]\ninstall_requires =\n    click\npackages = find:\n",
        "[options]\ninstall_requires =\n    click\n    aiosqlite>=0.20\npackages = find:\n",
        id="from the standard library",
    ),
    pytest.param(PSYCOPG, "[metadata]\nname = psycopg2\n", "[metadata]\nname = psycopg2\n", id="another key"),
]


@pytest.mark.parametrize(("swap", "before", "after"), SETUP_CFGS)
def test_setup_cfg(swap: Swap, before: str, after: str) -> None:
    assert swapped("setup.cfg", before, swap) == after


SETUP_PYS = [
    pytest.param(
        PSYCOPG,
        "setup(install_requires=['click', 'psycopg2==2.9'])\n",
        "setup(install_requires=['click', 'psycopg[binary]>=3.2'])\n",
        id="one line",
    ),
    pytest.param(
        POOL,
        'setup(\n    install_requires=[\n        "psycopg2",  # db\n        "click",\n    ],\n)\n',
        'setup(\n    install_requires=[\n        "psycopg[binary]>=3.2",\n        "psycopg-pool>=3.2",  # db\n'
        '        "click",\n    ],\n)\n',
        id="two for one",
    ),
    pytest.param(
        PSYCOPG,
        'N = ["psycopg2", "psycopg2-binary"]\nsetuptools.setup(name="psycopg2", install_requires=N)\n',
        'N = ["psycopg[binary]>=3.2"]\nsetuptools.setup(name="psycopg2", install_requires=N)\n',
        id="a variable's list; both listed",
    ),
    pytest.param(
        PSYCOPG,
        'setup(extras_require={"db": ("psycopg2",), "ä": ["psycopg2", f"a{b}"]})\n',
        'setup(extras_require={"db": ("psycopg[binary]>=3.2",), "ä": ["psycopg[binary]>=3.2", f"a{b}"]})\n',
        id="extras",
    ),
    pytest.param(
        AIOSQLITE,
        "setup(install_requires=[\r\n    'click',\r\n])\r\n",
        "setup(install_requires=[\r\n    'click',\r\n    'aiosqlite>=0.20',\r\n])\r\n",
        id="from the standard library, CRLF",
    ),
    pytest.param(
        AIOSQLITE, "setup(install_requires=[])\n", 'setup(install_requires=["aiosqlite>=0.20"])\n', id="empty"
    ),
    pytest.param(
        BOTH,
        "setup(install_requires=['psycopg2'])",
        "setup(install_requires=['psycopg2', 'psycopg[binary]>=3.2'])",
        id="still imported",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("swap", "before", "after"), SETUP_PYS)
def test_setup_py(swap: Swap, before: str, after: str) -> None:
    assert swapped("setup.py", before, swap) == after


def test_lists_of_uv_pdm_and_hatch() -> None:
    text = (
        '[tool.uv]\ndev-dependencies = ["psycopg2"]  # uv\n\n[tool.pdm.dev-dependencies]\ndb = ["psycopg2"]\n\n'
        '[tool.hatch.envs.default]\ndependencies = [\n  "psycopg2",\n]\n'
    )
    assert swapped("pyproject.toml", text, PSYCOPG) == text.replace('"psycopg2"', '"psycopg[binary]>=3.2"')


PIPFILES = [
    pytest.param(
        PSYCOPG,
        '[packages]\nclick = "*"\npsycopg2-binary = "~=2.9"  # db\n\n[dev-packages]\npytest = "*"\n',
        '[packages]\nclick = "*"\npsycopg = {version = ">=3.2", extras = ["binary"]}  # db\n\n'
        '[dev-packages]\npytest = "*"\n',
        id="swapped",
    ),
    pytest.param(
        AIOSQLITE,
        '[packages]\nclick = "*"\n\n[requires]\npython_version = "3.11"\n',
        '[packages]\nclick = "*"\naiosqlite = ">=0.20"\n\n[requires]\npython_version = "3.11"\n',
        id="from the standard library",
    ),
]


@pytest.mark.parametrize(("swap", "before", "after"), PIPFILES)
def test_pipfile(swap: Swap, before: str, after: str) -> None:
    assert swapped("Pipfile", before, swap) == after


@pytest.mark.parametrize(
    ("swap", "after"), [(PSYCOPG, "redis==4.6\n"), (BOTH, "psycopg2==2.9\nredis==4.6\n")]
)
def test_constraints_install_nothing(swap: Swap, after: str) -> None:
    assert swapped("constraints.txt", "psycopg2==2.9\nredis==4.6\n", swap) == after
    assert swapped("constraints.txt", "redis==4.6\n", REDIS) == "redis>=5.0.1\n"


def test_test_needs_go_where_pytest_is_listed() -> None:
    needs = ("pytest-asyncio>=0.24",)
    text = '[project]\nname = "a"\ndependencies = ["click"]\n[dependency-groups]\ndev = ["pytest>=8"]\n'
    assert swapped("pyproject.toml", text, test_needs=needs) == text.replace(
        '"pytest>=8"', '"pytest>=8", "pytest-asyncio>=0.24"'
    )
    assert swapped("requirements-dev.txt", "pytest\n", test_needs=needs) == "pytest\npytest-asyncio>=0.24\n"
    assert swapped("requirements.txt", "click\n", test_needs=needs) == "click\n"


def test_a_new_library_is_declared_once_in_the_main_file() -> None:
    files = {"pyproject.toml": '[project]\nname = "a"\ndependencies = []\n', "requirements.txt": "click\n"}
    assert [change.path for change in swap_dependencies(files, [AIOSQLITE]).changes] == ["pyproject.toml"]


def test_a_project_without_a_list_is_told_what_to_add() -> None:
    problems = swap_dependencies({}, [AIOSQLITE]).problems
    assert [str(problem) for problem in problems] == [
        "pyproject.toml: no list of dependencies found: add aiosqlite>=0.20"
    ]


@pytest.mark.parametrize("text", ["[project\n", "project = 3\n"])
def test_a_malformed_pyproject_is_left_alone(text: str) -> None:
    result = swap_dependencies({"pyproject.toml": text}, [PSYCOPG])
    assert result.changes == ()
    assert [problem.path for problem in result.problems] == ["pyproject.toml"]


PYTEST_SETTINGS = [
    pytest.param(
        "pytest.ini",
        "[pytest]\naddopts = -q\n",
        "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\naddopts = -q\n",
        id="pytest.ini",
    ),
    pytest.param(
        "pytest.ini",
        "",
        "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n",
        id="an empty pytest.ini counts",
    ),
    pytest.param(
        "pyproject.toml",
        '[tool.pytest.ini_options]\naddopts = "-q"  # quiet\n\n[tool.black]\n',
        '[tool.pytest.ini_options]\naddopts = "-q"  # quiet\nasyncio_mode = "auto"\n'
        'asyncio_default_fixture_loop_scope = "function"\n\n[tool.black]\n',
        id="pyproject.toml",
    ),
    pytest.param(
        "tox.ini",
        "[tox]\nenvlist = py\n[pytest]\nasyncio_mode = strict\n",
        "[tox]\nenvlist = py\n[pytest]\nasyncio_default_fixture_loop_scope = function\nasyncio_mode = auto\n",
        id="tox.ini, another mode",
    ),
    pytest.param(
        "setup.cfg",
        "[tool:pytest]\r\naddopts = -q\r\n",
        "[tool:pytest]\r\nasyncio_mode = auto\r\nasyncio_default_fixture_loop_scope = function\r\naddopts = -q\r\n",
        id="setup.cfg, CRLF",
    ),
]


@pytest.mark.parametrize(("path", "before", "after"), PYTEST_SETTINGS)
def test_pytest_configuration(path: str, before: str, after: str) -> None:
    (change,) = pytest_configuration({path: before}).changes
    assert (change.path, change.old, change.new) == (path, before, after)
    assert pytest_configuration({path: after}).changes == ()


def test_without_a_configuration_pytest_ini_is_new() -> None:
    files = {"pyproject.toml": '[project]\nname = "a"\n', "tox.ini": "[tox]\n", "setup.cfg": "[metadata]\n"}
    (change,) = pytest_configuration(files, session_scope=True).changes
    assert (change.path, change.old) == ("pytest.ini", None)
    assert change.new == (
        "[pytest]\nasyncio_mode = auto\n"
        "asyncio_default_fixture_loop_scope = session\nasyncio_default_test_loop_scope = session\n"
    )


def test_a_malformed_configuration_is_left_alone() -> None:
    result = pytest_configuration({"pyproject.toml": "[tool.pytest"})
    assert result.changes == ()
    assert len(result.problems) == 1
