"""Processes: the forms of `run`, a shell, a pipe to a process that goes on, errors and time-outs."""

import sqlite3
import subprocess
import sys

PYTHON = [sys.executable, "-S", "-E", "-c"]


def version():
    done = subprocess.run([*PYTHON, "print(3)"], capture_output=True, text=True, check=True)
    return int(done.stdout)


def failing():
    try:
        subprocess.check_call([*PYTHON, "raise SystemExit(4)"])
    except subprocess.CalledProcessError as error:
        return error.returncode


def too_slow():
    try:
        subprocess.run([*PYTHON, "import time; time.sleep(9)"], timeout=0.05)
    except subprocess.TimeoutExpired as error:
        return error.timeout < 1


def upper(text):
    process = subprocess.Popen(
        [*PYTHON, "print(input().upper())"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    out, _ = process.communicate(text, timeout=20)
    return out.strip(), process.returncode


def words(conn):
    output = subprocess.check_output("echo one; echo two", shell=True, text=True)  # -> output = await asyncio.to_thread(subprocess.check_output, "echo one; echo two", shell=True, text=True)
    conn.executemany("INSERT INTO word VALUES (?)", [(line,) for line in output.splitlines()])
    return [word for (word,) in conn.execute("SELECT word FROM word")]


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE word (word TEXT)")
    print(version(), failing(), too_slow())  # -> print(await asyncio.to_thread(version), await asyncio.to_thread(failing), await asyncio.to_thread(too_slow))
    print(upper("abc"), words(conn))  # -> print(await asyncio.to_thread(upper, "abc"), await words(conn))
    conn.close()


if __name__ == "__main__":
    main()
