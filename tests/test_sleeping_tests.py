"""A test that sleeps, and waits for nothing else, stays as it is; one whose subject turns async follows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncifier.api import Options, make_plan

_SUBJECT = "import time\n\ndef fetch():\n    time.sleep(0.1)\n    return 1\n"


@pytest.mark.parametrize(
    ("body", "is_changed"),
    [("time.sleep(0.1)", False), ("assert shop.fetch() == 1", True), ("time.sleep(0.1); shop.fetch()", True)],
)
def test_only_what_leads_somewhere_turns(tmp_path: Path, body: str, is_changed: bool) -> None:
    (tmp_path / "shop.py").write_text(_SUBJECT)
    (tmp_path / "test_shop.py").write_text(f"import time\nimport shop\n\ndef test_fetch():\n    {body}\n")
    outcome = make_plan([tmp_path], Options(use_cache=False))
    assert ("test_shop.py" in {Path(item.path).name for item in outcome.changes}) == is_changed
    assert not [item for item in outcome.plan.refusals if item.severity == "error"]
