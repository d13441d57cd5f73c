"""An exception keeps what its `__new__` is given."""

import sqlite3


class Failed(Exception):
    def __init__(self, path):
        super().__init__(path)
        conn = sqlite3.connect(path)  # refused: ASY101
        conn.close()  # refused: ASY101


def main():
    try:
        raise Failed(":memory:")
    except Failed as error:
        print(error)


if __name__ == "__main__":
    main()
