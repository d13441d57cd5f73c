"""A base class lacks the method, and all its heirs have it: what is annotated with the base is one of them."""

import sqlite3


class Source:
    def name(self):
        return type(self).__name__


class Memory(Source):
    def open(self):
        return sqlite3.connect(":memory:")


class File(Source):
    def __init__(self, path):
        self.path = path

    def open(self):
        return sqlite3.connect(self.path)


def read(source: Source):
    conn = source.open()
    found = conn.execute("SELECT 1").fetchone()
    conn.close()
    return source.name(), found


def sources() -> list[Source]:
    return list(map(lambda make: make(), eval("[Memory, lambda: File(':memory:')]")))


def main():
    for source in sources():
        print(read(source))


if __name__ == "__main__":
    main()
