"""Many tasks hand their calls to threads: the default executor has few, so that most of them wait."""

import asyncio
import sqlite3
import subprocess
import sys


def word(number):
    command = [sys.executable, "-S", "-E", "-c", f"print({number})"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def known(number):
    conn = sqlite3.connect(":memory:")
    try:
        return conn.execute("SELECT ?", (number,)).fetchone()[0]
    finally:
        conn.close()


def described(number):
    return f"{known(number)} {word(number)}"  # told: ASY404


async def one(number):
    return described(number)  # -> return await described(number)


async def main():
    print(await asyncio.gather(*(one(number) for number in range(3))))
    print(word(5))  # -> print(await asyncio.to_thread(word, 5))


if __name__ == "__main__":
    asyncio.run(main())
