"""One of two modules is imported, by a condition."""

import sys

if sys.version_info >= (3,):
    from new import answer, connect
else:
    from old import answer, connect


def main():
    conn = connect()
    print(answer(conn))
    conn.close()


if __name__ == "__main__":
    main()
