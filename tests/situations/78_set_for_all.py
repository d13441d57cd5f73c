"""Blocks that change something for the whole process, or measure it, until they end."""

import asyncio
import contextlib
import decimal
import io
import sqlite3
import time
import warnings


@contextlib.contextmanager
def timer():
    start = time.process_time()
    yield
    print("in time" if time.process_time() - start < 60 else "late")


def one(conn):
    return conn.execute("SELECT 1").fetchone()[0]


def work(conn):
    with warnings.catch_warnings():  # told: ASY407
        warnings.simplefilter("error")
        print(one(conn))
    text = io.StringIO()
    with contextlib.redirect_stdout(text):  # told: ASY407
        print(one(conn))
    with timer():  # told: ASY407
        one(conn)
    with decimal.localcontext() as context:
        context.prec = 3
        print(decimal.Decimal(one(conn)) / 7, text.getvalue())


async def run(conn):
    work(conn)


async def main():
    conn = sqlite3.connect(":memory:")
    await asyncio.gather(run(conn))
    conn.close()


if __name__ == "__main__":
    asyncio.run(main())
