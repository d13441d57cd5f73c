import pytest

from orders.errors import AlreadyExists, InvalidOrder, NotFound
from orders.models import Line, Status
from orders.repositories import CustomerRepository, OrderRepository


@pytest.fixture
def customers(conn):
    return CustomerRepository(conn)


@pytest.fixture
def orders(conn):
    return OrderRepository(conn)


def test_customer_is_found_again(customers):
    ada = customers.add("ada@example.com", "Ada Lovelace")
    assert customers.get(ada.id) == ada
    assert customers.by_email("ada@example.com") == ada


def test_email_is_unique_and_the_connection_still_works(customers):
    customers.add("ada@example.com", "Ada Lovelace")
    with pytest.raises(AlreadyExists, match="ada@example.com"):
        customers.add("ada@example.com", "Another Ada")
    assert customers.count() == 1


@pytest.mark.parametrize("text, found", [("a", 2), ("LOVE", 1), ("zz", 0)])
def test_search(customers, text, found):
    customers.add("ada@example.com", "Ada Lovelace")
    customers.add("grace@example.com", "Grace Hopper")
    assert len(customers.search(text)) == found


def test_unknown_rows(customers, orders):
    with pytest.raises(NotFound):
        customers.get(0)
    with pytest.raises(NotFound, match="no customer"):
        customers.by_email("nobody@example.com")
    with pytest.raises(NotFound, match="orders"):
        orders.get(17)


def test_orders_carry_their_lines(shop, orders):
    first = orders.get(1)
    assert first.status is Status.PAID
    assert first.lines == [Line("MUG", 1, 1200), Line("TEA", 2, 350)]
    assert first.total_cents == 1900
    assert orders.lines([1, 2])[2] == [Line("TEA", 5, 350)]


def test_status_changes_once(shop, orders):
    with pytest.raises(InvalidOrder, match="not open"):
        orders.set_status(1, Status.CANCELLED)
    assert [order.id for order in orders.with_status(Status.CANCELLED)] == [3]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [({}, 3), ({"status": "open"}, 1), ({"status": "paid", "customer_id": 1}, 1), ({"customer_id": 9}, 0)],
)
def test_count(shop, orders, filters, expected):
    assert orders.count(**filters) == expected
