"""A pool of threads: `map` keeps the order and raises the first error, `submit` gives futures."""

import sqlite3
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

PATH = str(Path(tempfile.mkdtemp(), "db"))


def connect():
    return sqlite3.connect(PATH)


def length(name):
    conn = connect()
    try:
        return conn.execute("SELECT length(name) FROM item WHERE name = ?", (name,)).fetchone()[0]
    finally:
        conn.close()


def lengths(names):
    with ThreadPoolExecutor(max_workers=3) as pool:
        return list(pool.map(length, names))  # refused: ASY201


def first_error(names):
    with ThreadPoolExecutor(max_workers=2) as pool:
        futures = {pool.submit(length, name): name for name in names}  # refused: ASY201
        return sorted(futures[future] for future in as_completed(futures) if future.exception())


def main():
    conn = connect()
    conn.execute("CREATE TABLE item (name TEXT)")
    conn.execute("INSERT INTO item VALUES ('tea'), ('milk'), ('sugar')")
    conn.commit()
    conn.close()
    print(lengths(["milk", "tea", "sugar"]), first_error(["tea", "none"]))
    print(length("tea"))


if __name__ == "__main__":
    main()
