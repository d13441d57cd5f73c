import sqlite3
import unittest
from unittest import IsolatedAsyncioTestCase, TestCase, mock
from unittest.mock import patch, call, DEFAULT
import app


class Mixin:
    def fill(self, *values):
        for v in values:
            app.add(self.conn, v)

    def assertCount(self, n, msg=None):
        self.assertEqual(app.count(self.conn), n, msg)


class Base(TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.path = ":memory:"

    def setUp(self):
        super().setUp()
        self.conn = app.connect(self.path)

    def tearDown(self):
        self.conn.close()
        super().tearDown()


class One(Mixin, Base):
    def setUp(self):
        super().setUp()
        self.fill(1)

    def test_count(self):
        self.assertCount(1)

    def test_sub(self):
        for n in range(3):
            with self.subTest(n=n):
                self.fill(n)
                self.assertCount(n + 2)

    @unittest.skipIf(False, "never")
    @patch("app.count", return_value=41)
    def test_patch(self, count):
        self.assertEqual(app.total(self.conn), 42)
        count.assert_called_once_with(self.conn)

    @patch.object(app, "count", side_effect=sqlite3.OperationalError("locked"))
    def test_patch_raises(self, count):
        with self.assertRaises(sqlite3.OperationalError):
            app.total(self.conn)
        self.assertEqual(count.call_count, 1)
        self.assertEqual(count.mock_calls, [call(self.conn)])

    @patch.multiple("app", count=DEFAULT, add=DEFAULT)
    def test_patch_multiple(self, count, add):
        count.return_value = 3
        self.assertEqual(app.Service(app.Repo(self.conn)).save(1, 2), 3)
        self.assertEqual(add.call_count, 2)

    def test_autospec(self):
        with patch("app.count", autospec=True) as count:
            count.return_value = 1
            self.assertEqual(app.total(self.conn), 2)
        count.assert_called_once()

    def test_autospec_class(self):
        repo = mock.create_autospec(app.Repo, instance=True, spec_set=True)
        repo.count.return_value = 9
        self.assertEqual(app.Service(repo).save(1), 9)
        repo.add.assert_called_once_with(1)

    def test_patch_method(self):
        with patch.object(app.Repo, "count", return_value=5) as count, patch.object(app.Repo, "add"):
            self.assertEqual(app.Service(app.Repo(self.conn)).save(1), 5)
        count.assert_called_with()

    def test_side_function(self):
        def fake(conn):
            return 10
        with patch("app.count", side_effect=fake):
            self.assertEqual(app.total(self.conn), 11)

    def test_wraps(self):
        with patch("app.count", wraps=app.count) as count:
            self.assertEqual(app.total(self.conn), 2)
        count.assert_called_once_with(self.conn)


class Two(One):
    def test_more(self):
        self.fill(2, 3)
        self.assertCount(3)


@patch("app.count", return_value=2)
class Patched(unittest.TestCase):
    def test_a(self, count):
        self.assertEqual(app.total(None), 3)

    def test_b(self, count):
        self.assertEqual(app.total(None), 3)
        count.assert_called_once()


class Starting(unittest.TestCase):
    def setUp(self):
        patcher = patch("app.count")
        self.count = patcher.start()
        self.addCleanup(patcher.stop)
        self.count.return_value = 6

    def test_total(self):
        self.assertEqual(app.total(None), 7)

    def test_dict(self):
        with patch.dict("os.environ", {"A": "b"}):
            self.assertEqual(app.total(None), 7)


class Already(IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.conn = app.connect()
        self.addCleanup(self.conn.close)

    def test_plain(self):
        self.assertEqual(app.count(self.conn), 0)

    async def test_coroutine(self):
        app.add(self.conn, 1)
        self.assertEqual(app.count(self.conn), 1)
