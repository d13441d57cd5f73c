"""A star import of what is itself a star import, with and without `__all__` between."""

from facade import *  # noqa: F403


def main():
    conn = connect()  # noqa: F405
    print(one(conn), two(conn), "secret" in globals())  # noqa: F405
    conn.close()


if __name__ == "__main__":
    main()
