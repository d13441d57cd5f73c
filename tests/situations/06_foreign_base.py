"""What a class of the standard library calls can't wait: the method that overrides its method stays."""

import logging
import sqlite3


class Stored(logging.Handler):
    def __init__(self, conn):
        super().__init__()
        self.conn = conn

    def emit(self, record):
        self.conn.execute("INSERT INTO log VALUES (?)", (record.getMessage(),))  # refused: ASY108


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE log (text TEXT)")
    logger = logging.getLogger("shop")
    logger.addHandler(Stored(conn))
    logger.warning("sold out")
    print(conn.execute("SELECT text FROM log").fetchall())
    conn.close()


if __name__ == "__main__":
    main()
