"""A subclass of a class that is made otherwise stays, and so does what it calls by the name of that class."""

import sqlite3
from sqlite3 import Cursor, OperationalError


class Logging(Cursor):  # refused: ASY210
    def execute(self, sql, args=()):
        print(sql)
        return Cursor.execute(self, sql, args)


def main():
    connection = sqlite3.connect(":memory:")
    cursor = connection.cursor(Logging)  # refused: ASY210
    try:
        cursor.execute("SELECT nothing")
    except OperationalError as error:
        print(error.sqlite_errorname)
    connection.close()


main()
