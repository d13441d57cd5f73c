from unittest import mock

import shop


def test_real():
    assert shop.total([1, 2]) == 30


@mock.patch("shop.price", return_value=7)
def test_decorated(price):
    assert shop.total([1, 2]) == 14
    assert price.call_count == 2


def test_block():
    with mock.patch("shop.price", side_effect=[1, 2]) as price:
        assert shop.total([5, 6]) == 3
    price.assert_called_with(6)


def test_object():
    with mock.patch.object(shop, "price", mock.MagicMock(return_value=4)):  # -> with mock.patch.object(shop, "price", AsyncMock(return_value=4)):
        assert shop.total([1]) == 4


def test_monkeypatch(monkeypatch):
    monkeypatch.setattr(shop, "price", lambda number: number + 1)  # -> monkeypatch.setattr(shop, "price", mock.AsyncMock(side_effect=lambda number: number + 1))
    assert shop.total([1, 2]) == 5


def test_handed_over():
    assert shop.till().sum([1]) == 10
    assert shop.Till(mock.Mock(return_value=3)).sum([1, 2]) == 6
