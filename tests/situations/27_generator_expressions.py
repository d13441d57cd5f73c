"""Generator expressions that wait: those that are taken whole, and those that stop as soon as they can."""

import sqlite3

asked = []


def twice(conn, number):
    asked.append(number)
    return conn.execute("SELECT ? * 2", (number,)).fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    numbers = [1, 2, 3]
    print(sum(twice(conn, number) for number in numbers))  # -> print(sum([await twice(conn, number) for number in numbers]))
    print("-".join(str(twice(conn, number)) for number in numbers))
    asked.clear()
    print(any(twice(conn, number) == 4 for number in numbers), asked)
    print(next((number for number in numbers if twice(conn, number) > 2), None))
    conn.close()


if __name__ == "__main__":
    main()
