"""A connection that is opened in `__init__`: `create` makes the object and waits for it."""

import sqlite3


class Repo:
    def __init__(self, path: str, *, timeout: float = 5.0) -> None:
        """Opens the file."""
        self.conn = sqlite3.connect(path, timeout=timeout)
        if timeout > 100:
            return
        self.conn.execute("CREATE TABLE t (x)")

    def add(self, x):
        self.conn.execute("INSERT INTO t VALUES (?)", (x,))

    def all(self):
        return [x for (x,) in self.conn.execute("SELECT x FROM t ORDER BY x")]

    def close(self):
        self.conn.close()


class Service:
    def __init__(self, path):
        self.repo = Repo(path)


def main():
    service = Service(":memory:")
    try:
        service.repo.add(1)
        print(service.repo.all(), isinstance(service, Service))
    finally:
        service.repo.close()
    many = [Repo(":memory:") for _ in range(2)]
    for repo in many:
        repo.add(7)
        print(repo.all())
        repo.close()


if __name__ == "__main__":
    main()
