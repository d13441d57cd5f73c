"""Where a star import brings the name in, its uses can't be told from others."""

from db import *


def main():
    print(conn.execute("SELECT 1").fetchone()[0])
    conn.close()


if __name__ == "__main__":
    main()
