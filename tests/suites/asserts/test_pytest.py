from unittest.mock import MagicMock, Mock, patch
import pytest
import app


@pytest.mark.parametrize("filled", [2, 3], indirect=True)
def test_indirect(filled, shared):
    assert app.count(shared) == filled


@pytest.mark.usefixtures("preloaded")
class TestPreloaded:
    @pytest.fixture
    def one(self, shared):
        app.add(shared, 1)
        return shared

    def test_one(self, one):
        assert app.count(one) == 2

    @staticmethod
    def test_static(shared):
        assert app.count(shared) == 1


class Base:
    size = 1

    def setup_method(self, method):
        self.n = 3

    def make(self, make_conn):
        return make_conn(*range(self.size))

    def test_size(self, make_conn):
        assert app.count(self.make(make_conn)) == self.size
        assert self.n == 3


class TestOne(Base):
    pass


class TestTwo(Base):
    size = 2


@patch("app.count")
@patch.object(app, "add", return_value=None)
def test_injected(add, count, shared):
    count.return_value = 2
    assert app.Service(app.Repo(shared)).save(1) == 2
    add.assert_called_once_with(shared, 1)
    count.assert_called_once_with(shared)


def test_inline_values():
    repo = Mock(**{"count.return_value": 4})
    assert app.Service(repo).save(1) == 4
    assert repo.add.call_args_list[0].args == (1,)


def test_spec_of_names():
    repo = MagicMock(spec=["add", "count"])
    repo.count.return_value = 8
    assert app.Service(repo).save(1) == 8
