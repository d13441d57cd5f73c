"""Tests in a class that only becomes a test case where it is mixed with one."""

import unittest

import app

RAN = []


class Counts:
    def test_count(self):
        self.assertEqual(app.count(self.conn), 1)
        RAN.append(type(self).__name__)


class Connected(unittest.TestCase):
    def setUp(self):
        self.conn = app.connect()

    def tearDown(self):
        self.conn.close()


class First(Counts, Connected):
    pass


class Second(
    Counts,
    unittest.TestCase,
):
    def setUp(self):
        self.conn = app.connect()
        self.addCleanup(self.conn.close)


class Third(unittest.TestCase):
    def test_the_others_ran(self):
        self.assertEqual(RAN, ["First", "Second"])
