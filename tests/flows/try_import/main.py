"""A faster module is tried first; the driver itself has two names to try."""

try:
    from fast import answer
except ImportError:
    from plain import answer

try:
    import sqlite3
except ImportError:
    sqlite3 = None


def main():
    conn = sqlite3.connect(":memory:")
    print(answer(conn))
    conn.close()


if __name__ == "__main__":
    main()
