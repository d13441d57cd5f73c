"""A metaclass keeps a list of its classes."""

import sqlite3


class Registered(type):
    classes = []

    def __new__(mcs, name, bases, namespace):
        cls = super().__new__(mcs, name, bases, namespace)
        mcs.classes.append(cls)
        return cls


class Step(metaclass=Registered):
    def run(self, conn):
        return conn.execute("SELECT 'step'").fetchone()


class Other(Step):
    def run(self, conn):
        return conn.execute("SELECT 'other'").fetchone()


def main():
    conn = sqlite3.connect(":memory:")
    for cls in Registered.classes:
        print(cls().run(conn))  # refused: ASY201
    conn.close()


if __name__ == "__main__":
    main()
