"""A parameter typed by a Protocol of the project that a driver's connection fits."""

import sqlite3
from typing import Any, Protocol


class Executes(Protocol):
    def execute(self, sql: str) -> Any: ...


def answer(source: Executes, number: int) -> Any:
    return source.execute(f"SELECT {number}").fetchone()


def main() -> None:
    conn = sqlite3.connect(":memory:")
    print(answer(conn, 1), answer(conn.cursor(), 2))
    conn.close()


if __name__ == "__main__":
    main()
