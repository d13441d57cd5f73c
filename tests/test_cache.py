"""The cache gives back what was put, and never fails."""

from __future__ import annotations

import multiprocessing
import sqlite3
from pathlib import Path

import pytest

from asyncifier.cache import FactsCache, cache_directory


def test_remembers_across_runs_by_content_and_version(tmp_path: Path) -> None:
    with FactsCache(tmp_path, "1") as cache:
        cache.put_many([(b"a", b"facts a"), (b"b", b"")])
    with FactsCache(tmp_path, "1") as cache:
        assert cache.get_many([b"b", b"none", b"a"]) == [b"", None, b"facts a"]
    assert FactsCache(tmp_path, "2").get(b"a") is None


def test_asks_for_more_than_one_batch(tmp_path: Path) -> None:
    sources = [str(number).encode() for number in range(1234)]
    with FactsCache(tmp_path, "1") as cache:
        cache.put_many([(source, b"f" + source) for source in sources])
        assert cache.get_many(sources) == [b"f" + source for source in sources]


def test_switched_off() -> None:
    cache = FactsCache(None, "1")
    cache.put(b"a", b"facts")
    assert cache.get_many([b"a"]) == [None]


def test_a_corrupt_file_is_no_cache_now_and_a_fresh_one_next_time(tmp_path: Path) -> None:
    (tmp_path / "facts.sqlite3").write_bytes(b"this is no database" * 100)
    with FactsCache(tmp_path, "1") as cache:
        assert cache.get(b"a") is None
        cache.put(b"a", b"facts")
    with FactsCache(tmp_path, "1") as cache:
        cache.put(b"a", b"facts")
        assert cache.get(b"a") == b"facts"


def test_a_damaged_blob_is_not_given_out(tmp_path: Path) -> None:
    with FactsCache(tmp_path, "1") as cache:
        cache.put(b"a", b"facts")
    with sqlite3.connect(tmp_path / "facts.sqlite3") as database:
        database.execute("UPDATE facts SET blob = ?", (b"fucts",))
    assert FactsCache(tmp_path, "1").get(b"a") is None


def test_a_folder_that_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with FactsCache(tmp_path / "file" / "cache", "1") as cache:
        cache.put(b"a", b"facts")
        assert cache.get(b"a") is None


def test_a_locked_database_can_be_read_and_fails_nothing(tmp_path: Path) -> None:
    with FactsCache(tmp_path, "1") as cache:
        cache.put(b"a", b"facts")
        other = sqlite3.connect(tmp_path / "facts.sqlite3")
        other.execute("BEGIN IMMEDIATE")
        cache.put(b"b", b"facts")
        assert cache.get_many([b"a", b"b"]) == [b"facts", None]
        other.close()


def test_drops_what_was_not_used_for_longest(tmp_path: Path) -> None:
    with FactsCache(tmp_path, "1", max_bytes=1000) as cache:
        for number in range(20):
            cache.put(b"%d" % number, b"x" * 100)
    kept = FactsCache(tmp_path, "1").get_many([b"%d" % number for number in range(20)])
    assert [blob is not None for blob in kept] == [False] * 12 + [True] * 8


def _put_some(directory: Path, worker: int) -> None:
    with FactsCache(directory, "1") as cache:
        for number in range(20):
            cache.put(b"%d-%d" % (worker, number), b"facts")


def test_several_processes_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_put_some, args=(tmp_path, number)) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    keys = [b"%d-%d" % (worker, number) for worker in range(3) for number in range(20)]
    assert FactsCache(tmp_path, "1").get_many(keys) == [b"facts"] * 60


def test_the_folder_can_be_named_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASYNCIFY_CACHE_DIR", str(tmp_path))
    assert cache_directory() == tmp_path
    monkeypatch.delenv("ASYNCIFY_CACHE_DIR")
    assert cache_directory().name == "asyncify"
