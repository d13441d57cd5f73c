"""Subclasses with constructors of their own, by `super()` and by the base's name."""

import sqlite3


class Base:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()[0]

    def close(self):
        self.conn.close()


class Derived(Base):
    def __init__(self, path):
        super().__init__(path)
        self.extra = 2

    def one(self):
        return super().one() + self.extra


class Named(Derived):
    def __init__(self, path):
        Base.__init__(self, path)
        self.extra = 4


class Same(Derived):
    pass


def main():
    for cls in (Base, Derived, Named, Same):
        repo = cls(":memory:")
        print(cls.__name__, repo.one())
        repo.close()


if __name__ == "__main__":
    main()
