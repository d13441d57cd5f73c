class Counter:
    def __init__(self, conn):
        self.conn = conn

    def _count(self):
        return self.conn.execute("SELECT 1").fetchone()[0]


class Both:
    def __init__(self, conn):
        self.counter = Counter(conn)

    def total(self):
        try:
            return self._count()
        except AttributeError:
            return self.counter._count()

    def other(self):
        return self._named()


def count(conn):
    try:
        from .tables import Tables

        return Tables(conn).count()
    except ImportError:
        return Counter(conn)._count()
