"""A lambda that may have to wait and is no mere call keeps all synchronous that is called in its place."""

import sqlite3


def one(value):
    conn = sqlite3.connect(":memory:")
    found = conn.execute("SELECT ?", (value,)).fetchone()[0]
    conn.close()
    return found


STEPS = {
    "always": lambda value: one(value),
    "never": lambda value: value,
    "sometimes": lambda value: one(value) if value else 0,  # refused: ASY104
}


def main():
    for name in STEPS:
        print(name, STEPS[name](2))


if __name__ == "__main__":
    main()
