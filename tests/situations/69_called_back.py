"""What is called at exit, by a signal or by logging: a handler that writes to a database."""

import atexit
import logging
import signal
import sqlite3


class DatabaseHandler(logging.Handler):
    def __init__(self, conn):
        super().__init__()
        self.conn = conn

    def emit(self, record):
        self.conn.execute("INSERT INTO log VALUES (?)", (record.getMessage(),))  # refused: ASY108


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE log (message TEXT)")

    def on_signal(number, frame):
        conn.execute("INSERT INTO log VALUES ('signal')")

    signal.signal(signal.SIGUSR1, on_signal)  # refused: ASY201
    atexit.register(conn.close)  # refused: ASY201
    logger = logging.getLogger("stock")
    logger.addHandler(DatabaseHandler(conn))
    logger.warning("low on %s", "tea")
    signal.raise_signal(signal.SIGUSR1)
    print(conn.execute("SELECT message FROM log").fetchall())


if __name__ == "__main__":
    main()
