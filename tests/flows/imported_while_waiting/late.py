import sqlite3


def count():
    connection = sqlite3.connect(":memory:")
    try:
        return connection.execute("SELECT 1").fetchone()[0]
    finally:
        connection.close()


print("imported", count())  # refused: ASY103
