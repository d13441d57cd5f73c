import unittest

import shop


class RepoTest(unittest.TestCase):  # -> class RepoTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.conn = shop.connect()
        self.addCleanup(self.conn.close)  # -> self.addAsyncCleanup(self.conn.close)
        self.conn.execute("CREATE TABLE item (name TEXT)")
        self.repo = shop.Repo(self.conn)

    def test_count(self):
        self.repo.add("a")
        self.assertEqual(self.repo.count(), 1)

    def test_no_name(self):
        with self.assertRaises(ValueError):
            self.repo.add("")


class LabelTest(unittest.TestCase):  # stays
    def test_label(self):
        self.assertEqual(shop.label("a"), "A")
