import pytest

from inventory.errors import Duplicate, NotFound
from inventory.repositories import ProductRepository, WarehouseRepository


@pytest.fixture
def products(conn):
    return ProductRepository(conn)


def test_added_product_is_found(products):
    added = products.add("HAM-1", "Claw hammer", 1250)
    assert products.find("HAM-1") == added
    assert products.count() == 1


def test_sku_is_looked_up_case_insensitively(products):
    products.add("HAM-1", "Claw hammer", 1250)
    assert products.get(" ham-1 ").name == "Claw hammer"


@pytest.mark.parametrize("sku", ["HAM-2", "", "%"])
def test_unknown_product(products, sku):
    assert products.find(sku) is None
    with pytest.raises(NotFound) as caught:
        products.get(sku)
    assert caught.value.kind == "product"


def test_sku_is_unique(products):
    products.add("HAM-1", "Claw hammer", 1250)
    with pytest.raises(Duplicate, match="HAM-1"):
        products.add("HAM-1", "Another hammer", 1)


def test_search_and_all(stocked):
    assert [product.sku for product in stocked.products.search("ha")] == ["HAM-1", "SAW-1"]
    assert [product.sku for product in stocked.products.all()] == ["HAM-1", "NAIL-9", "SAW-1"]


def test_reprice(stocked):
    assert stocked.products.reprice(1.1) == 3
    assert stocked.products.get("HAM-1").price == "13.75"


def test_delete(stocked):
    stocked.remove_product("nail-9")
    assert not stocked.is_known("NAIL-9")
    with pytest.raises(NotFound):
        stocked.products.delete("NAIL-9")


def test_ids_by_name(conn):
    warehouses = WarehouseRepository(conn)
    ids = {name: warehouses.add(name).id for name in ("north", "south")}
    assert warehouses.ids_by_name() == ids
    assert repr(warehouses) == "<WarehouseRepository warehouse>"
