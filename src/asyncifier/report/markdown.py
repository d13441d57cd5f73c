"""The plan as GitHub-flavoured Markdown, for a pull request or an issue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from asyncifier.errors import FileProblem
from asyncifier.plan import Plan
from asyncifier.report.wording import (
    SHOWN_ACTIONS,
    action_words,
    count,
    place,
    problem_place,
    short_name,
    totals,
    totals_sentence,
    why,
)


def render_markdown(plan: Plan, problems: Sequence[FileProblem] = ()) -> str:
    """Headings and tables: functions, offloaded calls, refusals, other files; empty ones are left out."""
    blocks = [block for block in _blocks(plan, problems) if block]
    return "\n\n".join(blocks) + "\n"


def _blocks(plan: Plan, problems: Sequence[FileProblem]) -> Iterator[str]:
    counted = totals(plan)
    yield "# asyncify plan"
    yield f"{count(counted['files'], 'file')} to change. {totals_sentence(counted)}".rstrip(" ")
    yield _section(
        "Functions that become async",
        ("Function", "Where", "Because"),
        [
            (
                _code(short_name(function.name, function.file)),
                _at(function.file, function.line),
                why(function),
            )
            for function in plan.functions
            if function.colour != "sync"
        ],
    )
    yield _section(
        "Calls that are offloaded or bridged",
        ("Call", "Where", "What happens", "Because"),
        [
            (_code(site.callee), _at(site.file, site.line), action_words(site), site.reason)
            for site in plan.sites
            if site.action in SHOWN_ACTIONS
        ],
    )
    for title, severity in (("Refused", "error"), ("Warnings", "warning")):
        yield _section(
            title,
            ("Code", "Where", "Why", "What to do"),
            [
                (_code(refusal.code), _at(refusal.file, refusal.line), refusal.message, refusal.hint)
                for refusal in plan.refusals
                if refusal.severity == severity
            ],
        )
    yield _section(
        "Other files", ("File", "Because"), [(_code(text.path), text.reason) for text in plan.texts]
    )
    yield _section(
        "Left out: could not be read",
        ("Where", "Why"),
        [(_code(problem_place(problem)), problem.message) for problem in problems],
    )


def _section(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    lines = [heads, tuple("---" for _ in heads), *rows]
    table = "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)
    return f"## {title} ({len(rows)})\n\n{table}"


def _cell(text: str) -> str:
    """A cell can hold neither a bar nor a line end; a backslash would escape what we escape with."""
    text = " ".join(text.split())
    if not text.startswith("`"):
        # Prose with <T> or __init__ in it would turn into tags and bold type.
        for char in "\\`*_<>[]":
            text = text.replace(char, f"\\{char}")
    return text.replace("|", "\\|")


def _code(text: str) -> str:
    return f"`{text}`"


def _at(path: str, line: int) -> str:
    return _code(place(path, line))
