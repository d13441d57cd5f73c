"""A mixin whose `super().__init__()` is another one in each class."""

import sqlite3


class Mixin:
    def __init__(self, **options):
        super().__init__(**options)  # refused: ASY204
        self.mixed = True


class Repo:
    def __init__(self, path, **options):
        super().__init__(**options)
        self.conn = sqlite3.connect(path)

    def close(self):
        self.conn.close()


class Both(Mixin, Repo):
    def __init__(self, path):
        super().__init__(path=path)


def main():
    both = Both(":memory:")
    print(both.mixed, Mixin().mixed)
    both.close()


if __name__ == "__main__":
    main()
