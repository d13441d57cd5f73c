"""File I/O stays where it is, and is told where a function turns async; so is what an executor's block waits for."""

import concurrent.futures
import csv
import json
import sqlite3
import tempfile
from pathlib import Path
from typing import TextIO


def load(path):
    with open(path) as file:  # reached from a coroutine: told there
        return json.load(file)


def square(number):
    return number * number


def squares(numbers):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return list(pool.map(square, numbers))


def export(conn, out: TextIO):
    writer = csv.writer(out)  # told: ASY408
    for row in conn.execute("SELECT 1, 2"):
        writer.writerow(row)
    print("end", file=out)  # told: ASY408


def main():
    conn = sqlite3.connect(":memory:")
    with tempfile.TemporaryDirectory() as name:  # told: ASY408
        path = Path(name) / "data.json"
        path.write_text("[1, 2]")  # told: ASY408
        print(load(path), path.exists())  # told: ASY408
        with (path.parent / "rows.csv").open("w") as out:  # told: ASY408
            export(conn, out)
        print((path.parent / "rows.csv").read_text().split())  # told: ASY408
    print(squares([1, 2, 3]))  # -> print(await asyncio.to_thread(squares, [1, 2, 3]))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:  # told: ASY401
        print(list(pool.map(square, [4, 5])))
    conn.close()


if __name__ == "__main__":
    main()
