"""Attributes set on an instance by the code around it, also through `setattr` with a constant name."""

import sqlite3


class Service:
    def answer(self):
        return self.conn.execute("SELECT 42").fetchone()[0]

    def audit(self):
        return self.auditor.execute("SELECT 43").fetchone()[0]


def wire(service):
    service.conn = sqlite3.connect(":memory:")
    setattr(service, "auditor", sqlite3.connect(":memory:"))  # noqa: B010
    return service


def main():
    service = wire(Service())
    print(service.answer(), service.audit())
    getattr(service, "conn").close()  # noqa: B009
    service.auditor.close()


if __name__ == "__main__":
    main()
