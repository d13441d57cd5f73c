"""`*args` and `**kwargs` collected in one function and spread in the next."""

import sqlite3


class Base:
    def __init__(self, conn, *, label):
        self.conn = conn
        self.label = label


class Child(Base):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label", "child")
        super().__init__(*args, **kwargs)

    def answer(self):
        return self.label, self.conn.execute("SELECT 1").fetchone()


def build(cls, **options):
    return cls(**options)


def main():
    conn = sqlite3.connect(":memory:")
    print(Child(conn).answer(), build(Child, conn=conn, label="built").answer())
    options = {"conn": conn, "label": "dict"}
    print(Child(**options).answer())
    conn.close()


if __name__ == "__main__":
    main()
