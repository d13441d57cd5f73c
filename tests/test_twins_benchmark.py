"""`benchmarks/twins.py`: what it makes of a case, without downloading anything."""

import importlib.util
import json
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "twins.py"
METADATA = """\
Metadata-Version: 2.1
Name: shop
Version: 1.0
Provides-Extra: fast
Requires-Dist: store>=2; python_version >= "3"
Requires-Dist: old-store; python_version < "3"
Requires-Dist: fast_store==1.*; extra == "fast"
Requires-Dist: nothing said about this one
Requires-Dist: unnamed

The text of the page. Requires-Dist: none
"""


@pytest.fixture
def twins(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("twins_benchmark", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


CASE = {
    "pairs": [{"sync": "shop/cart.py", "async": "shop/cart_async.py"}],
    "hide": ["shop/*_async.py"],
    "leaves": [
        {"sync": "store.Client.get"},
        {"sync": "fast_store.dial", "kind": "call", "async": "fast_store.adial"},
    ],
    "swaps": [{"sync": "old_store"}],
}
SYNC = "from store import Client\n\n\ndef total(client: Client):\n    return client.get(1)\n"
TRUTH = "from store import Client\n\n\nasync def total(client: Client):\n    return await client.get(1)\n"


def wheel(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_packages_that_the_leaves_name_are_needed(twins: ModuleType, tmp_path: Path) -> None:
    """Those that are required on this Python, or for an extra; once, whatever else lies there."""
    for folder in ("shop-1.0.dist-info", "other-1.0.dist-info"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "METADATA").write_text(METADATA)
    assert twins.needed_packages(CASE, tmp_path) == [
        {"package": "store", "specifier": ">=2"},
        {"package": "fast_store", "specifier": "==1.*"},
    ]


def test_a_case_with_little_in_it_and_a_package_that_is_not_there(
    twins: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Types of dependencies are a help, no need; a case needs its package and its pairs."""
    shop = wheel(
        tmp_path / "shop.whl",
        {
            "shop/__init__.py": "",
            "shop/cart.py": SYNC,
            "shop/cart_async.py": TRUTH,
            "shop-1.dist-info/METADATA": METADATA,
        },
    )

    def download(package: dict[str, str], wheels: Path) -> Path:
        if package["package"] != "shop":
            raise OSError("no such package")
        return shop

    monkeypatch.setattr(twins, "_download", download)
    case_file = tmp_path / "shop.json"
    case_file.write_text(json.dumps({**CASE, "package": "shop"}))
    scorer = tmp_path / "scorer.py"
    scorer.write_text("import sys\nsys.exit('no scores today')\n")
    entry = twins.run_case(case_file, tmp_path / "work", tmp_path, scorer, twins.CONVERTER, 0)
    assert (entry["case"], entry["mcc"]) == ("shop", None)
    said = capsys.readouterr().err
    assert "goes on without store: no such package" in said
    assert "no scores today" in said
    assert (tmp_path / "work" / "shop" / "candidate" / "shop" / "cart.py").read_text() == TRUTH
    assert "shop " in twins.table([entry])
