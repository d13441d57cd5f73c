"""Functions that other processes run, and that are pickled: a coroutine can't get there."""

import multiprocessing
import pickle
import sqlite3
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

PATH = str(Path(tempfile.mkdtemp(), "db"))


def connect():
    return sqlite3.connect(PATH)


def length(name):
    conn = connect()
    try:
        return conn.execute("SELECT length(?)", (name,)).fetchone()[0]
    finally:
        conn.close()


def lengths(names):
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.map(length, names)  # refused: ASY201


def in_order(names):
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
        return [pool.submit(length, name).result() for name in names]  # refused: ASY201


def restored():
    return pickle.loads(pickle.dumps(length))  # refused: ASY201


def main():
    print(lengths(["tea", "milk"]), in_order(["ab", "c"]), restored()("four"))
    print(length("sugar"))


if __name__ == "__main__":
    main()
