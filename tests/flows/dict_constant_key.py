"""Connections in a dict beside other values, by constant key, `get`, `setdefault`, `items` and `values`."""

import sqlite3


def main():
    setup = {"path": ":memory:", "main": sqlite3.connect(":memory:")}
    setup["audit"] = sqlite3.connect(setup["path"])
    print(setup["path"].upper(), setup["main"].execute("SELECT 1").fetchone())
    print(setup.get("audit").execute("SELECT 2").fetchone())
    pools = {}
    pools.setdefault("main", setup["main"])
    pools.update(audit=setup["audit"])
    for name, conn in pools.items():
        print(name, conn.execute("SELECT 3").fetchone())
    for conn in pools.values():
        print(conn.execute("SELECT 4").fetchone())
    for name in pools:
        pools[name].close()


if __name__ == "__main__":
    main()
