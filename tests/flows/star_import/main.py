"""Star imports, with and without `__all__`."""

from listed import *  # noqa: F403
from unlisted import *  # noqa: F403


def main():
    conn = connect()  # noqa: F405
    print(one(conn), two(conn), "_hidden" in globals(), "secret" in globals())  # noqa: F405
    conn.close()


if __name__ == "__main__":
    main()
