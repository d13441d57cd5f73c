import pytest

from inventory.errors import BadImport
from inventory.importer import batches, import_delivery, import_prices, read_delivery


@pytest.mark.parametrize(
    ("count", "size", "lengths"),
    [(0, 3, []), (3, 3, [3]), (7, 3, [3, 3, 1])],
)
def test_batches(count, size, lengths):
    assert [len(batch) for batch in batches(range(count), size)] == lengths


def test_import_delivery(stocked, tmp_path):
    path = tmp_path / "delivery.csv"
    path.write_text("sku,warehouse,quantity\nHAM-1,north,5\nAXE-1,north,1\nSAW-1,south,2\n")
    assert import_delivery(stocked, path, batch_size=2) == (2, ["AXE-1: no such product: AXE-1"])
    assert stocked.level("HAM-1") == 47


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sku,quantity\n", "no column warehouse"),
        ("sku,warehouse,quantity\nHAM-1,north,many\n", ":2: invalid literal"),
    ],
)
def test_bad_files(tmp_path, text, message):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(BadImport, match=message):
        read_delivery(path)


def test_import_prices_adds_and_changes(stocked, conn):
    assert import_prices(conn, [("HAM-1", "Claw hammer", 1300), ("AXE-1", "Axe", 4500)]) == 2
    assert stocked.products.get("HAM-1").price_cents == 1300
    assert stocked.products.get("AXE-1").name == "Axe"
