"""Two modules that import each other."""

import left


def main():
    conn = left.connect()
    print(left.count(conn, 3))
    conn.close()


if __name__ == "__main__":
    main()
