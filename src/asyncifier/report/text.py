"""The plan as a person reads it on a terminal or in a log.

    asyncify plan: shop
    2 files to change: 2 functions become async, 3 calls awaited

    src/shop/repo.py  2 functions, 3 awaits
    └── UserRepo.find  line 30
        └── UserRepo.find → cursor.execute (src/shop/repo.py:31)

Width, colour and encoding are arguments, not looked up: the same arguments give the same text.
"""

from __future__ import annotations

import codecs
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from asyncifier.explain import Holding
from asyncifier.plan import Choice, FunctionPlan, Link, Plan, Refusal, SitePlan
from asyncifier.report.wording import (
    ARROW,
    SHOWN_ACTIONS,
    action_words,
    choice_words,
    count,
    place,
    short_name,
    totals,
    totals_sentence,
    why,
)

MANY_FUNCTIONS = 40
"""From here on a file shows only its first few functions and calls."""
SHOWN_WHEN_MANY = 3


@dataclass(frozen=True)
class Style:
    """How text is laid out: a terminal's width, colours or not, and the encoding it must fit in."""

    width: int = 100
    colour: bool = False
    encoding: str = "utf-8"
    verbose: bool = False


def render_text(plan: Plan, style: Style = Style()) -> str:
    """The whole report, ending in a newline."""
    parts: list[RenderableType] = [_header(plan)]
    parts += _file_trees(plan, style.verbose)
    parts += _choices(plan.choices)
    parts += _refusal_table(plan.refusals, "error", "Refused")
    parts += _refusal_table(plan.refusals, "warning", "Warnings")
    parts += _other_files(plan)
    parts += _steps(plan)
    parts.append(_closing(plan))
    return render(parts, style)


def render(parts: Iterable[RenderableType], style: Style) -> str:
    """What rich prints for `parts`, one blank line between them, in characters that the encoding has."""
    buffer = io.BytesIO()
    # rich draws tables and trees in ASCII when the file's encoding is not a Unicode one.
    file = io.TextIOWrapper(buffer, encoding=style.encoding, errors=_PLAINER, newline="\n")
    console = Console(
        file=file,
        width=style.width,
        force_terminal=style.colour,
        color_system="standard" if style.colour else None,
        no_color=not style.colour,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    for number, part in enumerate(parts):
        if number:
            console.print()
        console.print(part)
    file.flush()
    text = buffer.getvalue().decode(style.encoding)
    return "".join(f"{line.rstrip()}\n" for line in text.split("\n")[:-1])


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """Stands in for characters the encoding lacks: our own in ASCII, anyone else's escaped."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    characters = error.object[error.start : error.end]
    plain = (_IN_ASCII.get(char) or char.encode("ascii", "backslashreplace").decode() for char in characters)
    return "".join(plain), error.end


_IN_ASCII = {"→": "->", "…": "..."}
_PLAINER = "asyncify-plainer"
codecs.register_error(_PLAINER, _plainer)


def _header(plan: Plan) -> Text:
    counted = totals(plan)
    header = Text("asyncify plan", style="bold")
    if plan.root:
        header.append(f": {plan.root}")
    sentence = totals_sentence(counted)
    files = f"{count(counted['files'], 'file')} to change"
    return header.append(f"\n{files}: {sentence}" if sentence else f"\n{files}", style="not bold")


# --- files and their functions ------------------------------------------------------------------------


def _file_trees(plan: Plan, verbose: bool) -> list[RenderableType]:
    functions = _by_file(function for function in plan.functions if function.colour != "sync")
    sites = _by_file(plan.sites)
    edits = {file.path: len(file.edits) for file in plan.files}
    shown = {site.file for site in plan.sites if verbose or site.action in SHOWN_ACTIONS}
    turned = sum(len(group) for group in functions.values())
    limit = SHOWN_WHEN_MANY if turned > MANY_FUNCTIONS and not verbose else None
    return [
        _file_tree(path, functions[path], sites[path], edits.get(path, 0), limit, verbose)
        for path in sorted(functions.keys() | shown | edits.keys())
    ]


_Placed = TypeVar("_Placed", FunctionPlan, SitePlan)


def _by_file(pieces: Iterable[_Placed]) -> defaultdict[str, list[_Placed]]:
    grouped: defaultdict[str, list[_Placed]] = defaultdict(list)
    for piece in pieces:
        grouped[piece.file].append(piece)
    return grouped


def _file_tree(
    path: str,
    functions: Sequence[FunctionPlan],
    sites: Sequence[SitePlan],
    edits: int,
    limit: int | None,
    verbose: bool,
) -> Tree:
    awaits = sum(site.action == "await" for site in sites)
    noted = [site for site in sites if verbose or site.action in SHOWN_ACTIONS]
    numbers = [
        count(number, noun)
        for number, noun in ((len(functions), "function"), (awaits, "await"), (edits, "edit"))
        if number
    ]
    tree = Tree(Text.assemble((path, "bold cyan"), ("  " + ", ".join(numbers), "dim")), guide_style="dim")
    for function in functions[:limit]:
        _add_function(tree, function, verbose)
    _add_rest(tree, len(functions[:limit]), len(functions), "function")
    for site in noted[:limit]:
        _add_site(tree, site)
    _add_rest(tree, len(noted[:limit]), len(noted), "call")
    return tree


def _add_function(tree: Tree, function: FunctionPlan, verbose: bool) -> None:
    twin = "  async, and a synchronous twin" if function.colour == "both" else ""
    name = short_name(function.name, function.file)
    label = Text.assemble((name, "green"), (f"  line {function.line}{twin}", "dim"))
    branch = tree.add(label)
    if reason := why(function):
        branch.add(Text(reason))
    if verbose and function.reason not in ("", reason):
        branch.add(Text(function.reason, style="dim"))


def _add_site(tree: Tree, site: SitePlan) -> None:
    label = Text.assemble((site.callee, "yellow"), (f"  line {site.line}  {action_words(site)}", "dim"))
    branch = tree.add(label)
    if site.reason:
        branch.add(Text(site.reason))


def _add_rest(tree: Tree, shown: int, total: int, noun: str) -> None:
    if shown < total:
        tree.add(Text(f"… and {count(total - shown, f'more {noun}')} (--verbose)", style="dim"))


def _choices(choices: Sequence[Choice]) -> list[RenderableType]:
    """What was chosen for functions that are needed in both worlds, and what the other way would cost."""
    lines = []
    for choice in choices:
        what = choice_words(choice)
        lines.append(Text.assemble((", ".join(choice.functions), "green"), f"  {what}"))
        lines.append(Text(f"  {place(choice.file, choice.line)}  {choice.because}", style="dim"))
    return _titled("Needed by synchronous and asynchronous code", lines, len(choices))


# --- below the files ----------------------------------------------------------------------------------


def _refusal_table(refusals: Sequence[Refusal], severity: str, title: str) -> list[RenderableType]:
    chosen = [refusal for refusal in refusals if refusal.severity == severity]
    if not chosen:
        return []
    table = Table(title=f"{title} ({len(chosen)})", title_justify="left", title_style="bold", show_lines=True)
    table.add_column("Code", style="red" if severity == "error" else "yellow", overflow="fold")
    table.add_column("Where", overflow="fold")
    table.add_column("Why, and what to do", overflow="fold", ratio=1)
    for refusal in chosen:
        told = Text(refusal.message)
        if refusal.hint:
            told.append(f"\n{refusal.hint}", style="dim")
        table.add_row(Text(refusal.code), Text(place(refusal.file, refusal.line)), told)
    return [table]


def _other_files(plan: Plan) -> list[RenderableType]:
    lines = [
        Text.assemble((text.path, "cyan"), f"{'  new' if text.old is None else ''}  {text.reason}")
        for text in plan.texts
    ]
    return _titled("Other files", lines)


def _steps(plan: Plan) -> list[RenderableType]:
    if len(plan.steps) < 2:
        return []  # one step is the whole plan, which stands above
    lines = [
        Text(f"{number}. {step.name}: {step.summary} ({count(len(step.files), 'file')})")
        for number, step in enumerate(plan.steps, 1)
    ]
    return _titled("Steps", lines)


def _titled(title: str, lines: Sequence[Text], number: int | None = None) -> list[RenderableType]:
    if not lines:
        return []
    body = Text("\n").join(lines)
    grid = Table.grid()
    grid.add_row(Text(f"{title} ({len(lines) if number is None else number})", style="bold"))
    grid.add_row(Padding(body, (0, 0, 0, 2)))
    return [grid]


def _closing(plan: Plan) -> Text:
    if plan.is_empty:
        refused = any(refusal.severity == "error" for refusal in plan.refusals)
        return Text("Nothing would change." if refused else "Nothing to do.", style="bold")
    files = count(totals(plan)["files"], "file")
    return Text.assemble(
        (f"{files} would change.", "bold"),
        "\n`asyncify plan --diff` shows how, `asyncify apply` does it, `asyncify undo` takes it back.",
    )


# --- other texts in the same style --------------------------------------------------------------------


def explanation_parts(
    functions: Sequence[FunctionPlan],
    sites: Sequence[SitePlan],
    refusals: Sequence[Refusal],
    callers: Sequence[Link] = (),
    holdings: Sequence[Holding] = (),
    choices: Sequence[Choice] = (),
) -> list[RenderableType]:
    """Why functions, call sites and objects are what they are, one block each, chains one call a line."""
    blocks: list[RenderableType] = []
    for function in functions:
        where = place(function.file, function.line)
        tree = Tree(Text.assemble((function.name, "bold"), f" is {function.colour}", (f"  {where}", "dim")))
        if function.reason:
            tree.add(Text(function.reason))
        for link in function.chain:
            tree.add(Text(str(link)))
        for link in callers:
            if link.callee == function.name:
                tree.add(Text(f"called by {link.caller} at {place(link.file, link.line)}", style="dim"))
        blocks.append(tree)
    for site in sites:
        where = f"{place(site.file, site.line)}:{site.column}"
        tree = Tree(Text.assemble((site.callee, "bold"), f" is {action_words(site)}", (f"  {where}", "dim")))
        tree.add(Text(site.reason))
        blocks.append(tree)
    return [
        *blocks,
        *map(_holding_tree, holdings),
        *_choices(choices),
        *_refusal_table(refusals, "error", "Refused"),
        *_refusal_table(refusals, "warning", "Warnings"),
    ]


def _holding_tree(holding: Holding) -> Tree:
    """What a place can hold, each with where it was made and the way from there."""
    where = place(holding.file, holding.line)
    article = "an" if holding.kind[0] in "aeiou" else "a"
    tree = Tree(Text.assemble((holding.name, "bold"), f" is {article} {holding.kind}", (f"  {where}", "dim")))
    for value in holding.values:
        made = f", made by {value.made_by}" if value.made_by not in ("", "declared") else ""
        made = ", declared" if value.made_by == "declared" else made
        at = f" at {place(value.file, value.line)}" if value.file else ""
        branch = tree.add(Text.assemble((value.what, "green"), f"{made}{at}"))
        if len(value.way) > 1:
            branch.add(Text(f"by way of {ARROW.join(value.way)}", style="dim"))
    if holding.unknown:
        tree.add(Text(holding.unknown, style="yellow"))
    return tree


def columns(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A plain table with aligned columns, for lists such as `asyncify models`."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for number, head in enumerate(heads):
        table.add_column(head, overflow="fold", no_wrap=number == 0)  # names are for copying
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
