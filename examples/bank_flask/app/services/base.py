from abc import ABC, abstractmethod

from app.db import get_cursor


class NotFound(Exception):
    pass


class Repository(ABC):
    table = None

    @abstractmethod
    def from_row(self, row): ...

    def get(self, id):
        with get_cursor() as cur:
            cur.execute(f"SELECT * FROM {self.table} WHERE id = %s", (id,))
            row = cur.fetchone()
        if row is None:
            raise NotFound(f"{self.table} {id}")
        return self.from_row(row)

    def all(self):
        with get_cursor() as cur:
            cur.execute(f"SELECT * FROM {self.table} ORDER BY id")
            return [self.from_row(row) for row in cur.fetchall()]

    def exists(self, id):
        with get_cursor() as cur:
            cur.execute(f"SELECT EXISTS (SELECT 1 FROM {self.table} WHERE id = %s) AS found", (id,))
            return cur.fetchone()["found"]
