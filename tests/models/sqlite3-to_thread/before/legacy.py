import sqlite3


def main():
    conn = sqlite3.connect(":memory:")
    conn.interrupt()
    conn.close()


main()
