"""`addCleanup` of what turns async is `addAsyncCleanup`; `setUp` of a base of the project is awaited."""

import sqlite3
import unittest


def open_db():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE t(x)")
    return conn


def clear(conn, message):
    conn.execute("DELETE FROM t")
    print(message)


class Base(unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.conn = open_db()
        self.addCleanup(self.conn.close)


class Test(Base):
    def setUp(self):
        super().setUp()
        self.addCleanup(clear, self.conn, message="cleared")
        self.addCleanup(print, "stays")

    def tearDown(self):
        print("torn down")
        super().tearDown()

    def test_empty(self):
        self.assertEqual(self.conn.execute("SELECT count(*) FROM t").fetchone(), (0,))


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Test)
    result = unittest.TestResult()
    suite.run(result)
    print(result)
