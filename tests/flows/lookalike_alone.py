"""Nothing here is a driver, whatever its methods are called."""


class Script:
    def __init__(self):
        self.lines = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.commit()

    def cursor(self):
        return self

    def execute(self, line, args=()):  # stays
        self.lines.append((line, args))
        return self  # stays

    def fetchall(self):
        return self.lines  # stays

    def fetchone(self):
        return self.lines[0]

    def commit(self):
        print("commit", len(self.lines))

    def close(self):
        self.lines = []


def connect(path):
    return Script()


def main():
    with connect("x") as conn:
        cur = conn.cursor()
        cur.execute("SELECT 1")  # stays
        conn.commit()  # stays
        print(cur.fetchall(), conn.execute("SELECT 2").fetchone())  # stays
    conn.close()  # stays


if __name__ == "__main__":
    main()
