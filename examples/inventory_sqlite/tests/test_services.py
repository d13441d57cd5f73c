import pytest

from inventory.errors import OutOfStock


def test_levels(stocked):
    assert stocked.level("HAM-1") == 42
    assert stocked.level("HAM-1", "south") == 2
    assert stocked.level("NAIL-9") == 0


def test_ship(stocked):
    assert stocked.ship("HAM-1", "north", 15) == 25
    assert stocked.level("HAM-1", "north") == 25


def test_cannot_ship_what_is_not_there(stocked):
    with pytest.raises(OutOfStock) as caught:
        stocked.ship("HAM-1", "south", 3)
    assert caught.value.available == 2
    assert stocked.level("HAM-1", "south") == 2


@pytest.mark.parametrize("quantity", [0, -1])
@pytest.mark.parametrize("method", ["receive", "ship"])
def test_quantity_must_be_positive(stocked, method, quantity):
    with pytest.raises(ValueError, match="positive"):
        if method == "receive":
            stocked.receive("HAM-1", "north", quantity)
        else:
            stocked.ship("HAM-1", "north", quantity)


def test_transfer_is_all_or_nothing(stocked):
    stocked.transfer("HAM-1", "north", "south", 10)
    assert stocked.level("HAM-1", "south") == 12
    with pytest.raises(OutOfStock):
        stocked.transfer("HAM-1", "north", "south", 31)
    assert stocked.level("HAM-1", "south") == 12


def test_delivery_with_an_unknown_product(stocked):
    problems = stocked.receive_many([("SAW-1", "north", 3), ("AXE-1", "north", 1), ("NAIL-9", "south", 8)])
    assert problems == ["AXE-1: no such product: AXE-1"]
    assert stocked.level("SAW-1") == 10
    assert stocked.level("NAIL-9") == 8


def test_history_and_busiest(stocked):
    stocked.ship("HAM-1", "north", 1)
    hammer = stocked.products.get("HAM-1")
    assert [move.quantity for move in stocked.stock.history(hammer)] == [40, 2, -1]
    assert stocked.busiest(2) == ["HAM-1", "SAW-1"]


def test_other_connections_see_what_was_committed(stocked, settings):
    from inventory.db import open_database
    from inventory.services import InventoryService

    with open_database(settings) as other:
        assert InventoryService(other).level("HAM-1") == 42
