"""Colours, and the plan that follows from them.

`decide` takes the solved graph and a `policy`, and says for every function whether it turns async, for every call what
becomes of it, and why; it writes nothing and touches no tree. Its parts: `uses` (where colour matters),
`pins` (what forbids async), `colour` (the fix-point), `edits` and `names` (what is written), `connections`
(who closes what), `unresolved` (what could be I/O, but nobody knows).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from asyncifier.decide.behind import Behind
from asyncifier.decide.codes import hint_for
from asyncifier.decide.colour import Colours, Painter
from asyncifier.decide.concurrency import WHEN_SHARED, run_as_tasks, what_runs_tasks
from asyncifier.decide.connections import Connections
from asyncifier.decide.constructors import Constructors
from asyncifier.decide.edits import EditWriter
from asyncifier.decide.executor import crowded
from asyncifier.decide.held import HeldConnections
from asyncifier.decide.interleaving import Interleaving
from asyncifier.decide.limits import Limits
from asyncifier.decide.pins import Conflict, Pins
from asyncifier.decide.policy import Policy
from asyncifier.decide.threads import ThreadState
from asyncifier.decide.unresolved import UnresolvedCalls, some
from asyncifier.decide.uses import COMPUTED_GETATTR, Leaf, Use, Uses
from asyncifier.edits import AddImports, EditImport
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.heap import Root
from asyncifier.graph.origins import Origins
from asyncifier.library import Libraries, Library
from asyncifier.plan import Choice, FilePlan, FunctionPlan, Link, Refusal, SitePlan, TextChange

__all__ = ["Decisions", "HeldBack", "Policy", "decide"]


@dataclass(frozen=True)
class HeldBack:
    """A function that would turn async, but stays synchronous, with what keeps it so."""

    function: FunctionPlan
    because: tuple[Refusal, ...]


@dataclass(frozen=True)
class Decisions:
    """Everything decided about the Python files of one project."""

    functions: tuple[FunctionPlan, ...]
    sites: tuple[SitePlan, ...]
    refusals: tuple[Refusal, ...]
    files: tuple[FilePlan, ...]
    converted: tuple[Library, ...]
    """Libraries of which something is converted."""
    kept: tuple[Library, ...]
    """Libraries of which something stays."""
    new_modules: frozenset[str]
    """Modules that the new code imports."""
    test_files_turned: bool
    wide_fixtures: bool
    """A fixture that turned async lives longer than one test."""
    new_files: tuple[TextChange, ...] = ()
    choices: tuple[Choice, ...] = ()
    """For functions that synchronous and asynchronous code need."""
    held_back: tuple[HeldBack, ...] = ()
    """Only when asked for."""


def decide(
    graph: CallGraph,
    libraries: Libraries,
    policy: Policy | None = None,
    *,
    explain: bool = False,
) -> Decisions:
    """The decisions for one program.

    With `explain`, what stays synchronous although it leads to I/O is gathered too.
    """
    decider = _Decider(graph, libraries, policy or Policy())
    decisions = decider.run()
    return replace(decisions, held_back=tuple(decider.held_back())) if explain else decisions


class _Decider:
    def __init__(self, graph: CallGraph, libraries: Libraries, policy: Policy) -> None:
        self.policy = policy
        self.graph = graph
        self.libraries = libraries
        self.uses = Uses(graph, libraries, policy.foreign_modules(graph))
        self.pins = Pins(graph, libraries, policy)
        self.pins.called = frozenset(
            function
            for use in self.uses.all
            if use.kind
            in (
                "call",
                "with",
                "for",
                "comp",
                "consume",
                "load",
                "stack",
                "cleanup",
                "drive",
                "mapped",
                "piped",
            )
            for function in (*use.functions, *use.generators, *use.special)
        )
        self.pins.handed_out = frozenset(self.uses.handed_out)
        self.pins.to_threads = frozenset(self.uses.to_threads)
        constructors = Constructors(graph, libraries, self.uses)
        if not policy.mark_conflicts:
            self.pins.constructors = constructors
        self.painter = Painter(graph, self.uses, self.pins, policy)
        self.colours = Colours()
        self.refusals: list[Refusal] = []
        self.forced: list[tuple[Root, Use, Leaf]] = []

    def left_open_or_mixed(self) -> list[tuple[Root, Use, Leaf]]:
        """Connections that must stay for what happens elsewhere: nobody closes them, or names would mix."""
        connections = Connections(self.graph, self.uses)
        entered = {
            root
            for use in self.uses.all
            if use.kind == "with"
            for leaf in use.leaves
            if leaf.type is not None and leaf.type.closes
            for root in leaf.roots
        }
        kept = {
            leaf.library.id
            for use in self.uses.all
            for leaf in use.leaves
            if leaf.waits
            and (
                not self.painter.is_enabled(leaf, self.colours)
                or self.colours.kept.is_sync(self.uses.owner(use.site.module, use.scope))
            )
        }
        found: list[tuple[Root, Use, Leaf]] = []
        for use in self.uses.all:
            if use.kind != "call":
                continue
            for leaf in use.leaves:
                if leaf.type is not None or not self.painter.is_enabled(leaf, self.colours):
                    continue
                if self.painter.shared_of.get(id(use)) in self.colours.shared:
                    continue  # closed with the loop
                owner = self.uses.owner(use.site.module, use.scope)
                if owner in self.pins.cached_makers or owner in self.colours.kept.only:
                    continue
                reason = self.must_stay(use, leaf, connections, entered, kept)
                if reason is not None:
                    refused = replace(leaf, outcome=replace(leaf.outcome, refuse=reason))
                    found += [(root, use, refused) for root in leaf.roots]
        return found

    def must_stay(
        self, use: Use, leaf: Leaf, connections: Connections, entered: set[Root], kept: set[str]
    ) -> str | None:
        opens = leaf.library.types.get(leaf.member.returns or "") if leaf.member is not None else None
        if opens is None or not opens.closes:
            return None
        if leaf.library.id in kept and leaf.library.dists and self.names_meet(leaf):
            return f"names of {leaf.library.module} besides the connection are used with one that stays on it"
        roots = set(leaf.roots)
        if leaf.library.must_close is None or roots & connections.closed or roots & entered:
            return None
        if connections.closes_at_end(use) is not None or connections.kept_in(use):
            return None
        return f"nothing closes this connection, and {leaf.library.must_close}"

    def names_meet(self, leaf: Leaf) -> bool:
        """Names such as `psycopg2.sql.SQL` stand where both drivers will be used, or nobody sees which one."""
        library = leaf.library
        whole = {module for module, name in self.converted_files if name == library.id}
        others = self.modules_with_other_names(library) - whole
        used = {use.site.module for use in self.uses.all for other in use.leaves if other.library is library}
        if not others <= used:
            return True
        component = self.painter.component(leaf.roots[0])
        return any(
            component in self.painter.components_of(use) for use in self.uses.all if use.site.module in others
        )

    @property
    def converted_files(self) -> frozenset[tuple[int, str]]:
        return self.painter.converted_files(self.colours)

    def modules_with_other_names(self, library: Library) -> set[int]:
        """Where names are that can't serve both drivers."""
        found = set()
        for index, module in enumerate(self.graph.modules):
            for reference in module.facts.references:
                if reference.role in ("except", "base", "annotation") or reference.role.startswith("returns"):
                    continue
                target = module.facts.bindings[reference.binding].target
                dotted = self.libraries.canonical(".".join([target, *reference.parts[1:]]))
                if self.libraries.library_of(dotted) is not library or self.libraries.function(dotted):
                    continue
                if self.libraries.new_name(library, dotted) != dotted:  # what stays serves both
                    found.add(index)
        return found

    def run(self) -> Decisions:
        self.colours = self.painter.paint()
        taken_out = self.left_open_or_mixed() if self.painter.keep else []
        while taken_out:  # rare; each round takes out connections, so it ends
            self.forced += taken_out
            self.colours = self.painter.paint(self.forced)
            taken_out = self.left_open_or_mixed()
        blocking = self.colours.blocking
        assert blocking is not None
        offloads = blocking.offloads
        for use, reason in blocking.stuck:
            self.refuse("ASY401", use.site.module, use.line, reason)
        for use, code, reason in blocking.told:
            self.refuse(code, use.site.module, use.line, reason, "warning")
        writer = EditWriter(
            self.graph, self.libraries, self.uses, self.pins, self.painter, self.colours, offloads
        )  # fmt: skip
        limit = self.policy.max_concurrency
        limits = Limits(self.graph, self.uses, self.colours) if limit is not None else None
        if limit is not None and limits is not None:
            writer.limit_connections(limits.guarded, limit)
        writer.executor = executor = self.policy.executor
        of_threads = ThreadState(self.graph, self.uses, self.pins, self.colours)
        writer.locks, writer.locals = of_threads.turned, of_threads.turned_locals
        edits = writer.write()
        self.report_disabled()
        self.report_unresolved(writer.converted.values())
        self.report_shared()
        if self.pins.constructors is not None:
            for module, line, name in self.pins.constructors.doubles(self.colours.because):
                self.refuse("ASY501", module, line, f"objects of {name} are made by create() now", "warning")
        for module, line, code, message in (
            *of_threads.find(),
            *HeldConnections(self.graph, self.uses, self.colours).find(),
            *Interleaving(self.graph, self.uses, self.colours).find(),
            *(limits.told() if limits is not None else ()),
            *(
                executor.told(writer.in_threads)
                if executor is not None
                else crowded(self.graph, self.uses, writer.in_threads)
            ),
        ):
            self.refuse(code, module, line, message, "warning")
        for module, file in sorted(writer.files.items()):
            for line, code, message in file.notes:
                self.refuse(code, module, line, message, "warning")
        self.examples()
        stubs = list(self.stub_files(writer))
        files = tuple(
            FilePlan(self.path(module), found)
            for module, found in edits.items()
            if self.path(module) not in self.policy.frozen
        )
        return Decisions(
            functions=tuple(self.function_plans()),
            sites=tuple(self.site_plans(offloads)),
            refusals=tuple(dict.fromkeys(sorted(self.refusals, key=_place))),
            files=tuple(sorted([*files, *stubs], key=lambda item: item.path)),
            converted=tuple(writer.converted.values()),
            kept=tuple(library for library in self.libraries.models if library.id in writer.kept),
            new_modules=_imported(edits.values()),
            test_files_turned=any(self.pins.is_test_function(function) for function in self.colours.because),
            wide_fixtures=any(self.is_wide_fixture(function) for function in self.colours.because),
            new_files=writer.new_files,
            choices=tuple(self.choices()),
        )

    def stub_files(self, writer: EditWriter) -> Iterator[FilePlan]:
        """The stub files that change; tells what in them does not follow."""
        for stub in writer.stub_files():
            for line, reason in stub.left:
                message = f"the stub is left as it is: {reason}"
                self.refusals.append(
                    Refusal("ASY503", stub.path, line, message, hint_for("ASY503"), "warning")
                )
            if stub.edits and stub.path not in self.policy.frozen:
                yield FilePlan(stub.path, stub.edits)

    def examples(self) -> None:
        """Tells of the docstrings that show how it was called."""
        for function in sorted(self.colours.because):
            scope = self.graph.scope(function)
            if scope.has_examples and function not in self.colours.kept.names:
                message = f"the examples in the docstring of {scope.name} call it as it was"
                self.refuse("ASY503", function[0], scope.line, message, "warning")

    def path(self, module: int) -> str:
        return self.graph.modules[module].path

    def refuse(
        self, code: str, module: int, line: int, message: str, severity: str = "error", hint: str = ""
    ) -> None:
        facts = self.graph.modules[module].facts
        ignored = facts.ignored.get(line)
        if ignored is None or (ignored and code not in ignored):
            self.refusals.append(self.refusal(code, module, line, message, severity, hint))

    def refusal(
        self, code: str, module: int, line: int, message: str, severity: str = "error", hint: str = ""
    ) -> Refusal:
        return Refusal(code, self.path(module), line, message, hint or hint_for(code), severity)  # type: ignore[arg-type]

    # -- functions and chains ---------------------------------------------------------------------------

    def function_plans(self) -> list[FunctionPlan]:
        plans = []
        for function in sorted(self.colours.because):
            chain = tuple(self.chain(function))
            end = chain[-1].callee if chain else "I/O"
            twin = self.colours.kept.names.get(function)
            colour, reason = "async", self.reason(function, end)
            if twin is not None:
                colour, reason = "both", f"stays for synchronous callers; {twin} beside it {reason}"
            plans.append(self.function_plan(function, colour, reason, chain))
        for function, use in sorted(self.colours.shims.items()):
            chain = tuple(self.chain(function, use))
            only_calls = function in self.colours.bridging or function in self.colours.in_place
            what = "what it calls" if only_calls else "its async body"
            reason = f"an entry point: stays callable from synchronous code and runs {what}"
            plans.append(self.function_plan(function, "both", reason, chain))
        for function in sorted(self.staying):
            reason = f"stays synchronous, by itself: {self.staying[function]}"
            plans.append(self.function_plan(function, "sync", reason, ()))
        return plans

    @cached_property
    def staying(self) -> dict[FunctionId, str]:
        """The functions that reach I/O and have no asynchronous form, beside the ones that have, with the reason."""
        only = self.colours.kept.only - self.painter.done
        pins = {function: pin.reason for function in only if (pin := self.painter.pin(function)) is not None}
        return {
            function: pins.get(function, "nothing asynchronous calls it")
            for function in only
            if self.graph.scope(function).kind == "function"
        }

    def choices(self) -> Iterable[Choice]:
        """What was chosen where functions are needed in both worlds; only where it makes a difference."""
        for item in self.colours.choices:
            use, pin = item.because.use, item.because.pin
            functions = (
                item.functions
                or tuple(
                    function
                    for function in (item.because.function, *self.uses.turning(use))
                    if function is not None
                )[:3]
            )
            names = tuple(self.graph.qualified_name(function) for function in dict.fromkeys(functions))
            prices = (item.twin_price, item.offload_price)
            price, other = prices if item.is_twin else prices[::-1]
            yield Choice(
                self.path(use.site.module), use.line, names, "twin" if item.is_twin else "offload", price or 0, other,
                pin.reason, item.why_not,
            )  # fmt: skip

    def function_plan(
        self, function: FunctionId, colour: str, reason: str, chain: tuple[Link, ...]
    ) -> FunctionPlan:
        scope = self.graph.scope(function)
        name = self.graph.qualified_name(function)
        return FunctionPlan(name, self.path(function[0]), scope.line, colour, reason, chain)  # type: ignore[arg-type]

    def reason(self, function: FunctionId, end: str) -> str:
        use = self.colours.because[function]
        if self.uses.owner(use.site.module, use.scope) == function:
            return f"reaches {end}"
        if function in self.uses.turning(use):
            place = f"{self.path(use.site.module)}:{use.line}"
            return f"is called at {place}, where another callee turns async"
        return "overrides, or is overridden by, a method that turns async"

    def chain(
        self, function: FunctionId, start: Use | None = None, colours: Colours | None = None
    ) -> list[Link]:
        because = (colours or self.colours).because
        links: list[Link] = []
        seen: set[FunctionId] = set()
        use = start or because.get(function)
        while use is not None and function not in seen and len(links) < 30:
            seen.add(function)
            owner = self.uses.owner(use.site.module, use.scope)
            following = self.turned_by_itself(use, because)
            callee = (
                self.graph.qualified_name(following[0]) if following and not use.leaves else _leaf_name(use)
            )
            links.append(Link(self.graph.qualified_name(owner), self.path(use.site.module), use.line, callee))
            if use.leaves or not following:
                break
            function = following[0]
            use = because.get(function)
        return links

    def turned_by_itself(self, use: Use, because: Mapping[FunctionId, Use]) -> list[FunctionId]:
        """The async functions at a use; first those with a reason in their own body, so that a chain ends in I/O."""
        found = [item for item in self.uses.turning(use) if item in because]

        def is_coupled(item: FunctionId) -> bool:
            reason = because[item]
            return self.uses.owner(reason.site.module, reason.scope) != item

        return sorted(found, key=is_coupled)

    def held_back(self) -> list[HeldBack]:
        """The functions that lead to I/O and stay synchronous all the same, with the refusals behind it."""
        free, conflicts = self.unhindered
        uses = dict(free.because)
        for conflict in conflicts:  # what forbids it may stand on the function itself
            use = conflict.use
            owner = self.uses.owner(use.site.module, use.scope)
            for function in (owner, *self.uses.turning(use)):
                if self.pins.pin(function) == conflict.pin:
                    uses.setdefault(function, use)
        found = []
        behind = Behind(self.painter, free)
        for function, use in sorted(uses.items()):
            if function in self.colours.because or function in self.colours.shims:
                continue
            components = behind.function(function) | behind.use(use)
            reasons = [item for component in components for item in self.colours.disabled.get(component, ())]
            chain = tuple(self.chain(function, use, free))
            end = chain[-1].callee if chain else "I/O"
            plan = self.function_plan(
                function, "sync", f"reaches {end}, but stays synchronous for what is refused", chain
            )
            told = dict.fromkeys(
                refusal for item in reasons if (refusal := self.refusal_of(item)) is not None
            )
            found.append(HeldBack(plan, tuple(sorted(told, key=_place))))
        return found

    def site_plans(self, offloads: Sequence[Use]) -> list[SitePlan]:
        plans = set()
        for use in self.colours.awaited.values():
            if use.kind == "escape":
                continue
            owner = self.uses.owner(use.site.module, use.scope)
            is_bridge = use in self.colours.bridges or owner in self.colours.in_place
            action = "bridge" if is_bridge else "await"
            plans.add(
                SitePlan(
                    self.path(use.site.module), use.line, use.column + 1, action, _callee(use, self.graph),  # type: ignore[arg-type]
                    "runs the program's event loop" if action == "bridge" else "waits for I/O",
                )
            )  # fmt: skip
        for use in offloads:
            plans.add(
                SitePlan(
                    self.path(use.site.module), use.line, use.column + 1, "offload", _callee(use, self.graph),
                    "stays synchronous and would block the event loop",
                )
            )  # fmt: skip
        return sorted(plans, key=lambda plan: (plan.file, plan.line, plan.column, plan.action, plan.callee))

    # -- refusals ---------------------------------------------------------------------------------------

    def report_disabled(self) -> None:
        for reasons in self.colours.disabled.values():
            for item in reasons:
                use = item.use if isinstance(item, Conflict) else item[0]
                refusal = self.refusal_of(item)
                if refusal is not None:
                    self.refuse(refusal.code, use.site.module, use.line, refusal.message, hint=refusal.hint)
        for conflict in self.colours.marked:
            refusal = self.refusal_of_conflict(conflict)
            if refusal is not None:
                use = conflict.use
                self.refuse(refusal.code, use.site.module, use.line, refusal.message, hint=refusal.hint)
        for use, leaf in self.colours.refused:
            message = f"{use.text}: {leaf.outcome.refuse}; this place has to be changed by hand"
            self.refuse("ASY210", use.site.module, use.line, message)

    def refusal_of(self, item: Conflict | tuple[Use, Leaf]) -> Refusal | None:
        """What is told of a conflict, or of a use without a counterpart."""
        if isinstance(item, Conflict):
            return self.refusal_of_conflict(item)
        use, leaf = item
        why = leaf.outcome.refuse or "no counterpart"
        message = f"{use.text}: {why}; everything on this connection stays on {leaf.library.module}"
        return self.refusal("ASY210", use.site.module, use.line, message)

    def refusal_of_conflict(self, conflict: Conflict) -> Refusal | None:
        use = conflict.use
        if conflict.pin.code == "ASY901":
            return None  # told once, for the file
        following = self.uses.turning(use)
        path = hint = ""
        if following:
            reaching = [item for item in following if item in self.unhindered[0].because] or following
            names = some([self.graph.qualified_name(item) for item in dict.fromkeys(reaching)], ", ")
            path = f" ({use.text} leads to I/O in {names})"
            hint = self.settling_hint(use, self.graph.qualified_name(reaching[0])) or self.twins_hint(use)
        elif use.leaves:
            path = f" ({_leaf_name(use)} waits for I/O)"
            hint = self.settling_hint(use, _leaf_name(use))
        return self.refusal(
            conflict.pin.code, use.site.module, use.line, conflict.pin.reason + path, hint=hint
        )

    @cached_property
    def unhindered(self) -> tuple[Colours, list[Conflict]]:
        """What would turn async if nothing stood in the way: it tells which callees lead to I/O."""
        return self.painter.unhindered()

    def report_shared(self) -> None:
        """One connection for the whole program, where more than one task may use it at once."""
        at_once = what_runs_tasks(self.graph)
        if at_once is None:
            return
        connections = Connections(self.graph, self.uses)
        cached = [connections.handed_out.get(function, ()) for function in self.pins.cached_makers]
        kept = connections.long_lived.union(*cached)
        in_tasks = run_as_tasks(self.graph, self.uses)
        used_in_tasks = {root for function in in_tasks for root in self.roots_used(function)}
        for use in self.uses.all:
            for leaf in use.leaves if use.kind == "call" else ():
                opened = connections.opens(leaf) if leaf.type is None else None
                if opened is None or not self.painter.is_enabled(leaf, self.colours):
                    continue
                happens = WHEN_SHARED.get(opened.concurrent_use or leaf.library.concurrent_use)
                if happens is not None and kept.intersection(leaf.roots):
                    message = f"the whole program uses this one connection, and {at_once}: {happens}"
                    self.refuse("ASY303", use.site.module, use.line, message, "warning")
                elif (
                    happens is not None
                    and used_in_tasks.intersection(leaf.roots)
                    and self.uses.owner(use.site.module, use.scope) not in in_tasks
                ):
                    message = f"several tasks use this one connection, as {at_once}: {happens}"
                    self.refuse("ASY303", use.site.module, use.line, message, "warning")

    def roots_used(self, function: FunctionId) -> Iterable[Root]:
        """The connections that a function uses itself."""
        for use in self.uses.in_function.get(function, ()):
            for leaf in use.leaves:
                yield from leaf.roots

    def twins_hint(self, use: Use) -> str:
        """Where both forms were possible, and cost more than they gave."""
        following = set(self.uses.turning(use))
        dearer = [item for item in self.colours.choices if not item.is_twin and item.twin_price is not None]
        if not any(following.intersection(item.functions) for item in dearer):
            return ""
        return 'set twins.mode = "twin": this stays as it is, and coroutines get a form of their own'

    def settling_hint(self, use: Use, example: str) -> str:
        """The declaration that tells what a computed name, or a callee that nobody knows, stands for."""
        if use.kind != "escape" or not (use.unresolved or use.external == COMPUTED_GETATTR):
            return ""
        call = self.graph.modules[use.site.module].facts.calls[use.site.number]
        if use.unresolved:
            entries = self.origins.entries(self.graph.solver.offsets[use.site.module] + call.func)
            line = next((item.trail[0][0].name for item in entries if item.trail), "")
            return (
                f'declare what is called under [tool.asyncify.types]: "{line}" = "its.name"' if line else ""
            )
        place = self.origins.goes_to(use.site.module, call.target)
        owner = self.graph.qualified_name(self.uses.owner(use.site.module, use.scope))
        name = place.name if place is not None else f"{owner}.method"
        first = "" if place is not None else "assign it to a variable, method say, and "
        return f'{first}declare which one is meant under [tool.asyncify.types]: "{name}" = "{example}"'

    @cached_property
    def origins(self) -> Origins:
        return Origins(self.graph)

    def report_unresolved(self, converted: Iterable[Library]) -> None:
        calls = UnresolvedCalls(self.origins, self.libraries, self.uses, self.colours, converted)
        for item in calls.find():
            self.refuse("ASY220", item.module, item.line, item.message, "warning", item.hint)

    # -- tests ------------------------------------------------------------------------------------------

    def is_wide_fixture(self, function: FunctionId) -> bool:
        scope = self.graph.scope(function)
        facts = self.graph.modules[function[0]].facts
        for call in facts.calls:
            if call.text.endswith("fixture") and scope.line - 30 < call.line < scope.line:
                for arg in call.args:
                    wide = arg.keyword == "scope" and arg.constant in (
                        "module",
                        "session",
                        "package",
                        "class",
                    )
                    nearest = min(
                        (other.line for other in facts.scopes if other.kind == "function" and other.line > call.line),
                        default=-1,
                    )  # fmt: skip
                    if wide and nearest == scope.line:
                        return True
        return False


def _leaf_name(use: Use) -> str:
    if not use.leaves:
        return use.text
    leaf = use.leaves[0]
    if leaf.member is None:
        return f"{leaf.type.name if leaf.type else leaf.library.module} ({use.kind})"
    owner = leaf.type.source if leaf.type is not None else ""
    return f"{owner}.{leaf.member.name}" if owner else leaf.member.name


def _callee(use: Use, graph: CallGraph) -> str:
    functions = Uses.turning(use)
    if use.leaves:
        return _leaf_name(use)
    return graph.qualified_name(functions[0]) if functions else use.text


def _place(refusal: Refusal) -> tuple[str, int, str, str]:
    return (refusal.file, refusal.line, refusal.code, refusal.message)


def _imported(edits: object) -> frozenset[str]:
    """The modules named by the import statements that the edits bring in."""
    found: set[str] = set()
    for file in edits:  # type: ignore[attr-defined]
        for edit in file:
            if isinstance(edit, AddImports | EditImport):
                for statement in edit.statements:
                    found.add(statement.split()[1])
    return frozenset(found)
