import pytest

from inventory.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("INVENTORY_DB", str(tmp_path / "cli.db"))

    def run(*argv):
        status = main(list(argv))
        captured = capsys.readouterr()
        return status, captured.out.strip(), captured.err.strip()

    return run


def test_a_day_in_the_warehouse(run, tmp_path):
    assert run("add-warehouse", "north") == (0, "added north", "")
    assert run("add-product", "ham-1", "Claw hammer", "1250") == (0, "added HAM-1 at 12.50", "")
    assert run("receive", "HAM-1", "north", "4") == (0, "HAM-1: 4 left in north", "")
    assert run("ship", "HAM-1", "north", "1") == (0, "HAM-1: 3 left in north", "")
    assert run("stock", "HAM-1") == (0, "3", "")
    assert run("report")[1].splitlines()[-1].split() == ["total", "37.50"]
    assert run("report", "--low-stock")[1].split() == ["HAM-1", "north", "3"]
    assert run("export", str(tmp_path / "out.csv")) == (0, "1 lines exported", "")


def test_import_tells_what_it_left_out(run, tmp_path):
    run("add-warehouse", "north")
    path = tmp_path / "delivery.csv"
    path.write_text("sku,warehouse,quantity\nHAM-1,north,5\n")
    assert run("import", str(path)) == (1, "0 lines booked", "HAM-1: no such product: HAM-1")


@pytest.mark.parametrize(
    "argv",
    [
        ("stock", "HAM-1"),
        ("ship", "HAM-1", "north", "1"),
    ],
)
def test_errors_have_no_traceback(run, argv):
    assert run(*argv) == (1, "", "inventory: no such product: HAM-1")


def test_unknown_command(run):
    with pytest.raises(SystemExit) as caught:
        run("fly")
    assert caught.value.code == 2
