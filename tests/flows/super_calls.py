"""`super()` in `__init__`, in class methods and with arguments."""

import sqlite3


class Base:
    def __init__(self, conn, name="base"):
        self.conn = conn
        self.name = name

    @classmethod
    def open(cls, path):
        return cls(sqlite3.connect(path))

    def describe(self):
        return self.name, self.conn.execute("SELECT 1").fetchone()


class Child(Base):
    def __init__(self, conn):
        super().__init__(conn, name="child")

    @classmethod
    def open(cls, path):
        made = super().open(path)
        made.conn.execute("CREATE TABLE t (x)")
        return made

    def describe(self):
        return super(Child, self).describe() + ("more",)


def main():
    child = Child.open(":memory:")
    print(child.describe(), child.conn.execute("SELECT count(*) FROM t").fetchone())
    child.conn.close()


if __name__ == "__main__":
    main()
