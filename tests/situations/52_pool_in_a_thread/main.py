"""A pool of threads keeps a synchronous form to run, where the settings ask for both; what waits for it goes to a thread."""

import sqlite3
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

PATH = str(Path(tempfile.mkdtemp(), "db"))


def connect():  # twin
    return sqlite3.connect(PATH)


def length(name):  # twin
    conn = connect()
    try:
        return conn.execute("SELECT length(name) FROM item WHERE name = ?", (name,)).fetchone()[0]
    finally:
        conn.close()


def lengths(names):  # stays
    with ThreadPoolExecutor(max_workers=3) as pool:
        return list(pool.map(length, names))  # stays


def failing(names):  # stays
    with ThreadPoolExecutor(max_workers=2) as pool:
        futures = {pool.submit(length, name): name for name in names}  # stays
        return sorted(futures[future] for future in as_completed(futures) if future.exception())


def main():
    conn = connect()
    conn.execute("CREATE TABLE item (name TEXT)")
    conn.execute("INSERT INTO item VALUES ('tea'), ('milk'), ('sugar')")
    conn.commit()
    conn.close()
    print(lengths(["milk", "tea", "sugar"]))  # -> print(await asyncio.to_thread(lengths, ["milk", "tea", "sugar"]))
    print(failing(["tea", "none"]))  # -> print(await asyncio.to_thread(failing, ["tea", "none"]))
    print(length("tea"))  # -> print(await length_async("tea"))


if __name__ == "__main__":
    main()
