import io

import pytest

from orders.errors import InvalidOrder, NotFound, OrderError
from orders.models import Line, Status
from orders.repositories import CustomerRepository


def test_place_and_pay(service):
    service.register("Ada@example.com", "Ada Lovelace")
    order = service.place("ada@example.com", [Line("TEA", 2, 350)])
    assert order.total_cents == 700
    assert order.placed_at.tzinfo is not None
    assert service.pay(order.id).status is Status.PAID


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "at least one line"),
        ([Line("TEA", 0, 350)], "violates check constraint"),
        ([Line("TEA", 1, 350), Line("TEA", 1, 350)], "duplicate key"),
    ],
)
def test_bad_orders_leave_nothing_behind(shop, reports, lines, message):
    with pytest.raises(InvalidOrder, match=message):
        shop.place("ada@example.com", lines)
    assert len(list(reports.orders())) == 3


def test_unknown_customer(service):
    with pytest.raises(NotFound):
        service.place("nobody@example.com", [Line("TEA", 1, 350)])
    with pytest.raises(OrderError, match="not an e-mail address"):
        service.register("nobody", "Nobody")


def test_paid_orders_stay_paid(shop):
    with pytest.raises(InvalidOrder, match="paid already"):
        shop.cancel(1)


def test_open_orders(shop):
    assert [order.id for order in shop.open_orders()] == [2]


def test_merge_customers(shop, conn):
    assert shop.merge_customers("bob@example.com", "ada@example.com") == 2
    assert [customer.name for customer in CustomerRepository(conn).search("")] == ["Bob Noyce"]


def test_merge_with_an_unknown_customer(shop):
    with pytest.raises(NotFound):
        shop.merge_customers("bob@example.com", "nobody@example.com")


def test_clean_up(shop, reports):
    assert shop.clean_up() == 1
    assert [order_id for order_id, *_ in reports.orders()] == [1, 2]


def test_listing(shop, reports):
    assert list(reports.orders("open")) == [(2, "ada@example.com", Status.OPEN, 1750)]


def test_summary(shop, reports):
    assert reports.summary() == {
        "customers": 1,
        "cents": 1900,
        "best_sellers": [("TEA", 7), ("MUG", 1), ("POT", 1)],
    }


def test_export(shop, reports):
    out = io.StringIO()
    assert reports.export(out) == 4
    assert out.getvalue().splitlines()[:2] == [
        "order_id,status,sku,quantity,price_cents",
        "1,paid,MUG,1,1200",
    ]


def test_slow_report(reports):
    assert reports.slow_report(0.01) == 0.01
