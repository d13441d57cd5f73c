import unittest
from unittest import mock
import app


class StubRepo:
    def count(self):
        return 8

    def label(self):
        return "stub"


class Mixin:
    def make(self):
        return app.connect()

    def check(self, n):
        self.assertEqual(app.count(self.conn), n)


class Base(Mixin, unittest.TestCase):
    def setUp(self):
        self.conn = self.make()
        self.addCleanup(self.conn.close)


class Test(Base):
    def test_a(self):
        app.Repo(self.conn).add(3)
        self.check(1)

    def test_raises(self):
        with self.assertRaises(Exception):
            app.count(None)

    def test_sub(self):
        for n in (1, 2):
            with self.subTest(n=n):
                app.Repo(self.conn).add(n)
                self.check(n)

    def test_stub(self):
        self.assertEqual(app.Service(StubRepo()).report(), "stub 8")

    @mock.patch("app.count")
    def test_patch(self, fake):
        fake.return_value = 2
        self.assertEqual(app.total(None), 3)

    def test_patcher(self):
        p = mock.patch.object(app, "count", return_value=4)
        p.start()
        self.addCleanup(p.stop)
        self.assertEqual(app.total(None), 5)
