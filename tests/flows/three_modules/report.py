from contextlib import closing


def lines(source):
    found = []
    with closing(source.cursor()) as cur:
        cur.execute("SELECT name, price FROM item")
        for name, price in cur:
            found.append(f"{name}: {price}")
    return found
