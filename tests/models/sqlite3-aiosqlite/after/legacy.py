import sqlite3


def main():
    conn = sqlite3.connect(":memory:")
    conn.create_aggregate("total2", 1, object)
    conn.close()


main()
