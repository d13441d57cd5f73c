"""Dicts by another name, their keyword arguments, and a bag of attributes."""

import collections
import sqlite3
import types


def main():
    conn = sqlite3.connect(":memory:")
    print(dict(conn=conn)["conn"].execute("SELECT 1").fetchone())
    print(collections.OrderedDict(conn=conn)["conn"].execute("SELECT 2").fetchone())
    print(collections.defaultdict(list, {"conn": conn})["conn"].execute("SELECT 3").fetchone())
    print(collections.ChainMap({}, {"conn": conn})["conn"].execute("SELECT 4").fetchone())
    print(types.MappingProxyType({"conn": conn}).get("conn").execute("SELECT 5").fetchone())
    print(types.SimpleNamespace(conn=conn).conn.execute("SELECT 6").fetchone())
    settings = types.SimpleNamespace()
    settings.other = conn
    print(settings.other.execute("SELECT 7").fetchone())
    conn.close()


if __name__ == "__main__":
    main()
