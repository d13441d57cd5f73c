"""The test servers themselves: they answer, on loopback, and end with the tests that started them."""

from __future__ import annotations

import importlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pymysql
import pytest

import servers

pytestmark = pytest.mark.servers


def test_postgres_answers(postgres_dsn: str) -> None:
    with psycopg.connect(postgres_dsn) as conn:
        assert conn.execute("SELECT 6 * 7").fetchone() == (42,)


def test_mariadb_answers(mariadb_url: str) -> None:
    url = urlsplit(mariadb_url)
    conn = pymysql.connect(
        host=url.hostname, port=url.port or 0, user=url.username, password=url.password or "", database="test"
    )
    with conn, conn.cursor() as cur:
        cur.execute("SELECT 6 * 7, VERSION()")
        answer, version = cur.fetchone() or (None, "")
    assert answer == 42
    assert "MariaDB" in version


def test_redis_answers(redis_url: str) -> None:
    redis: Any = importlib.import_module("redis")
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()


def test_mongodb_answers(mongodb_url: str) -> None:
    pymongo: Any = importlib.import_module("pymongo")
    with pymongo.MongoClient(mongodb_url) as client:
        client.test.things.insert_one({"n": 42})
        assert [found["n"] for found in client.test.things.find()] == [42]


def test_server_ends_when_the_test_run_is_killed(postgres_dsn: str, tmp_path: Path) -> None:
    program = tmp_path / "run.py"
    program.write_text(
        "import time, servers\n"
        "with servers.start_postgres() as server:\n"
        "    print(server.port, flush=True)\n"
        "    time.sleep(99)\n"
    )
    run = subprocess.Popen(
        [sys.executable, program],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(servers.__file__).parent)},
    )
    assert run.stdout is not None
    with run.stdout:
        port = int(run.stdout.readline())
    assert _listens(port)
    run.send_signal(signal.SIGKILL)
    run.wait()
    deadline = time.monotonic() + 15
    while _listens(port) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _listens(port)


def test_missing_server_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_which", lambda *_: None)
    with (
        pytest.raises(servers.ServerMissing, match="apt-get install mariadb-server"),
        servers.start_mariadb(),
    ):
        pass


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
