"""A cached property that connects can't be awaited."""

import functools
import sqlite3


class App:
    @functools.cached_property
    def conn(self):
        return sqlite3.connect(":memory:")  # refused: ASY102


def main():
    app = App()
    print(app.conn.execute("SELECT 1").fetchone())
    app.conn.close()


if __name__ == "__main__":
    main()
