from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

current: ContextVar = ContextVar("current")


class Reader:
    def __init__(self, conn: Connection) -> None:
        self.conn = conn


def read(conn: Connection) -> list[object]:
    return conn.execute("SELECT 1").fetchall()


def answer() -> list[object]:
    found: Reader = current.get()
    return read(found.conn)
