"""Fixtures that all tests share: the database servers, and a loud word about those that are missing."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from servers import (
    ServerMissing,
    start_mariadb,
    start_mongodb,
    start_postgres,
    start_redis,
    start_redis_cluster,
)

_missing: set[str] = set()


@pytest.fixture(scope="session")
def postgres_dsn() -> Iterator[str]:
    """`postgresql://…` of a PostgreSQL that lives as long as the test session."""
    try:
        with start_postgres() as server:
            yield server.url
    except ServerMissing as missing:
        _skip_or_fail(missing)


@pytest.fixture(scope="session")
def mariadb_url() -> Iterator[str]:
    """`mysql://…` of a MariaDB that lives as long as the test session."""
    try:
        with start_mariadb() as server:
            yield server.url
    except ServerMissing as missing:
        _skip_or_fail(missing)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """`redis://…` of a Redis that lives as long as the test session."""
    try:
        with start_redis() as server:
            yield server.url
    except ServerMissing as missing:
        _skip_or_fail(missing)


@pytest.fixture(scope="session")
def redis_cluster_url() -> Iterator[str]:
    """`redis://…` of a Redis cluster that lives as long as the test session."""
    try:
        with start_redis_cluster() as server:
            yield server.url
    except ServerMissing as missing:
        _skip_or_fail(missing)


@pytest.fixture(scope="session")
def mongodb_url() -> Iterator[str]:
    """`mongodb://…` of a server that speaks MongoDB's protocol and lives as long as the test session."""
    try:
        with start_mongodb() as server:
            yield server.url
    except ServerMissing as missing:
        _skip_or_fail(missing)


def _skip_or_fail(missing: ServerMissing) -> None:
    """In CI a test that did not run is a failure; on a laptop it is a skip that the summary names."""
    if os.environ.get("CI", "").lower() in ("", "0", "false"):
        _missing.add(str(missing))
        pytest.skip(str(missing))
    pytest.fail(str(missing), pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _missing:
        terminalreporter.section("NOT TESTED: a server is missing", sep="!", red=True)
        for message in sorted(_missing):
            terminalreporter.line(message)
