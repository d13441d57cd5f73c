"""Facts of files seen before, by content: bytes in, bytes out; it knows nothing about what they mean.

    >>> with FactsCache(cache_directory(), version="1") as cache:
    ...     cache.put(b"x = 1\n", b"facts")
    ...     cache.get(b"x = 1\n")
    b'facts'

A cache that is broken, locked, full or read-only is as good as none: nothing here ever fails a run.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TypeVar, final

import platformdirs

T = TypeVar("T")

MAX_BYTES = 512 * 1024 * 1024
_FILE = "facts.sqlite3"
_BATCH = 500  # SQLite allows 999 variables in one statement
_USE_IS_FRESH_FOR = 24 * 3600  # seconds; noting each use would turn every read into a write


def cache_directory() -> Path:
    """Where the cache lives: `ASYNCIFY_CACHE_DIR`, else the user's cache folder of this system."""
    named = os.environ.get("ASYNCIFY_CACHE_DIR")
    return Path(named) if named else Path(platformdirs.user_cache_dir("asyncify"))


@final
class FactsCache:
    """Blobs by the content they were made from and the version of what made them; `None` switches it off.

    Safe with several processes (SQLite's locks) and threads (one lock); a forked child opens its own.
    """

    def __init__(self, directory: Path | None, version: str, *, max_bytes: int = MAX_BYTES) -> None:
        self._directory = directory
        self._version = version.encode()
        self._max_bytes = max_bytes
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self._grew = False

    def get(self, source: bytes) -> bytes | None:
        """The blob that was put for exactly this source and version, or None."""
        return self.get_many([source])[0]

    def put(self, source: bytes, blob: bytes) -> None:
        """Remembers a blob, if that is possible."""
        self.put_many([(source, blob)])

    def get_many(self, sources: Sequence[bytes]) -> list[bytes | None]:
        """One answer per source, in the same order."""
        keys = [self._key(source) for source in sources] if self._directory else []
        found = self._safely(lambda connection: _read(connection, keys)) or {}
        return [found.get(key) for key in keys] if keys else [None] * len(sources)

    def put_many(self, blobs: Iterable[tuple[bytes, bytes]]) -> None:
        """Remembers (source, blob) pairs in one transaction."""
        if self._directory is None:
            return
        now = int(time.time())
        rows = [(self._key(source), blob, _sum(blob), len(blob), now) for source, blob in blobs]
        if rows:
            self._grew = True
            self._safely(lambda connection: _write(connection, rows))

    def close(self) -> None:
        """Drops what was not used for longest if the cache grew too big, and closes the file."""
        if self._grew:
            self._safely(lambda connection: _prune(connection, self._max_bytes))
        with self._lock, suppress(sqlite3.Error):
            if self._connection is not None and self._process == os.getpid():
                self._connection.close()
            self._connection, self._grew = None, False

    def __enter__(self) -> FactsCache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _key(self, source: bytes) -> bytes:
        return hashlib.sha256(self._version + b"\0" + source).digest()

    def _safely(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """`work` with the open database; None, and no cache from now on, when it does not play along."""
        with self._lock:
            if self._directory is None:
                return None
            try:
                if self._connection is None or self._process != os.getpid():
                    self._connection, self._process = _open(self._directory), os.getpid()
                return work(self._connection)
            except sqlite3.OperationalError:
                # Locked, full or read-only: reading may still work the next time. Without a connection
                # there is nothing to come back to.
                if self._connection is None:
                    self._directory = None
            except sqlite3.DatabaseError:
                self._start_afresh()
            except OSError:
                self._directory = None
            return None

    def _start_afresh(self) -> None:
        """Deletes a file that is no sound database, so that the next run has a cache again."""
        directory, self._directory, self._connection = self._directory, None, None
        if directory is not None:
            for suffix in ("", "-wal", "-shm"):
                with suppress(OSError):
                    (directory / f"{_FILE}{suffix}").unlink()


def _open(directory: Path) -> sqlite3.Connection:
    directory.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        directory / _FILE, timeout=2.0, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # only has an effect before the first table
    with suppress(sqlite3.OperationalError):  # read-only or busy: reading works without
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS facts"
            " (key BLOB PRIMARY KEY, blob BLOB, sum BLOB, size INTEGER, used INTEGER)"
        )
    return connection


def _read(connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    stale = []
    now = int(time.time())
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        marks = ",".join("?" * len(batch))
        rows = connection.execute(f"SELECT key, blob, sum, used FROM facts WHERE key IN ({marks})", batch)
        for key, blob, checksum, used in rows:
            if _sum(blob) == checksum:
                found[key] = blob
                if used < now - _USE_IS_FRESH_FOR:
                    stale.append((now, key))
    if stale:
        with suppress(sqlite3.OperationalError):
            _transaction(connection, "UPDATE facts SET used = ? WHERE key = ?", stale)
    return found


def _write(connection: sqlite3.Connection, rows: Sequence[tuple[object, ...]]) -> None:
    _transaction(connection, "INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?, ?)", rows)


def _prune(connection: sqlite3.Connection, max_bytes: int) -> None:
    """Leaves four fifths of what is allowed, so that not every run has to prune."""
    (total,) = connection.execute("SELECT coalesce(sum(size), 0) FROM facts").fetchone()
    if total <= max_bytes:
        return
    old = []
    for key, size in connection.execute("SELECT key, size FROM facts ORDER BY used, rowid"):
        if total <= max_bytes * 4 // 5:
            break
        old.append((key,))
        total -= size
    _transaction(connection, "DELETE FROM facts WHERE key = ?", old)
    connection.execute("PRAGMA incremental_vacuum").fetchall()


def _transaction(connection: sqlite3.Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.executemany(statement, rows)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _sum(blob: bytes) -> bytes:
    """Notices a blob that the disk damaged; SQLite itself keeps no checksums."""
    return hashlib.sha256(blob).digest()[:8]
