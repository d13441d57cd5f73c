"""Notes in a file."""
import sqlite3
from contextlib import closing


def schema(conn):
    conn.executescript("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT UNIQUE)")


def add(conn, text):
    try:
        with conn:
            return conn.execute("INSERT INTO note (text) VALUES (?)", (text,)).lastrowid
    except sqlite3.IntegrityError:
        return None


def texts(conn):
    cur = conn.cursor()
    cur.execute("SELECT text FROM note ORDER BY id")
    return [text for (text,) in cur]


def main():
    with closing(sqlite3.connect("notes.db", timeout=5)) as conn:
        conn.row_factory = sqlite3.Row
        schema(conn)
        add(conn, "tea")
        print(add(conn, "tea"), texts(conn))
        for line in conn.iterdump():
            print(line)


if __name__ == "__main__":
    main()
