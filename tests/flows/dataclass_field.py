"""Dataclasses: fields, defaults, a factory, `__post_init__` and inheritance."""

import sqlite3
from dataclasses import dataclass, field


@dataclass
class Base:
    conn: sqlite3.Connection
    table: str = "t"


@dataclass
class Repo(Base):
    seen: list = field(default_factory=list)
    cursors: list = field(init=False)

    def __post_init__(self):
        self.cursors = [self.conn]

    def add(self, value):
        self.conn.execute(f"INSERT INTO {self.table} VALUES (?)", (value,))
        self.seen.append(value)
        return self.cursors[0].execute(f"SELECT count(*) FROM {self.table}").fetchone()[0]


def main():
    repo = Repo(sqlite3.connect(":memory:"), table="u")
    repo.conn.execute("CREATE TABLE u (x)")
    print(repo.add(1), repo.add(2), repo.seen)
    repo.conn.close()


if __name__ == "__main__":
    main()
