"""A package without `__init__.py`."""

import spread.one
from spread import two


def main():
    conn = spread.one.connect()
    print(two.answer(conn), spread.two.answer(conn))
    conn.close()


if __name__ == "__main__":
    main()
