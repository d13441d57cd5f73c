from unittest import mock
from unittest.mock import MagicMock, Mock, create_autospec, patch
import pytest
import app


@pytest.fixture
def conn():
    c = app.connect()
    yield c
    c.close()


def test_real(conn):
    r = app.Repo(conn)
    r.add(1)
    assert app.Service(r).report() == "repo 1"


@patch("app.count", return_value=5)
def test_patch_decorator(fake):
    assert app.total(None) == 6
    fake.assert_called_once_with(None)


@mock.patch.object(app, "count", side_effect=[1, 2])
def test_patch_side(fake):
    assert app.total(None) == 2
    assert app.total(None) == 3


@patch("app.count", new=MagicMock(return_value=5))
def test_patch_new():
    assert app.total(None) == 6


def test_patch_new_lambda():
    with patch("app.count", lambda conn: 7):
        assert app.total(None) == 8


def test_patch_new_callable():
    with patch("app.count", new_callable=MagicMock) as fake:
        fake.return_value = 3
        assert app.total(None) == 4


def test_magic_repo():
    repo = MagicMock()
    repo.label.return_value = "fake"
    repo.count.return_value = 3
    assert app.Service(repo).report() == "fake 3"


def test_spec_repo():
    repo = MagicMock(spec=app.Repo)
    repo.label.return_value = "fake"
    repo.count.return_value = 3
    assert app.Service(repo).report() == "fake 3"


def test_autospec():
    repo = create_autospec(app.Repo, instance=True)
    repo.label.return_value = "fake"
    repo.count.side_effect = lambda: 4
    assert app.Service(repo).report() == "fake 4"


def test_monkeypatch_lambda(monkeypatch):
    monkeypatch.setattr(app, "count", lambda conn: 9)
    assert app.total(None) == 10


def test_monkeypatch_text(monkeypatch):
    monkeypatch.setattr("app.count", lambda conn: 9)
    assert app.total(None) == 10


def test_monkeypatch_def(monkeypatch):
    def fake(conn):
        return 11
    monkeypatch.setattr(app, "count", fake)
    assert app.total(None) == 12


def test_monkeypatch_method(monkeypatch, conn):
    monkeypatch.setattr(app.Repo, "count", lambda self: 9)
    assert app.Service(app.Repo(conn)).report() == "repo 9"


def test_raises(conn):
    with pytest.raises(Exception):
        app.count(conn.execute("nonsense"))


def test_mock_of_a_connection():
    conn = MagicMock()
    conn.execute.return_value.fetchone.return_value = (3,)
    assert app.total(conn) == 4
    conn.execute.assert_called_once()


def test_mock_in_a_mock():
    service = Mock()
    service.repo = MagicMock(return_value=4)
    service.repo.count.side_effect = [1, 2]
    service.repo.label.return_value = "r"
    assert app.Service(service.repo).report() == "r 1"
    assert app.Service(service.repo).report() == "r 2"


def test_patched_class():
    with patch("app.Repo") as fake:  # told: ASY502
        fake.return_value.label.return_value = "r"
        assert app.Service(fake(None)).repo.label() == "r"


def test_patched_driver():  # fails
    with patch("app.sqlite3.connect"):  # told: ASY502
        pass


def test_patched_generator():
    with patch("app.each", return_value=[1]):  # told: ASY502
        pass


def test_patched_generator_by_another(monkeypatch):
    def one(conn):
        yield 1

    monkeypatch.setattr(app, "each", one)
    assert app.every(None) == [1]


def test_not_replaced(monkeypatch):
    monkeypatch.setattr(app, "VERSION", 2, raising=False)
    monkeypatch.setenv("A", "1")
    label = MagicMock(return_value="x")
    assert label() == "x"


class TestInClass:
    @pytest.fixture(autouse=True)
    def prepared(self, tmp_path):
        self.conn = app.connect(tmp_path / "a.db")
        yield
        self.conn.close()

    @pytest.mark.parametrize("values", [[1], [1, 2]])
    def test_rows(self, values):
        for value in values:
            app.Repo(self.conn).add(value)
        assert app.rows(self.conn) == values
        assert app.every(self.conn) == values


@pytest.fixture(scope="module", params=["a", "b"])
def wide(request, tmp_path_factory):
    conn = app.connect(tmp_path_factory.mktemp("wide") / request.param)
    yield conn
    conn.close()


def test_wide(wide):
    app.Repo(wide).add(1)
    assert app.count(wide) == 1
