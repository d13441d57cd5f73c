"""A connection that a default value reads at import."""

from db import conn


def one(conn=conn):  # refused: ASY103
    return conn.execute("SELECT 1").fetchone()[0]


def main():
    print(one())
    conn.close()


if __name__ == "__main__":
    main()
