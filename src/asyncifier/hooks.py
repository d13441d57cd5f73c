"""What becomes of one library call: the model's rules first, then its hook, a Python function, if it has one.

Data says most of it (docs/models.md); a hook decides what data can't, from the call's shape alone:

    >>> view = CallView("cursor", (ArgView(keyword="cursor_factory", dotted="psycopg2.extras.RealDictCursor"),))
    >>> evaluate_call(library, member, view).args.rename
    (('cursor_factory', 'row_factory'),)

Everything here is a pure function over frozen values; the analysis makes the views and turns the outcome
into an `EditCall`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from asyncifier.edits import AddHelper, ArgEdits
from asyncifier.library import ArgRules, Attribute, Library, LibraryType, Member, load_hook


class _NotConstant:
    """The value of an argument that is no literal."""

    def __repr__(self) -> str:
        return "NOT_CONSTANT"


NOT_CONSTANT: Final = _NotConstant()


@dataclass(frozen=True)
class ArgView:
    """One argument as it stands in the source: `*x` has a position and `star`, `**x` neither, but `star`."""

    position: int | None = None
    keyword: str | None = None
    star: bool = False
    dotted: str | None = None
    """The import-resolved name it is: "psycopg2.extras.RealDictCursor"."""
    constant: Any = NOT_CONSTANT
    """Its value when it is a literal (number, string, None), or the text that a constant's name or a text made of such
    always is."""
    length: int | None = None
    """The number of elements of a list or tuple display without stars."""
    keys: tuple[str, ...] = ()
    """The keys of a dict display in which all are different texts."""
    is_name: bool = False
    """It is a name or a dotted one, which can be read several times."""
    is_fixed: bool = False
    """It is the name of something imported or defined, not of a variable: `dotted` is then all that it can be."""

    @property
    def is_constant(self) -> bool:
        """It is a literal."""
        return self.constant is not NOT_CONSTANT

    @property
    def place(self) -> int | str:
        """How `ArgEdits` names it."""
        if self.keyword is not None:
            return self.keyword
        assert self.position is not None  # `**x` is no argument that a rule could name
        return self.position


@dataclass(frozen=True)
class Receiver:
    """What is known of the object whose method is called.

    with client.pipeline() as pipe:
        pipe.watch("a")
        pipe.get("a")          # Receiver("pipe", made_by="pipeline", before=("watch",), elsewhere={"watch", "get", …})
    """

    name: str = ""
    """The dotted name it is written as; "" for any other expression."""
    made_by: str = ""
    """The last name of the call that it was assigned from in the same function; "" when that is not seen."""
    before: tuple[str, ...] = ()
    """The methods that the function calls on that name, above this call, in order."""
    elsewhere: frozenset[str] = frozenset()
    """All methods that the program calls on this connection and what was made from it."""


@dataclass(frozen=True)
class CallView:
    """One call of a library's function (`callee` is its dotted name) or method (`callee` is the last name)."""

    callee: str
    args: tuple[ArgView, ...] = ()
    is_method: bool = False
    parameters: tuple[str, ...] = ()
    """The parameters by position, from the model; `evaluate_call` fills them in."""
    receiver: Receiver = Receiver()
    """Of a method that has a hook."""

    def argument(self, parameter: str) -> ArgView | None:
        """The argument given for `parameter`, by keyword or by position."""
        for arg in self.args:
            if arg.keyword == parameter:
                return arg
            if not arg.star and arg.position is not None and self.name_at(arg.position) == parameter:
                return arg
        return None

    def name_at(self, position: int) -> str | None:
        """The parameter at `position`."""
        return self.parameters[position] if position < len(self.parameters) else None

    def parameter_of(self, arg: ArgView) -> str | None:
        """The parameter that `arg` is given for; None for `*x`, `**x` and positions the model doesn't name."""
        if arg.keyword is not None or arg.star or arg.position is None:
            return arg.keyword
        return self.name_at(arg.position)

    @property
    def has_star(self) -> bool:
        """`*x` or `**x` is among the arguments."""
        return any(arg.star for arg in self.args)


@dataclass(frozen=True)
class CallOutcome:
    """What becomes of a call. Hooks return it as well: what they leave out stays as the model's data says."""

    callee: str | None = None
    """The dotted name of the new callee, or the name of one of `helpers`."""
    method: str | None = None
    args: ArgEdits = field(default_factory=ArgEdits)
    template: str | None = None
    setup: str | None = None
    """`name = expression`, for the start of the function around; `template` uses the name."""
    awaited: bool | None = None
    helpers: tuple[AddHelper, ...] = ()
    imports: tuple[str, ...] = ()
    """Modules that the new texts and helpers mention by their full names."""
    refuse: str | None = None
    remove: str | None = None
    """Why the call can go; `template` is then "None" for places where an expression must remain."""
    warnings: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    """What is to be known of the new driver as a whole: told once, at the first call that says it."""


class Hook(Protocol):
    """A function of a model's hook module, named by `code = "name"`."""

    def __call__(self, call: CallView, /) -> CallOutcome: ...


@dataclass(frozen=True)
class Support:
    """Functions that the new code needs in its module, and the modules that these import."""

    helpers: tuple[AddHelper, ...] = ()
    imports: tuple[str, ...] = ()
    template: str = "_transaction({item})"
    """What `with` enters instead of the item."""


def evaluate_call(library: Library, member: Member, view: CallView) -> CallOutcome:
    """What becomes of the call `view` of `member`; `refuse` in the outcome says why it must stay.

    In this order: `refuse`, `args`, `to`, `rewrite` or `remove`, `code`.
    """
    view = replace(view, parameters=member.args.positional or view.parameters)
    outcome = CallOutcome(
        awaited=member.call in ("await", "await_or_acm"), imports=member.imports, refuse=member.refuse
    )
    if member.refuse is not None:
        return outcome
    outcome = merged(outcome, _argument_outcome(member.args, view))
    if member.to is not None:
        outcome = replace(outcome, method=member.to) if view.is_method else replace(outcome, callee=member.to)
    if member.rewrite is not None:
        outcome = replace(merged(outcome, _filled(member.rewrite, view)), setup=member.setup)
    if member.remove is not None:
        outcome = replace(outcome, remove=member.remove, template="None", awaited=False)
    if member.code is not None:
        hook: Hook = load_hook(library, member.code)
        outcome = merged(outcome, hook(view))
    return outcome


def evaluate_write(library: Library, attribute: Attribute, value: ArgView) -> CallOutcome:
    """What becomes of `x.attribute = value`: a template for `ReplaceAssign`, or a refusal.

    No template and no refusal: the assignment stays (only the attribute may have a new name, in `method`).
    A hook may put the new text of the value into `args.replace` for position 0.
    """
    reason = attribute.refuse_write or attribute.refuse
    outcome = CallOutcome(
        template=attribute.write, awaited=attribute.write is not None, method=attribute.to, refuse=reason
    )
    if attribute.code is None or reason is not None:
        return outcome
    hook: Hook = load_hook(library, attribute.code)
    positional = replace(value, position=0, keyword=None)
    return merged(outcome, hook(CallView(attribute.name, (positional,), True, ("value",))))


def helpers_for(with_kind: str, library: Library, type_: LibraryType) -> Support:
    """The functions that `with` on a type of this kind needs: `_transaction` for "commit", else none.

    A model's own hook module may have a function `with_commit()` that gives another text under the same name.
    """
    if with_kind != "commit":
        return Support()
    if library.hooks is not None:
        own = _own_support(library)
        if own is not None:
            return own
    annotation = type_.to or "typing.Any"
    module = annotation.rpartition(".")[0]
    text = _TRANSACTION.format(connection=annotation)
    return Support((AddHelper("_transaction", text),), ("collections.abc", "contextlib", module))


_TRANSACTION = '''\
@contextlib.asynccontextmanager
async def _transaction(conn: {connection}) -> collections.abc.AsyncIterator[{connection}]:
    """Commits at the end of the block, rolls back on an exception; the connection stays open."""
    try:
        yield conn
        await conn.commit()
    except BaseException:
        await conn.rollback()
        raise
'''


def iteration_support(library: Library) -> Support:
    """What `iter = "wrapped"` needs: the first function takes what was iterated, and is iterated in its place.

    The model's hook module has it as `iterate()`.
    """
    support = load_hook(library, "iterate")()
    assert isinstance(support, Support)
    return support


def _own_support(library: Library) -> Support | None:
    try:
        hook = load_hook(library, "with_commit")
    except AttributeError:
        return None
    support = hook()
    assert isinstance(support, Support)
    return support


def merged(first: CallOutcome, second: CallOutcome) -> CallOutcome:
    """Both outcomes in one: edits, helpers and warnings add up; for the rest, what `second` says counts."""
    return CallOutcome(
        callee=second.callee if second.callee is not None else first.callee,
        method=second.method if second.method is not None else first.method,
        args=_merged_args(first.args, second.args),
        template=second.template if second.template is not None else first.template,
        setup=second.setup if second.setup is not None else first.setup,
        awaited=second.awaited if second.awaited is not None else first.awaited,
        helpers=_unique((*first.helpers, *second.helpers)),
        imports=_unique((*first.imports, *second.imports)),
        refuse="; ".join(_unique([why for why in (first.refuse, second.refuse) if why])) or None,
        remove=second.remove or first.remove,
        warnings=_unique((*first.warnings, *second.warnings)),
        notices=_unique((*first.notices, *second.notices)),
    )


def _merged_args(first: ArgEdits, second: ArgEdits) -> ArgEdits:
    return ArgEdits(
        rename=_unique((*first.rename, *second.rename)),
        drop=_unique((*first.drop, *second.drop)),
        add=_unique((*first.add, *second.add)),
        replace=_unique((*first.replace, *second.replace)),
        keyword_for=_unique((*first.keyword_for, *second.keyword_for)),
        spread=_unique((*first.spread, *second.spread)),
    )


def _unique(items: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))


def _argument_outcome(rules: ArgRules, view: CallView) -> CallOutcome:
    """What the rules for arguments say about those that this call has."""
    each = [_one_argument(rules, view, arg) for arg in view.args if not arg.star]
    add = tuple((name, text) for name, text in rules.add.items() if view.argument(name) is None)
    outcome = CallOutcome(args=ArgEdits(add=add), warnings=_star_warnings(rules, view))
    for one in each:
        outcome = merged(outcome, one)
    return outcome


def _one_argument(rules: ArgRules, view: CallView, arg: ArgView) -> CallOutcome:
    name = view.parameter_of(arg)
    if name is None:
        return CallOutcome()
    if name in rules.refuse:
        if arg.constant is None or arg.constant is False:  # as good as not given
            return CallOutcome(args=ArgEdits(drop=(arg.place,)))
        return CallOutcome(refuse=f"{name}=: {rules.refuse[name]}")
    if name in rules.drop:
        return CallOutcome(args=ArgEdits(drop=(arg.place,)))
    replacing = ((arg.place, rules.value[name]),) if name in rules.value else ()
    new = rules.rename.get(name, name)
    if arg.position is not None and arg.keyword is None:
        named = ((arg.position, new),) if name in rules.keyword_only else ()
        return CallOutcome(args=ArgEdits(replace=replacing, keyword_for=named))
    renaming = ((name, new),) if name in rules.rename else ()
    return CallOutcome(args=ArgEdits(rename=renaming, replace=replacing))


def _star_warnings(rules: ArgRules, view: CallView) -> tuple[str, ...]:
    ruled = (*rules.rename, *rules.drop, *rules.refuse, *rules.value, *rules.keyword_only)
    if not ruled or not view.has_star:
        return ()
    given = {view.parameter_of(arg) for arg in view.args}
    hidden = sorted({name for name in ruled if name not in given})
    if not hidden:
        return ()
    return (f"arguments passed with * or ** are not seen; {', '.join(hidden)} would have to change in them",)


_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_PIECES = frozenset({"call", "func", "self", "args", "value", "item"})


def _filled(template: str, view: CallView) -> CallOutcome:
    """The template with every `{parameter}` that was given by position turned into its number."""
    names = [name for name in _PLACEHOLDER.findall(template) if name not in _PIECES]
    missing = [name for name in names if view.argument(name) is None]
    if missing:
        return CallOutcome(refuse=f"the replacement needs {', '.join(missing)} as arguments of their own")

    def numbered(match: re.Match[str]) -> str:
        arg = view.argument(match[1]) if match[1] not in _PIECES else None
        return match[0] if arg is None else f"{{{arg.place}}}"

    return CallOutcome(template=_PLACEHOLDER.sub(numbered, template))
