"""What becomes of the lists of dependencies: which driver stays, which goes, and what a person is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncifier.api import Options, apply_changes, make_plan
from asyncifier.leftovers import Need, OldLibrary, mentions, needs

APP = (
    "import psycopg2\n\n\ndef main():\n    conn = psycopg2.connect('')\n    conn.commit()\n    conn.close()\n"
)
NEW = "psycopg[binary]>=3.2"


def converted(folder: Path, files: dict[str, str], *paths: str) -> tuple[dict[str, str], list[str]]:
    """The files other than Python ones after `asyncify apply`, and what was told of dependencies."""
    for name, text in {"app.py": APP, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    (folder / "asyncify.toml").touch()
    wanted = [folder / path for path in paths] or [folder]
    outcome = make_plan(wanted, Options(use_cache=False), with_changes=True)
    assert not outcome.problems
    told = [
        f"{item.file}:{item.line} {item.code} {item.message}"
        for item in outcome.plan.refusals
        if item.code in ("ASY320", "ASY321")
    ]
    apply_changes(outcome, command="asyncify apply")
    assert not make_plan(wanted, Options(use_cache=False), with_changes=True).changes, "the second run"
    return {name: (folder / name).read_bytes().decode() for name in files if not name.endswith("x.py")}, told


def test_the_old_driver_goes_when_nothing_uses_it(tmp_path: Path) -> None:
    files, told = converted(tmp_path, {"requirements.txt": "click==8  # cli\npsycopg2-binary==2.9.9  # db\n"})
    assert files["requirements.txt"] == f"click==8  # cli\n{NEW}  # db\n"
    assert told == []


STAYS = [
    pytest.param(
        "tools/x.py",
        "from psycopg2.extensions import adapt\nprint(adapt)\n",
        "tools/x.py:1",
        "this imports psycopg2.extensions",
        id="import",
    ),
    pytest.param(
        "tests/x.py",
        "from mock import patch\n\n\ndef test_it():\n    with patch('psycopg2.extensions.adapt'):\n        pass\n",
        "tests/x.py:5",
        'this names "psycopg2.extensions.adapt"',
        id="patched by name",
    ),
    pytest.param(
        "x.py",
        "import importlib\nNAME = importlib.import_module('psycopg2').__version__\n",
        "x.py:2",
        'this names "psycopg2"',
        id="imported by name",
    ),
    pytest.param(
        "x.py",
        "import os\nURL = os.environ.get('URL', 'postgresql+psycopg2://localhost/shop')\n",
        "x.py:2",
        "this has a URL that names the driver, postgresql+psycopg2://…",
        id="URL",
    ),
    pytest.param(
        "alembic.ini",
        "[alembic]\n\nsqlalchemy.url = postgresql+psycopg2://localhost/shop\n",
        "alembic.ini:3",
        "this has a URL that names the driver, postgresql+psycopg2://…",
        id="URL in a file of settings",
    ),
    pytest.param(
        "x.py",
        "import sqlalchemy\nENGINE = sqlalchemy.create_engine('postgresql://localhost/shop')\n",
        "x.py:1",
        "this imports sqlalchemy, which may load psycopg2 by itself",
        id="loaded by another library",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "place", "why"), STAYS)
def test_the_old_driver_stays_where_something_uses_it(
    tmp_path: Path, path: str, text: str, place: str, why: str
) -> None:
    # `__version__` and `adapt` are of no connection: nothing refuses them.
    files, told = converted(tmp_path, {"requirements.txt": "psycopg2\n", path: text})
    assert files["requirements.txt"] == f"psycopg2\n{NEW}\n"
    assert told == [f"{place} ASY321 psycopg2 stays among the dependencies: {why}"]


def test_the_old_driver_stays_where_only_some_files_are_converted(tmp_path: Path) -> None:
    files = {"requirements.txt": "psycopg2\n", "report_x.py": APP}
    found, told = converted(tmp_path, files, "app.py")
    assert found["requirements.txt"] == f"psycopg2\n{NEW}\n"
    assert told == ["report_x.py:1 ASY321 psycopg2 stays among the dependencies: this imports psycopg2"]


def test_a_url_without_a_driver_is_nothing_to_tell(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "psycopg2\n",
        ".env.example": "DATABASE_URL=postgresql://localhost/shop\n",
        "x.py": "import os\nURL = os.environ.get('URL', 'postgresql://localhost/shop')\n",
    }
    assert converted(tmp_path, files)[1] == []


def test_without_a_list_that_names_the_old_driver_nothing_is_told_of_it(tmp_path: Path) -> None:
    files = {"x.py": "import sqlalchemy\n", "requirements.txt": "sqlalchemy\n"}
    assert converted(tmp_path, files) == ({"requirements.txt": "sqlalchemy\n"}, [])


def test_of_two_distributions_one_may_go(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "PyMySQL==1.1.1\nDBUtils==3.1\n",
        "app.py": """\
import pymysql
from dbutils.pooled_db import PooledDB


def main():
    pool = PooledDB(pymysql, maxconnections=5, blocking=True, host="db")
    try:
        with pool.connection() as conn:
            conn.commit()
    except pymysql.err.OperationalError as error:
        print(pymysql.constants.ER.DUP_ENTRY, error)
    finally:
        pool.close()
""",
    }
    found, told = converted(tmp_path, files)
    assert "import pymysql" in found["app.py"]
    assert "DBUtils" not in found["requirements.txt"]
    assert told == []


def test_files_that_are_included_count(tmp_path: Path) -> None:
    files, told = converted(
        tmp_path,
        {
            "requirements.txt": "-r deps/prod.txt\n-c deps/pins.txt\nclick\n",
            "deps/prod.txt": "psycopg2>=2.9\n",
            "deps/pins.txt": "click==8\npsycopg2==2.9.9\n",
            "requirements/dev.txt": "-r ../requirements.txt\npsycopg2-binary\n",
        },
    )
    assert files == {
        "requirements.txt": "-r deps/prod.txt\n-c deps/pins.txt\nclick\n",
        "deps/prod.txt": f"{NEW}\n",
        "deps/pins.txt": "click==8\n",
        "requirements/dev.txt": f"-r ../requirements.txt\n{NEW}\n",
    }
    assert told == []


def test_other_files_that_name_what_goes_are_told(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "psycopg2\n",
        "Dockerfile": "FROM python\n# psycopg2 needs libpq\nRUN pip install \\\n    psycopg2==2.9\n",
        "environment.yml": "dependencies:\n  - click\n  - psycopg2\n",
        "tox.ini": "[testenv]\ndeps = psycopg2-binary\n",
        "mypy.ini": "[mypy-psycopg2.*]\nignore_missing_imports = true\n",
        "poetry.lock": '[[package]]\nname = "psycopg2"\n',
    }
    found, told = converted(tmp_path, files)
    assert {name: text for name, text in found.items() if text != files[name]} == {
        "requirements.txt": f"{NEW}\n"
    }
    assert told == [
        "Dockerfile:4 ASY320 names psycopg2: edit it by hand",
        "environment.yml:3 ASY320 names psycopg2: edit it by hand",
        "poetry.lock:0 ASY320 is out of date now: make it anew",
        "tox.ini:2 ASY320 names psycopg2-binary: edit it by hand",
    ]


def test_setup_py(tmp_path: Path) -> None:
    text = (
        'from setuptools import setup\n\nTESTS = ["pytest"]\nsetup(\n    name="shop",\n    install_requires=[\n'
        '        "click",\n        "psycopg2-binary>=2.9",  # database\n    ],\n'
        '    extras_require={"test": TESTS},\n)\n'
    )
    files, told = converted(tmp_path, {"setup.py": text})
    assert files["setup.py"] == text.replace("psycopg2-binary>=2.9", NEW)
    assert told == []


def test_a_setup_py_that_also_has_code_to_convert(tmp_path: Path) -> None:
    text = APP.replace("    conn.close()\n", "    conn.close()\n\n\nsetup(install_requires=['psycopg2'])\n")
    text = "from setuptools import setup\n" + text
    files, _ = converted(tmp_path, {"setup.py": text})
    assert f"install_requires=['{NEW}']" in files["setup.py"]
    assert "await conn.commit()" in files["setup.py"]


def test_a_setup_py_in_another_encoding_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "setup.py").write_bytes(
        b"# coding: latin-1\nNAME = '\xe9'\nsetup(install_requires=['psycopg2'])\n"
    )
    _, told = converted(tmp_path, {})
    assert [line.partition(" cannot be read")[0] for line in told] == ["setup.py:0 ASY320"]
    assert b"psycopg2" in (tmp_path / "setup.py").read_bytes()


def test_a_setup_py_that_computes_its_list_is_told(tmp_path: Path) -> None:
    text = "from setuptools import setup\n\nNEEDS = ['click'] + ['psycopg2']\nsetup(install_requires=NEEDS)\n"
    files, told = converted(tmp_path, {"setup.py": text})
    assert files["setup.py"] == text
    assert told == ["setup.py:3 ASY320 this list is not written out in setup(): edit it by hand"]


# --- the parts ------------------------------------------------------------------------------------------------

LIBRARY = OldLibrary(("psycopg2",), ("sqlalchemy",))


@pytest.mark.parametrize(
    "source",
    [
        "import psycopg2cffi",
        "from . import psycopg2",
        "print('psycopg2')",  # text, no name of something in it
        "'''psycopg2.connect is not used here'''",
        "x = {'psycopg2': 1}",
        "import sqlalchemy_utils",
        "connect('postgresql://localhost')",
    ],
)
def test_what_needs_nothing(source: str) -> None:
    assert needs({"a.py": source.encode()}, {}, LIBRARY) == ()


def test_a_file_that_can_not_be_read_may_need_it() -> None:
    assert needs({"a.py": b"import psycopg2\nprint 1\n"}, {}, LIBRARY) == (
        Need("a.py", 0, "can't be read, and mentions psycopg2"),
    )


def test_mentions() -> None:
    dists = ["psycopg2", "psycopg2-binary"]
    text = (
        "pip install psycopg2_binary\nnot psycopg2cffi, types-psycopg2, psycopg2.*, psycopg2://\n# psycopg2\n"
    )
    assert mentions(text, dists) == ((1, "psycopg2_binary"),)


def test_an_import_that_nothing_mentions_goes(tmp_path: Path) -> None:
    files, _ = converted(
        tmp_path,
        {
            "requirements.txt": "psycopg2\n",
            "a.py": "import os\nimport psycopg2\nimport psycopg2.extras\n\nprint(os.name)\n",
            "b.py": "try:\n    import psycopg2\nexcept ImportError:\n    raise\n",
            "c.py": "import psycopg2\n",
            "d.py": "from c import psycopg2\n",
        },
    )
    assert files["a.py"] == "import os\n\nprint(os.name)\n"
    assert files["requirements.txt"] == f"psycopg2\n{NEW}\n"  # b.py and c.py need it
    assert (files["b.py"], files["c.py"]) == (
        "try:\n    import psycopg2\nexcept ImportError:\n    raise\n",
        "import psycopg2\n",
    )
