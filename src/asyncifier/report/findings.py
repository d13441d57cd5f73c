"""What `asyncify check` found: as text, JSON, SARIF and GitHub annotations.

src/shop/web.py:31:5: ASY601 shop.prices.fetch blocks the event loop: it reaches requests.get
    shop.prices.fetch calls requests.get at src/shop/prices.py:12
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Literal, Protocol

from asyncifier.errors import FileProblem
from asyncifier.plan import Link, Plan, Refusal
from asyncifier.report.github import render_github
from asyncifier.report.sarif import render_sarif

FINDINGS_VERSION = 1


class Finding(Protocol):
    """What a finding has: see `asyncifier.check`."""

    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def hint(self) -> str: ...
    @property
    def severity(self) -> Literal["error", "warning"]: ...
    @property
    def chain(self) -> tuple[Link, ...]: ...


def text_of(findings: Sequence[Finding]) -> str:
    """One line for each finding, and one for each further step of its chain."""
    return "".join(f"{line}\n" for finding in findings for line in _lines(finding))


def _lines(finding: Finding) -> list[str]:
    place = f"{finding.file}:{finding.line}:{finding.column}"
    return [
        f"{place}: {finding.code} {finding.message}",
        *(f"    {link}" for link in finding.chain[1:]),
    ]


def json_of(findings: Sequence[Finding], problems: Sequence[FileProblem] = ()) -> str:
    """The JSON text, ending in a newline; docs/cli.md promises its form."""
    counts = {"errors": 0, "warnings": 0}
    for finding in findings:
        counts[f"{finding.severity}s"] += 1
    value = {
        "version": FINDINGS_VERSION,
        "findings": [_value(finding) for finding in findings],
        "problems": [asdict(problem) for problem in problems],
        "summary": counts,
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _value(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        "chain": [asdict(link) for link in finding.chain],
    }


def sarif_of(findings: Sequence[Finding], problems: Sequence[FileProblem] = ()) -> str:
    """SARIF 2.1.0, as for a plan."""
    return render_sarif(_as_plan(findings), problems)


def github_of(findings: Sequence[Finding], problems: Sequence[FileProblem] = ()) -> str:
    """GitHub's workflow commands, as for a plan."""
    return render_github(_as_plan(findings), problems)


def _as_plan(findings: Sequence[Finding]) -> Plan:
    return Plan("", refusals=tuple(map(_as_refusal, findings)))


def _as_refusal(finding: Finding) -> Refusal:
    steps = "; ".join(map(str, finding.chain[1:]))
    return Refusal(
        finding.code, finding.file, finding.line, f"{finding.message} ({steps})" if steps else finding.message,
        finding.hint, finding.severity, finding.column,
    )  # fmt: skip
