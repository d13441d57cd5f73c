"""A return annotation tells what a registry with variable names gives."""

import sqlite3
import types

registry = types.SimpleNamespace()


def put(name, value):
    setattr(registry, name, value)


def connection(name) -> sqlite3.Connection:
    return getattr(registry, name)


def main():
    conn = sqlite3.connect(":memory:")
    put("main", conn)
    print(connection("main").execute("SELECT 1").fetchone())
    conn.close()


if __name__ == "__main__":
    main()
