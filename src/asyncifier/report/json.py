"""The plan as JSON, in the schema that docs/plan-format.md promises."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from asyncifier.edits import Edit
from asyncifier.errors import FileProblem
from asyncifier.plan import FilePlan, Plan
from asyncifier.report.wording import totals


def to_json_value(plan: Plan, problems: Sequence[FileProblem] = ()) -> dict[str, Any]:
    """The plan in the contract's schema, ready for `json.dumps`.

    The root is left out: the same project in another folder gives the same bytes.
    """
    return {
        "version": plan.version,
        "functions": [asdict(function) for function in plan.functions],
        "sites": [asdict(site) for site in plan.sites],
        "refusals": [asdict(refusal) for refusal in plan.refusals],
        "steps": [asdict(step) for step in plan.steps],
        "files": [_file(file) for file in plan.files],
        "texts": [asdict(text) for text in plan.texts],
        "choices": [asdict(choice) for choice in plan.choices],
        "problems": _problems(problems),
        "summary": totals(plan),
    }


def render_json(plan: Plan, problems: Sequence[FileProblem] = ()) -> str:
    """The JSON text, one key a line, ending in a newline."""
    return json.dumps(to_json_value(plan, problems), indent=2, ensure_ascii=False) + "\n"


def _problems(problems: Sequence[FileProblem]) -> list[dict[str, Any]]:
    return [{"file": problem.path, "line": problem.line, "message": problem.message} for problem in problems]


def _file(file: FilePlan) -> dict[str, Any]:
    return {"path": file.path, "edits": [_edit(edit) for edit in file.edits]}


def _edit(edit: Edit) -> dict[str, Any]:
    return {"edit": type(edit).__name__, **asdict(edit)}
