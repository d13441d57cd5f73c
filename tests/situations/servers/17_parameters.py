"""Parameters in SQL stay as they are for psycopg 3: by position, by name, lists, a percent sign, executemany."""  # server: postgres

import os

import psycopg2


def main():
    conn = psycopg2.connect(os.environ["DATABASE_URL"])
    cur = conn.cursor()
    try:
        cur.execute("CREATE TABLE item (name text, price int)")
        cur.executemany("INSERT INTO item VALUES (%s, %s)", [("a", 1), ("b", 2), ("c%", 3)])
        cur.execute("SELECT name FROM item WHERE price > %(least)s ORDER BY name", {"least": 1})  # -> await cur.execute("SELECT name FROM item WHERE price > %(least)s ORDER BY name", {"least": 1})
        print(cur.fetchall())
        cur.execute("SELECT count(*) FROM item WHERE name LIKE 'c%%' AND price = %s", (3,))
        print(cur.fetchone())
        cur.execute("SELECT name FROM item WHERE price = ANY(%s) ORDER BY name", ([1, 3],))
        print(cur.fetchall(), cur.rowcount)
        conn.commit()
    finally:
        cur.close()
        conn.close()


if __name__ == "__main__":
    main()
