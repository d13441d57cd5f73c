"""A property that does I/O can't be awaited by its readers: it is refused."""

import sqlite3


class Account:
    def __init__(self, conn, number):
        self.conn = conn
        self.number = number

    @property
    def balance(self):
        return self.conn.execute("SELECT ? * 10", (self.number,)).fetchone()[0]  # refused: ASY102


def main():
    conn = sqlite3.connect(":memory:")
    account = Account(conn, 4)
    print(account.balance, account.balance + 1)
    conn.close()


if __name__ == "__main__":
    main()
