"""A registry filled by decorators, with and without a name."""

import sqlite3

JOBS = {}


def job(func):
    JOBS[func.__name__] = func
    return func


def named(name):
    def register(func):
        JOBS[name] = func
        return func

    return register


@job
def first(conn):
    return conn.execute("SELECT 'first'").fetchone()


@named("2nd")
def second(conn):
    return conn.execute("SELECT 'second'").fetchone()


def main():
    conn = sqlite3.connect(":memory:")
    for name in sorted(JOBS):
        print(name, JOBS[name](conn))
    print(first(conn), second(conn))
    conn.close()


if __name__ == "__main__":
    main()
