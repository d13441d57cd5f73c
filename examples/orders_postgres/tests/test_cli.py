import pytest
from click.testing import CliRunner

from orders.cli import cli


@pytest.fixture
def run(settings, monkeypatch):
    monkeypatch.setenv("ORDERS_SCHEMA", settings.schema)
    runner = CliRunner()

    def run(*args):
        result = runner.invoke(cli, args)
        return result.exit_code, result.output.strip()

    return run


def test_a_day_in_the_shop(run, tmp_path):
    assert run("init")[0] == 0
    assert run("add-customer", "ada@example.com", "Ada Lovelace") == (0, "customer 1: Ada Lovelace")
    assert run("place", "ada@example.com", "TEA:2:350", "MUG:1:1200") == (0, "order 1: 19.00")
    assert run("list", "--status", "open")[1].split() == ["1", "ada@example.com", "open", "19.00"]
    assert run("pay", "1") == (0, "order 1 is paid")
    assert run("report") == (0, "1 customers paid 19.00\n  TEA             2\n  MUG             1")
    assert run("export", str(tmp_path / "lines.csv")) == (0, "2 lines")
    assert len((tmp_path / "lines.csv").read_text().splitlines()) == 3


def test_errors_have_no_traceback(run):
    assert run("pay", "1") == (1, "Error: order 1 is not open")


@pytest.mark.parametrize("line", ["TEA", "TEA:two:350", "TEA:2:350:1"])
def test_bad_line(run, line):
    status, output = run("place", "ada@example.com", line)
    assert status == 2
    assert "is not SKU:QUANTITY:CENTS" in output
