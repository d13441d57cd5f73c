"""The start of a program, with its exit code."""

import sqlite3
import sys


def main(argv):
    conn = sqlite3.connect(":memory:")
    try:
        print(conn.execute("SELECT ?", (len(argv),)).fetchone())
    finally:
        conn.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))  # -> raise SystemExit(asyncio.run(main(sys.argv[1:])))
