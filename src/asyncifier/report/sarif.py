"""The plan as SARIF 2.1.0, which code-scanning services and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from asyncifier.decide.codes import CODES
from asyncifier.errors import FileProblem
from asyncifier.plan import Plan, Refusal, SitePlan
from asyncifier.report.wording import SHOWN_ACTIONS, action_words

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_ACTION_RULES = {
    "offload": "A blocking call without an async equivalent moves to a thread",
    "bridge": "Synchronous code enters the event loop here",
}


def to_sarif_value(plan: Plan, problems: Sequence[FileProblem] = ()) -> dict[str, Any]:
    """One run: a result per refusal (error or warning) and per offloaded or bridged call (note).

    Files that could not be read are notifications of the run, as they are no finding about the code.
    """
    sites = [site for site in plan.sites if site.action in SHOWN_ACTIONS]
    rules = sorted({refusal.code for refusal in plan.refusals} | {site.action for site in sites})
    results = [*map(_refusal_result, plan.refusals), *map(_site_result, sites)]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "asyncify", "rules": [_rule(rule) for rule in rules]}},
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": not problems,
                        "toolExecutionNotifications": [_notification(problem) for problem in problems],
                    }
                ],
                "results": [{**result, "ruleIndex": rules.index(result["ruleId"])} for result in results],
            }
        ],
    }


def render_sarif(plan: Plan, problems: Sequence[FileProblem] = ()) -> str:
    """The SARIF text, ending in a newline."""
    return json.dumps(to_sarif_value(plan, problems), indent=2, ensure_ascii=False) + "\n"


def _rule(code: str) -> dict[str, Any]:
    known = CODES.get(code)
    text = known.title.capitalize() if known is not None else _ACTION_RULES.get(code, code)
    return {"id": code, "shortDescription": {"text": text}}


def _refusal_result(refusal: Refusal) -> dict[str, Any]:
    text = " ".join(part for part in (refusal.message, refusal.hint) if part)
    return _result(refusal.code, refusal.severity, text, refusal.file, refusal.line, refusal.column)


def _site_result(site: SitePlan) -> dict[str, Any]:
    text = f"{site.callee} is {action_words(site)}: {site.reason}"
    return _result(site.action, "note", text, site.file, site.line, site.column)


def _result(rule: str, level: str, text: str, path: str, line: int, column: int) -> dict[str, Any]:
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": text},
        "locations": [_location(path, line, column)],
        # Without the line, so that a finding stays the same one when code above it grows.
        "partialFingerprints": {"asyncify/v1": _fingerprint(rule, path, text)},
    }


def _location(path: str, line: int, column: int = 0) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(path), "uriBaseId": "%SRCROOT%"}}
    if line:
        physical["region"] = {"startLine": line, **({"startColumn": column} if column else {})}
    return {"physicalLocation": physical}


def _notification(problem: FileProblem) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": problem.message},
        "locations": [_location(problem.path, problem.line)],
    }


def _fingerprint(*parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:32]


def _uri(path: str) -> str:
    return quote(path.encode("utf-8", "surrogateescape"))
