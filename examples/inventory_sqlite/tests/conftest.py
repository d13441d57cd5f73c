import pytest

from inventory.config import Settings
from inventory.db import open_database
from inventory.services import InventoryService


@pytest.fixture
def settings(tmp_path):
    return Settings(database=tmp_path / "stock.db")


@pytest.fixture
def conn(settings):
    with open_database(settings) as connection:
        yield connection


@pytest.fixture
def service(conn):
    return InventoryService(conn)


@pytest.fixture
def stocked(service):
    """Two warehouses, three products, some stock."""
    for name in ("north", "south"):
        service.add_warehouse(name)
    service.add_product("HAM-1", "Claw hammer", 1250)
    service.add_product("SAW-1", "Hand saw", 1999)
    service.add_product("NAIL-9", "Nails, 100 pcs", 399)
    service.receive("HAM-1", "north", 40)
    service.receive("HAM-1", "south", 2)
    service.receive("SAW-1", "north", 7)
    return service
