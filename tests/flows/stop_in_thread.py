"""An await of a thread that lets StopIteration out never ends: what may raise it stays, and is told."""

import itertools
import sqlite3
import subprocess

ids = itertools.count(1)


def wait():
    subprocess.run(["true"], check=True)


def first(items):
    wait()
    return next(items)


def first_of(items):
    return first(iter(items))


def first_or_none(items):
    wait()
    return next(iter(items), None)


def first_or_zero(items):
    wait()
    try:
        return next(iter(items))
    except StopIteration:
        return 0


def number():
    wait()
    return next(ids)


def ask(*args, end="", **more):
    wait()
    return args, end, more


def main():
    conn = sqlite3.connect(":memory:")
    try:
        print(first_of([]))  # told: ASY401
    except StopIteration:
        print("nothing there")
    print(first_or_none([]))  # -> print(await asyncio.to_thread(first_or_none, []))
    print(first_or_zero([]))  # -> print(await asyncio.to_thread(first_or_zero, []))
    print(number())  # -> print(await asyncio.to_thread(number))
    print(ask(1, *[2], end="!", **{"a": 1}))
    print(conn.execute("SELECT 1").fetchone())
    conn.close()


if __name__ == "__main__":
    main()
