"""Dataclasses: inheritance, `field`, `kw_only`, `InitVar` and `__post_init__`."""

import sqlite3
from dataclasses import InitVar, dataclass, field
from typing import Any


@dataclass
class Base:
    conn: Any


@dataclass
class Repo(Base):
    names: list = field(default_factory=list)
    other: Any = field(default=None, kw_only=True)
    source: InitVar[Any] = None

    def __post_init__(self, source):
        self.extra = source

    def ask(self):
        found = [self.conn.execute("SELECT 1").fetchone()]
        if self.other is not None:
            found.append(self.other.execute("SELECT 2").fetchone())
        if self.extra is not None:
            found.append(self.extra.execute("SELECT 3").fetchone())
        return found


def main():
    conn = sqlite3.connect(":memory:")
    print(Repo(conn).ask(), Repo(conn, [], conn, other=conn).ask())
    conn.close()


if __name__ == "__main__":
    main()
