"""What the reports have in common: short names, chains, counted nouns and the totals of a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from asyncifier.errors import FileProblem
from asyncifier.plan import Choice, FunctionPlan, Link, Plan, Refusal, SitePlan

ARROW = " → "

SHOWN_ACTIONS = ("offload", "bridge")
"""Sites a reader wants to see one by one; awaits are only counted, refused ones stand with the refusals."""


def totals(plan: Plan) -> dict[str, int]:
    """The numbers of a plan, and whatever the engine counted on top.

    >>> totals(plan)["async"]
    12
    """
    colours = Counter(function.colour for function in plan.functions)
    actions = Counter(site.action for site in plan.sites)
    severities = Counter(refusal.severity for refusal in plan.refusals)
    counted = {
        "files": len(changed_paths(plan)),
        "async": colours["async"],
        "both": colours["both"],
        "awaits": actions["await"],
        "offloads": actions["offload"],
        "bridges": actions["bridge"],
        "rewrites": actions["rewrite"],
        "refusals": severities["error"],
        "warnings": severities["warning"],
    }
    return {**(plan.summary or {}), **counted}


def totals_sentence(counted: Mapping[str, int]) -> str:
    """`"12 functions become async, 3 calls move to a thread, 1 refused"`; what is zero is left out."""
    parts = [
        counted["async"] and f"{count(counted['async'], 'function')} {_become(counted['async'])} async",
        counted["both"] and f"{count(counted['both'], 'function')} {_get(counted['both'])} an async twin",
        counted["awaits"] and f"{count(counted['awaits'], 'call')} awaited",
        counted["offloads"] and f"{counted['offloads']} offloaded to a thread",
        counted["bridges"] and f"{counted['bridges']} bridged",
        counted["refusals"] and f"{counted['refusals']} refused",
        counted["warnings"] and count(counted["warnings"], "warning"),
    ]
    return ", ".join(part for part in parts if part)


def changed_paths(plan: Plan) -> tuple[str, ...]:
    """The files that would be written, Python or not, sorted, each once."""
    return tuple(sorted({file.path for file in plan.files} | {text.path for text in plan.texts}))


def count(number: int, noun: str) -> str:
    """`"1 file"`, `"3 files"`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def short_name(name: str, path: str) -> str:
    """A qualified name without the module that the file already says.

    >>> short_name("shop.repo.UserRepo.find", "src/shop/repo.py")
    'UserRepo.find'
    """
    module = PurePosixPath(path).with_suffix("").parts
    if module and module[-1] == "__init__":
        module = module[:-1]
    words = name.split(".")
    for start in range(len(module)):
        inside = module[start:]
        if tuple(words[: len(inside)]) == inside and len(words) > len(inside):
            return ".".join(words[len(inside) :])
    return name


def chain_text(chain: Sequence[Link]) -> str:
    """`"get_user → UserRepo.find → cursor.execute (shop/repo.py:31)"`: who calls whom, down to the I/O."""
    if not chain:
        return ""
    last = chain[-1]
    names = [short_name(link.caller, link.file) for link in chain]
    return ARROW.join([*names, _last_words(last.callee)]) + f" ({last.file}:{last.line})"


def why(function: FunctionPlan) -> str:
    """The chain from this function to the I/O; the bare reason where the chain is another function's."""
    if function.chain and function.chain[0].caller == function.name:
        return chain_text(function.chain)
    return function.reason or chain_text(function.chain)


def action_words(site: SitePlan) -> str:
    """What happens to a call in two words a reader knows without our vocabulary."""
    return {
        "await": "awaited",
        "offload": "offloaded to a thread",
        "bridge": "bridged",
        "leave": "left as it is",
        "refuse": "refused",
        "rewrite": "rewritten",
    }[site.action]


def refusal_line(refusal: Refusal) -> str:
    """`"app/db.py:12 COPY copy_from has no async equivalent (use copy())"`, one refusal on one line."""
    hint = f" ({refusal.hint})" if refusal.hint else ""
    return " ".join(f"{place(refusal.file, refusal.line)} {refusal.code} {refusal.message}{hint}".split())


def place(path: str, line: int) -> str:
    """`"app/db.py:12"`; only the path when the whole file is meant (line 0)."""
    return f"{path}:{line}" if line else path


def problem_place(problem: FileProblem) -> str:
    return place(problem.path, problem.line)


def _last_words(qualified: str) -> str:
    """`cursor.execute` of `psycopg2.extensions.cursor.execute`: the part people say."""
    return ".".join(qualified.split(".")[-2:])


def _become(number: int) -> str:
    return "becomes" if number == 1 else "become"


def _get(number: int) -> str:
    return "gets" if number == 1 else "get"


def choice_words(choice: Choice) -> str:
    """`"asynchronous twin, price 9; a thread for each call: 15"`"""
    ways = {"twin": "an asynchronous twin", "offload": "stays synchronous, callers use a thread"}
    other = ways["offload" if choice.chosen == "twin" else "twin"]
    price = "impossible" if choice.other_price is None else str(choice.other_price)
    why = f" ({choice.why_not})" if choice.why_not else ""
    return f"{ways[choice.chosen]}: price {choice.price}; {other}: {price}{why}"
