"""A connection on the class, set by a class method and read through instances and subclasses."""

import sqlite3


class Model:
    database = None
    table = "model"

    @classmethod
    def bind(cls, path):
        cls.database = sqlite3.connect(path)

    @classmethod
    def count(cls):
        return cls.database.execute(f"SELECT count(*) FROM {cls.table}").fetchone()[0]

    def save(self):
        self.database.execute(f"INSERT INTO {self.table} VALUES (1)")


class User(Model):
    table = "user"


def main():
    Model.bind(":memory:")
    Model.database.execute("CREATE TABLE user (x)")
    User().save()
    print(User.count())
    Model.database.close()


if __name__ == "__main__":
    main()
