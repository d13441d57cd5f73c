"""A library: others, who are not here, call its functions."""

import sqlite3

__all__ = ["price", "total"]


def price(path, number):  # twin
    conn = sqlite3.connect(path)
    try:
        return conn.execute("SELECT ? * 10", (number,)).fetchone()[0]
    finally:
        conn.close()


def total(path, numbers):  # twin
    return sum(price(path, number) for number in numbers)
