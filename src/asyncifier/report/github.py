"""The plan as GitHub Actions workflow commands, which become annotations on a pull request.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from asyncifier.errors import FileProblem
from asyncifier.plan import Plan
from asyncifier.report.wording import SHOWN_ACTIONS, action_words


def render_github(plan: Plan, problems: Sequence[FileProblem] = ()) -> str:
    """One line per refusal, unreadable file and call that does not simply become an await.

    >>> print(render_github(plan), end="")
    ::error file=app/db.py,line=12,col=5,title=asyncify no-equivalent::copy_from has no async equivalent
    """
    return "".join(f"{command}\n" for command in _commands(plan, problems))


def _commands(plan: Plan, problems: Sequence[FileProblem]) -> Iterator[str]:
    for problem in problems:
        yield _command("error", problem.path, problem.line, 0, "unreadable", problem.message)
    for refusal in plan.refusals:
        message = "\n".join(part for part in (refusal.message, refusal.hint) if part)
        yield _command(refusal.severity, refusal.file, refusal.line, refusal.column, refusal.code, message)
    for site in plan.sites:
        if site.action in SHOWN_ACTIONS:
            message = f"{site.callee} is {action_words(site)}: {site.reason}"
            yield _command("notice", site.file, site.line, site.column, site.action, message)


def _command(level: str, path: str, line: int, column: int, title: str, message: str) -> str:
    properties = [f"file={_property(path)}"]
    if line:
        properties.append(f"line={line}")
    if line and column:
        properties.append(f"col={column}")
    properties.append(f"title={_property(f'asyncify {title}')}")
    return f"::{level} {','.join(properties)}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
