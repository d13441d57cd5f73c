"""Clauses that catch everything also catch the CancelledError that ends a task."""

import contextlib
import sqlite3


def quiet(conn):
    try:
        return conn.execute("SELECT missing").fetchone()
    except:  # told: ASY405
        return "failed"


def very_quiet(conn):
    with contextlib.suppress(BaseException):  # told: ASY405
        conn.execute("SELECT missing")
    return "gone"


def until_interrupted(conn):
    try:
        return conn.execute("SELECT 3").fetchone()
    except KeyboardInterrupt:  # told: ASY405
        return "bye"


def careful(conn):
    try:
        conn.execute("SELECT 1")
        return conn.execute("SELECT 2").fetchone()
    except BaseException:
        conn.rollback()
        raise


def usual(conn):
    try:
        return conn.execute("SELECT missing").fetchone()
    except Exception as error:
        return str(error)


def main():
    conn = sqlite3.connect(":memory:")
    print(quiet(conn), very_quiet(conn), careful(conn), usual(conn), until_interrupted(conn))
    conn.close()


if __name__ == "__main__":
    try:
        main()  # -> asyncio.run(main())
    except KeyboardInterrupt:  # this one is right: asyncio.run() raises it
        print("bye")
