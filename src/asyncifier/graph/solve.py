"""The points-to fix-point: which objects each node can hold, found together with the call graph.

Inclusion-based (Andersen 1994) with difference propagation: a node that gains objects hands only the new ones
to its successors and to the *watchers* that turned up on it (a load, a call, a loop …), which add edges and
objects in turn. Calls are resolved while solving, since what is called depends on what flows.

Context: a decorator application clones the decorator's scopes, so that two decorated functions are not
mistaken for each other; everything else is context-insensitive.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

from asyncifier.facts import ModuleFacts
from asyncifier.facts.values import (
    KEYWORD_ONLY,
    KWARG,
    MATCHED,
    NOTHING,
    POSITIONAL,
    VARARG,
    Arg,
    Scope,
    TypeExpr,
)
from asyncifier.graph import externals, meant, narrow, protocols, stubs
from asyncifier.graph.declared import Misdeclared, declared_nodes, declared_objects, is_let_through
from asyncifier.graph.heap import (
    NO_RECEIVER,
    UNKNOWN,
    Bound,
    Class,
    ClassMethod,
    Closing,
    Constant,
    Container,
    ContainerMethod,
    ContextFunction,
    ContextObject,
    External,
    ExternalValue,
    Func,
    Generator,
    Getter,
    Identity,
    Inst,
    Lib,
    LibMethod,
    Module,
    Object,
    Partial,
    Property,
    Record,
    Register,
    Root,
    Static,
    Super,
    double_of,
    value_made_at,
)
from asyncifier.library import Libraries, Library, LibraryType

_MAX_CONTEXT_DEPTH = 3
_MANY_CALLED = 12
"""Arguments flow into so many functions at one call; all are known to be called, but through a call of any more of
them everything would flow into everything."""
_MAX_CLONES = 4  # of decorators at one place; a place where more seem to be applied tells nothing
_MAX_REEXPORTS = 8  # imports of imports that are followed
_MAX_PATH = 120  # characters of a symbolic access path; longer ones say nothing more
_FIRST = ("alloc", "copy", "load")
_LATER = ("narrow", "store", "getitem", "setitem", "call", "apply", "with", "loop", "operation")
_FEW = 4
"""So many values of libraries without a model are told apart at a node; then they are `heap.UNKNOWN`."""
_MANY = 16
_MANY_CALLABLES = 24
# Sets of instances grow without end in code with many classes under one interface (Sridharan et al. 2013
# call it the cost of imprecise containers). Connections, cursors and their methods are never left out; everything
# else is data, so that a new kind of object has a limit from the start.
_NEVER_LEFT_OUT = frozenset({Lib, LibMethod, Closing, ContextFunction, ContextObject})
_CALLABLES = frozenset({Func, Property, Static, ClassMethod, Partial})
_EMPTY: frozenset[int] = frozenset()  # one object: nearly every third node holds nothing
_FEW_EDGES = 6  # from one node; so many are searched one by one, which takes a quarter of a set's memory
_OPEN_BASES = frozenset(
    {*externals.TYPED_DICTS, "typing.Protocol", "typing_extensions.Protocol", "typing.NamedTuple", "builtins.dict",
     "builtins.list", "builtins.str", "builtins.tuple", "builtins.int", *externals.ENUMS}
)  # fmt: skip
"""Bases of classes that a literal or container may stand for."""
_CONTAINERS = (
    "builtins.list", "builtins.tuple", "builtins.dict", "builtins.set", "collections.deque", "queue.Queue",
    "contextvars.ContextVar",
)  # fmt: skip


@dataclass(frozen=True)
class SourceModule:
    """One module to link: its dotted name, its path for reports, its facts."""

    name: str
    path: str
    is_package: bool
    facts: ModuleFacts
    stub: tuple[str, ModuleFacts] | None = None
    """The stub file beside it: its path and its facts."""

    def qualified_name(self, scope: int) -> str:
        """`app.store.Repo.find` of a function or class in it; its own name for its body."""
        inside = self.facts.scopes[scope].dotted_name
        return f"{self.name}.{inside}" if inside else self.name


class Described(NamedTuple):
    """What library models say of the project's own modules."""

    imported: dict[tuple[int, str], str]
    """(module, name) of what a module only has from elsewhere: the name in a model."""
    defined: dict[str, str]
    """Qualified name of a class or function: the name in a model, where that is one of its re-exports."""


def declared_root(library: Library, type_: LibraryType | None) -> Root:
    """The "connection" that all instances of a class of the project stand for, by what a model says of the class."""
    return Root(-1, -1, f"{library.id}.{type_.name}" if type_ is not None else library.id)


class Argument(NamedTuple):
    """An actual argument: the node it is in, and how it is passed."""

    node: int
    keyword: str = ""
    stars: int = 0
    constant: object = None


class Signature(NamedTuple):
    """The nodes of a function's parameters: by place, by name, of `*rest` and of `**others`."""

    func: Func
    places: list[int]
    named: dict[str, int]
    rest: int
    others: int


@dataclass
class Context:
    """A clone of some scopes: their nodes, by number in the file."""

    module: int
    nodes: dict[int, int]
    parent: int
    depth: int


Handler: TypeAlias = Callable[[Any, int], None]
"""What a watcher does with an object that reaches its node."""


class Site(NamedTuple):
    """Where something happens: kind "call", "with", "for", "comp", "apply", "load", … and its number."""

    module: int
    kind: str
    number: int
    item: int = 0


@dataclass
class Solution:
    """What the fix-point found; read by `decide` through `graph.CallGraph`."""

    targets: dict[Site, set[int]] = field(default_factory=lambda: defaultdict(set))
    loads_of: dict[Site, set[int]] = field(default_factory=lambda: defaultdict(set))
    stores_of: dict[tuple[int, int], set[int]] = field(default_factory=lambda: defaultdict(set))


class Solver:
    """Builds the constraint graph of all modules and solves it."""

    def __init__(
        self,
        modules: Sequence[SourceModule],
        libraries: Libraries,
        declared: dict[str, str] | None = None,
        *,
        trusts_annotations: bool = False,
    ) -> None:
        self.modules = modules
        self.libraries = libraries
        self.declared = declared or {}
        self.by_name = {module.name: index for index, module in enumerate(modules)}
        self.packages = {
            name[:end] for name in self.by_name for end in range(len(name)) if name[end] == "."
        } - set(self.by_name)
        self.by_last_name: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for name, index in self.by_name.items():
            self.by_last_name[name.rpartition(".")[2]].append((name, index))
        self.entries = 0
        """How many objects all nodes hold together."""
        self.objects: list[Object] = []
        self.ids: dict[Object, int] = {}
        self.steps: dict[tuple[str, str], int] = {}
        self.points_to: list[frozenset[int]] = []
        self.data: set[int] = set()
        """Objects of which a node holds only so many; see `_DATA`."""
        self.callables: set[int] = set()
        self.values: set[int] = set()
        """Symbolic values that are told apart."""
        self.outside: set[int] = set()
        """All symbolic values: they tell nothing that an annotation could not tell better."""
        self.successors: list[tuple[int, ...] | set[int]] = []
        self.watchers: dict[int, list[Any]] = {}
        """By node: a handler, what it is told besides the object, the next handler, …"""
        self.handlers: dict[str, Handler] = {
            name.removeprefix("on_"): getattr(self, name) for name in dir(self) if name.startswith("on_")
        }
        self.pending: dict[int, frozenset[int]] = {}
        """Nodes that wait to tell what they gained, and what they held when they last did."""
        self.sets: dict[frozenset[int], frozenset[int]] = {}
        self.joins: dict[tuple[frozenset[int], frozenset[int]], tuple[frozenset[int], bool]] = {}
        self.differences: dict[tuple[frozenset[int], frozenset[int]], frozenset[int]] = {}
        self.alone: dict[int, frozenset[int]] = {}
        self.queue: deque[int] = deque()
        self.is_running = False
        self.offsets: list[int] = []
        self.contexts: list[Context | None] = [None]
        self.context_of: dict[tuple[int, int, int, int], int] = {}
        self.clones_at: dict[tuple[Site, int], int] = defaultdict(int)
        self.fields: dict[tuple[int, str], int] = {}
        self.attributes: dict[tuple[int, str], int] = {}
        """(instance, name): the node of what reading the attribute gives."""
        self.read_at: dict[int, list[Site]] = {}
        """Where the attribute of such a node is read."""
        self.getters: dict[int, list[int]] = defaultdict(list)
        """What runs when it is."""
        self.stored: set[str] = set()
        """The names under which anything has been stored on anything."""
        self.unstored: dict[str, list[tuple[int, int]]] = defaultdict(list)
        """What reads attributes of other names: (object, node)."""
        self.stored_outside: set[str] = set()
        self.unstored_outside: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self.class_attrs: dict[tuple[int, str], int] = {}
        self.class_bases: dict[int, list[int]] = defaultdict(list)
        self.base_positions: dict[int, set[int]] = defaultdict(set)
        self.uncertain_bases: set[int] = set()
        self.has_driver_bases = False
        self.classes: list[int] = []
        self.bodies: dict[int, dict[str, int]] = {}
        """The names that the bodies of classes bind."""
        self.classes_read = self.looked_up = 0
        """How many of the classes and class attributes were seen by `look_in_subclasses`."""
        self.defining: dict[str, set[int]] = defaultdict(set)
        self.lacking: list[tuple[int, str, int]] = []
        """(class, name, node) of attributes that nothing was found for."""
        self.below: dict[int, list[int]] = {}
        self.linear: dict[int, list[int]] = {}
        self.known_methods: dict[tuple[int, str], bool] = {}
        self.delegations: dict[int, tuple[tuple[str, ...], list[int]]] = {}
        self.known_fields: dict[int, list[str]] = {}
        self.signatures: dict[int, Signature] = {}
        self.operations_on: list[tuple[int, str, int, int]] = []
        """(node, method, module, number) of operators and the like."""
        self.operated: set[tuple[int, int]] = set()
        self.operable: set[int] = set()
        """Objects on which an operator runs code that matters."""
        self.made_fields: dict[int, dict[int, dict[int, bool]]] = {}
        self.subclasses: dict[int, set[int]] = defaultdict(set)
        self.class_lookups: dict[int, list[str]] = defaultdict(list)
        self.super_lookups: list[tuple[Super, str, int]] = []
        self.delegated: dict[tuple[int, str, int], bool] = {}
        """(instance, name, node of the attribute) of what only `__getattr__` may give; whether it was asked."""
        self.elements: dict[tuple[int, str | int | None], int] = {}
        self.element_keys: dict[int, list[str | int]] = defaultdict(list)
        self.slices: dict[int, dict[tuple[int, int, int], None]] = defaultdict(dict)
        """The slices of a container: (the new container, start, stop)."""
        self.done_calls: set[tuple[int, int, int, int]] = set()
        self.children: list[dict[int, list[int]]] = []
        self.scope_ops: list[dict[int, list[tuple[str, int, Any]]] | None] = []
        self.scope_nodes: list[dict[int, list[int]] | None] = []
        self.solution = Solution()
        self.unknown = self.intern(UNKNOWN)
        self.values.clear()
        self.namespace = self.new_node()  # argparse.Namespace and its like: one bag of attributes
        self.path_nodes: dict[tuple[str, str], int] = {}
        self.seeded: set[int] = set()
        self.stubs: Mapping[tuple[int, int], protocols.Kind] = {}
        """Methods without a body that stand for generators."""
        self.unseeded: list[tuple[int, Scope]] | None = None
        self.canonical_names: dict[str, str] = {}
        self.overloads: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self.declared_at: dict[int, frozenset[int]] = {}
        """Nodes with a declared type, and the objects it stands for."""
        self.filtered: set[tuple[int, int]] = set()
        """Edges into such nodes: only values of the type pass."""
        self.misdeclared: list[Misdeclared] = []
        self.builtin: set[int] = set()
        """Literals and containers."""
        self.trusts_annotations = trusts_annotations
        self.typed: dict[int, frozenset[int]] = {}
        """Nodes whose annotation names classes of the project or of a model, with these classes: no literal or
        container gets there, and where annotations are trusted nothing but instances of them."""
        self.modelled: dict[int, tuple[Library, LibraryType]] = {}
        """Project classes that a library model describes."""
        self.foreign_overloads: set[tuple[int, int]] = set()
        """Functions under singledispatch for which something else than a function of the project may run."""
        self.narrowed: list[tuple[int, int, tuple[int, ...], bool]] = []
        """(source, target, nodes of classes, whether instances of them get through)."""
        self.tested: dict[int, list[tuple[int, int, tuple[int, ...], bool]]] = defaultdict(list)
        """The tests, as in `narrowed`, that an instance has come to."""
        self.nominal: set[int] = set()
        """Instances that an annotation made, which may be of a subclass."""
        self.meant: set[meant.Meant] = set()
        """What is taken for something else than it says, since what it says is not there."""
        self.saturated: set[int] = set()
        """Nodes that can hold more than was followed; calls on them are told, not trusted."""

    # -- objects and nodes ------------------------------------------------------------------------------

    def intern(self, obj: Object) -> int:
        found = self.ids.get(obj)
        if found is None:
            found = self.ids[obj] = len(self.objects)
            self.objects.append(obj)
            kind = type(obj)
            if isinstance(obj, Class):
                self.classes.append(found)
                self.bodies[found] = self.modules[obj.module].facts.scopes[obj.scope].names
            if kind is Constant or kind is Container:
                self.builtin.add(found)
            if kind is ExternalValue:
                self.values.add(found)
                self.outside.add(found)
            elif kind in _CALLABLES:
                self.callables.add(found)
            elif kind not in _NEVER_LEFT_OUT and not self.gives_what_stays(obj):
                self.data.add(found)
            if kind is Inst or kind is Generator or kind is Lib:
                self.operable.add(found)
        return found

    def gives_what_stays(self, obj: Object) -> bool:
        """`weakref.ref(conn)` is followed as far as `conn` is."""
        return isinstance(obj, Identity) and type(self.objects[obj.result]) in _NEVER_LEFT_OUT

    def value(self, path: str, step: str) -> int:
        """What `step` from the symbolic value `path` gives: ".name", "()" or "[]"."""
        found = self.steps.get((path, step))
        if found is None:
            is_told = path != UNKNOWN.path and len(path) + len(step) <= _MAX_PATH
            found = self.intern(ExternalValue(path + step)) if is_told else self.unknown
            self.steps[path, step] = found
        return found

    def new_node(self) -> int:
        self.points_to.append(_EMPTY)
        self.successors.append(())
        return len(self.points_to) - 1

    def new_nodes(self, count: int) -> None:
        self.points_to += [_EMPTY] * count
        self.successors += [()] * count

    def add(self, node: int, obj: int) -> None:
        if node and obj not in self.points_to[node]:
            alone = self.alone.get(obj)
            if alone is None:
                alone = self.alone[obj] = self.shared(frozenset((obj,)))
            self.add_all(node, alone)

    def add_all(self, node: int, objs: frozenset[int]) -> None:
        """`objs` into `node`; only so many where they are too many to tell anything.

        What nodes hold never changes in place: most copy another's, and equal sets are one object.
        """
        if not node:
            return
        if node in self.typed:
            objs = self.fitting(self.typed[node], objs)
        held = self.points_to[node]
        if not held and len(objs) <= _FEW:
            joined = objs
        else:
            known = self.joins.get((held, objs))
            joined, is_cut = self.join(held, objs) if known is None else known
            if is_cut:
                self.saturated.add(node)
        if joined is held:
            return
        self.points_to[node] = joined
        self.entries += len(joined) - len(held)
        # A third of all nodes tell nobody; an edge or watcher that comes later is told all at once.
        if node not in self.pending and (self.successors[node] or node in self.watchers):
            self.pending[node] = held
            self.queue.append(node)

    def shared(self, objs: frozenset[int]) -> frozenset[int]:
        """The one set that is equal to `objs`: many nodes hold the same."""
        return self.sets.setdefault(objs, objs)

    def join(self, held: frozenset[int], objs: frozenset[int]) -> tuple[frozenset[int], bool]:
        """What a node with `held` holds when `objs` come, and whether some of them were left out.

        Found once: where much flows together, many nodes grow by the same steps.
        """
        new = objs - held
        is_cut = False
        if new and len(held) + len(new) > _FEW:
            new, is_cut = self.within_limits(held, new)
        found = self.shared(held | new) if new else held, is_cut
        if len(held) + len(objs) > _FEW:
            self.joins[held, objs] = found
        return found

    def difference(self, before: frozenset[int], now: frozenset[int]) -> frozenset[int]:
        found = self.differences.get((before, now))
        if found is None:
            found = self.shared(now - before)
            if len(now) > _FEW:
                self.differences[before, now] = found
        return found

    def within_limits(self, held: frozenset[int], new: frozenset[int]) -> tuple[frozenset[int], bool]:
        """Those of `new` that a node with `held` still takes: no data beyond `_MANY`, no callables beyond
        `_MANY_CALLABLES`; and whether that leaves some of these out."""
        values = new & self.values
        if values:
            room = max(0, _FEW - len(held & self.values))
            if len(values) > room:
                new = (new - values).union(
                    sorted(values)[:room], () if self.unknown in held else (self.unknown,)
                )
        if len(held) + len(new) <= _MANY:
            return new, False
        is_cut = False
        room = max(0, _MANY - len(held))
        data = new & self.data
        if len(data) > room:
            is_cut = True
            new = (new - data).union(sorted(data)[:room])
        if len(held) + len(new) > _MANY_CALLABLES:
            callables = new & self.callables
            room = max(0, _MANY_CALLABLES - len(held))
            if len(callables) > room:
                is_cut = True
                new = (new - callables).union(sorted(callables)[:room])
        return new, is_cut

    def edge(self, source: int, target: int) -> None:
        if source and target and source != target:
            known = self.successors[source]
            if target not in known:
                if target in self.declared_at:
                    self.filtered_edge(source, target)
                    return
                if isinstance(known, set):
                    known.add(target)
                elif len(known) < _FEW_EDGES:
                    self.successors[source] = (*known, target)
                else:
                    self.successors[source] = {*known, target}
                held = self.points_to[source]
                if held:
                    self.add_all(target, held)

    def filtered_edge(self, source: int, target: int) -> None:
        """An edge to a node with a declared type, which lets only values of that type through."""
        if (source, target) not in self.filtered:
            self.filtered.add((source, target))
            self.watch(source, "declared", target)

    def watch(self, node: int, kind: str, data: Any) -> None:
        if not node:
            return
        handler = self.handlers[kind]
        watchers = self.watchers.get(node)
        if watchers is None:
            self.watchers[node] = [handler, data]
        else:
            watchers += (handler, data)
        held = self.points_to[node]
        if held and not self.is_running and node not in self.pending:
            self.pending[node] = (
                _EMPTY  # told again in the run: what an object is may depend on bases found there
            )
            self.queue.append(node)
        for obj in held:
            handler(data, obj)

    def run(self) -> None:
        queue, pending, points_to = self.queue, self.pending, self.points_to
        successors, watchers, add_all = self.successors, self.watchers, self.add_all
        self.is_running = True
        while queue:
            node = queue.popleft()
            before, new = pending.pop(node), points_to[node]
            if before:
                new = self.difference(before, new)
            for target in successors[node]:  # adding changes what nodes hold, never the edges
                if not new <= points_to[target]:
                    add_all(target, new)
            watching = watchers.get(node)
            if watching is not None:
                told = iter(tuple(watching))
                for handler, data in zip(told, told, strict=True):
                    for obj in new:
                        handler(data, obj)
        self.is_running = False

    # -- linking ----------------------------------------------------------------------------------------

    def solve(self, extra_links: Iterable[tuple[tuple[int, int] | str, tuple[int, int]]] = ()) -> Solution:
        """Runs to the fix-point. `extra_links`: ((module, node), (module, node)) value flows that a codemod
        knows of, such as a fixture's result into a test's parameter; or the name of a modelled type, of which an object
        flows there, or of a call, whose result does: `unittest.mock.patch()`."""
        for module in self.modules:
            self.offsets.append(len(self.points_to) - 1)
            self.new_nodes(module.facts.nodes)
            children: dict[int, list[int]] = defaultdict(list)
            for index, scope in enumerate(module.facts.scopes):
                if scope.parent >= 0:
                    children[scope.parent].append(index)
            self.children.append(children)
            self.scope_ops.append(None)
            self.scope_nodes.append(None)
        self.declare()
        for index in range(len(self.modules)):
            self.link_imports(index)
        for index in range(len(self.modules)):
            self.instantiate(index, _FIRST)
        self.run()  # classes and their bases, so that attributes are looked up in complete hierarchies
        self.read_annotations()
        self.stubs = protocols.stubs_of_generators(self)
        self.modules = protocols.with_generators(self.modules, self.stubs)
        for index in range(len(self.modules)):
            self.instantiate(index, _LATER)
        for given, (target_module, target) in extra_links:
            into = self.offsets[target_module] + target
            if isinstance(given, str):
                named = ExternalValue(given) if given.endswith(")") else Lib(given, Root(-1, -1, given))
                self.add(into, self.intern(named))
            else:
                self.edge(self.offsets[given[0]] + given[1], into)
        self.run()
        for _ in range(6):
            before = self.entries
            self.operate()
            self.run()
            self.seed_receivers()
            self.run()
            self.retry_super()
            self.run()
            self.delegate()
            self.run()
            self.look_in_subclasses()
            self.run()
            self.fall_back_on_annotations()
            self.run()
            if self.entries == before:
                break
        # Nothing flows any more; what made it flow is as big as what was found, and refers back to the solver.
        # The edges stay: they tell where a value comes from.
        self.watchers.clear()
        self.handlers.clear()
        self.tell_delegating()
        self.read_what_nobody_stores()
        for known in (self.sets, self.joins, self.differences, self.unstored_outside, self.steps):
            known.clear()
        return self.solution

    def node(self, module: int, local: int, context: int) -> int:
        """The node for number `local` of the file, in that context."""
        if not local:
            return NOTHING
        if not context:
            return self.offsets[module] + local
        while context:
            clone = self.contexts[context]
            assert clone is not None
            if clone.module == module and local in clone.nodes:
                return clone.nodes[local]
            context = clone.parent
        return self.offsets[module] + local

    def resolve_module(self, index: int, level: int, module: str) -> str:
        if not level:
            return module
        source = self.modules[index]
        parts = source.name.split(".")
        keep = len(parts) - level + (1 if source.is_package else 0)
        base = ".".join(parts[:keep]) if keep > 0 else ""
        return ".".join(part for part in (base, module) if part)

    def link_imports(self, index: int) -> None:
        facts = self.modules[index].facts
        offset = self.offsets[index]
        for statement in facts.imports:
            for name in statement.names:
                if not statement.is_from:
                    path = name.name if name.asname else name.name.partition(".")[0]
                    self.add(offset + name.node, self.module_object(path))
                    continue
                base = self.resolve_module(index, statement.level, statement.module)
                if name.name == "*":
                    self.import_star(index, base)
                else:
                    found = self.import_name(base, name.name, offset + name.node)
                    if found is not None:
                        self.meant.add(meant.Meant(index, statement.line, f"{base}.{name.name}", found))

    def module_object(self, path: str) -> int:
        found = self.by_name.get(path)
        return self.intern(External(self.canonical(path)) if found is None else Module(found))

    def canonical(self, path: str) -> str:
        found = self.canonical_names.get(path)
        if found is None:
            found = self.canonical_names[path] = self.libraries.canonical(path)
        return found

    def import_name(self, base: str, name: str, target: int) -> str | None:
        """`from base import name`; the dotted name of what must be meant where there is no such module."""
        submodule = f"{base}.{name}" if base else name
        found = self.by_name.get(base)
        if found is not None:
            self.watch_module_name(found, name, target)
        if submodule in self.by_name or submodule in self.packages:
            self.add(target, self.module_object(submodule))
        elif found is None:
            moved = meant.moved_module(self, base, name)
            if moved is None:
                self.add(target, self.intern(External(self.canonical(submodule))))
            else:
                self.watch_module_name(moved, name, target)
                return f"{self.modules[moved].name}.{name}"
        return None

    @cached_property
    def described(self) -> Described:
        """The names of project modules that a library model speaks of."""
        found = Described({}, {})
        for dotted in self.libraries.names:
            base, _, name = dotted.rpartition(".")
            module = self.by_name.get(base)
            if module is None:
                continue
            home = self.definition(module, name)
            if home is None:
                found.imported[module, name] = dotted
            elif home != dotted:
                found.defined[home] = dotted
        return found

    def definition(self, module: int, name: str, depth: int = 0) -> str | None:
        """The qualified name of the project's class or function that a module offers under `name`, followed
        through its imports; None when the name stands for something else."""
        facts = self.modules[module].facts
        for scope in facts.scopes:
            if scope.parent == 0 and scope.name == name and scope.kind in ("class", "function"):
                return f"{self.modules[module].name}.{name}"
        for statement in facts.imports if depth < _MAX_REEXPORTS else ():
            base = self.by_name.get(self.resolve_module(module, statement.level, statement.module))
            if not statement.is_from or base is None:
                continue
            for alias in statement.names:
                wanted = name if alias.name == "*" else alias.name
                if name in (alias.asname or alias.name, wanted if alias.name == "*" else None):
                    found = self.definition(base, wanted, depth + 1)
                    if found is not None:
                        return found
        return None

    def model_name(self, qualified_name: str) -> str:
        """The name under which models know the project's class or function."""
        return self.described.defined.get(qualified_name, qualified_name)

    def watch_module_name(self, module: int, name: str, target: int) -> None:
        dotted = self.described.imported.get((module, name))
        if dotted is not None:
            self.add(target, self.intern(External(dotted)))
            return
        local = self.modules[module].facts.scopes[0].names.get(name)
        if local is not None:
            self.edge(self.offsets[module] + local, target)
        self.read_field(self.intern(Module(module)), name, target)

    def import_star(self, index: int, base: str) -> None:
        found = self.by_name.get(base)
        if found is None:
            for name, node in self.modules[index].facts.scopes[0].names.items():
                if name not in self.modules[index].facts.defined_names:
                    self.add(
                        self.offsets[index] + node, self.intern(External(self.canonical(f"{base}.{name}")))
                    )
            return
        own = self.modules[index].facts
        for name in self.public_names(found):
            mine = own.scopes[0].names.get(name)
            if mine is not None and name not in own.defined_names:
                self.watch_module_name(found, name, self.offsets[index] + mine)
            self.watch_module_name(found, name, self.field(self.intern(Module(index)), name))

    def public_names(self, module: int, seen: tuple[int, ...] = ()) -> dict[str, None]:
        """What `from module import *` brings: `__all__`, or every name without an underscore in front."""
        facts = self.modules[module].facts
        if facts.exports is not None:
            return dict.fromkeys(facts.exports)
        names = dict.fromkeys(name for name in facts.scopes[0].names if not name.startswith("_"))
        for statement in facts.imports:
            base = self.by_name.get(self.resolve_module(module, statement.level, statement.module))
            if base is not None and base not in seen and any(name.name == "*" for name in statement.names):
                names |= self.public_names(base, (*seen, module))
        return names

    # -- constraints of one module or clone -------------------------------------------------------------

    def operations(self, module: int) -> dict[int, list[tuple[str, int, Any]]]:
        """The constraints of a module by scope: (kind, number, item)."""
        grouped = self.scope_ops[module]
        if grouped is None:
            facts = self.modules[module].facts
            grouped = self.scope_ops[module] = {index: [] for index in range(len(facts.scopes))}
            for kind in (*_FIRST, *_LATER):
                for number, item in enumerate(_items(facts, kind)):
                    grouped[item.scope].append((kind, number, item))
        return grouped

    def nodes_of_scopes(self, module: int) -> dict[int, list[int]]:
        """The nodes of a module by scope."""
        grouped = self.scope_nodes[module]
        if grouped is None:
            grouped = self.scope_nodes[module] = defaultdict(list)
            for local, owner in enumerate(self.modules[module].facts.node_scopes):
                if local:
                    grouped[owner].append(local)
        return grouped

    def subtree(self, module: int, scope: int) -> list[int]:
        found = [scope]
        for current in found:
            found.extend(self.children[module].get(current, ()))
        return found

    def instantiate(self, module: int, kinds: Iterable[str]) -> None:
        """The constraints of a whole module, outside any context."""
        facts = self.modules[module].facts
        offset = self.offsets[module]
        for kind in kinds:
            if kind == "copy":  # the two that are most, without a call for each node
                for copy in facts.copies:
                    self.edge(offset + copy.source, offset + copy.target)
                continue
            if kind == "load":
                for number, load in enumerate(facts.loads):
                    site = Site(module, "load", load.number if load.number >= 0 else -1 - number)
                    self.watch(offset + load.obj, "load", (load.name, offset + load.target, site))
                continue
            make = getattr(self, f"make_{kind}")
            for number, item in enumerate(_items(facts, kind)):
                make(module, 0, number, item)

    def instantiate_scopes(self, module: int, scopes: Sequence[int], context: int) -> None:
        grouped = self.operations(module)
        for scope in scopes:
            for kind, number, item in grouped[scope]:
                getattr(self, f"make_{kind}")(module, context, number, item)

    def make_alloc(self, module: int, context: int, number: int, item: Any) -> None:
        target = self.node(module, item.target, context)
        if item.kind == "function":
            func = Func(module, item.payload, context)
            self.add(target, self.intern(func))
            for param in self.modules[module].facts.scopes[item.payload].params:
                if param.kind in (
                    VARARG,
                    KWARG,
                ):  # they are there whoever calls the function, and can be added to
                    kind = "tuple" if param.kind == VARARG else "dict"
                    self.collected(func, self.node(module, param.node, context), kind)
        elif item.kind == "class":
            self.make_class(module, context, item.payload, target)
        elif item.kind == "const":
            self.add(target, self.intern(Constant(item.payload)))
        elif item.kind == "genexp":
            self.add(target, self.intern(Generator(self.intern(Func(module, item.payload, context)))))
        elif item.kind == "external":
            self.add(target, self.intern(External(item.payload)))
        else:
            self.add(target, self.intern(Container(module, item.target, context, item.kind)))

    def make_class(self, module: int, context: int, scope: int, target: int) -> None:
        cls = self.intern(Class(module, scope, context))
        known = self.libraries.type_of(self.model_name(self.modules[module].qualified_name(scope)))
        if known is not None:
            self.modelled[cls] = known
        self.add(target, cls)
        for position, base in enumerate(self.modules[module].facts.scopes[scope].bases):
            self.watch(self.node(module, base, context), "base", (cls, position))

    def make_copy(self, module: int, context: int, number: int, item: Any) -> None:
        self.edge(self.node(module, item.source, context), self.node(module, item.target, context))

    def make_load(self, module: int, context: int, number: int, item: Any) -> None:
        site = Site(module, "load", item.number if item.number >= 0 else -1 - number)
        target = self.node(module, item.target, context)
        self.watch(self.node(module, item.obj, context), "load", (item.name, target, site))

    def make_store(self, module: int, context: int, number: int, item: Any) -> None:
        data = (item.name, self.node(module, item.source, context), (module, number))
        self.watch(self.node(module, item.obj, context), "store", data)

    def make_getitem(self, module: int, context: int, number: int, item: Any) -> None:
        site = Site(module, "getitem", number)
        target = self.node(module, item.target, context)
        if item.part is not None:
            self.watch(self.node(module, item.obj, context), "slice", (item.part, target, site))
        else:
            self.watch(self.node(module, item.obj, context), "getitem", (item.key, target, site))

    def make_setitem(self, module: int, context: int, number: int, item: Any) -> None:
        data = (item.key, self.node(module, item.source, context), Site(module, "setitem", number))
        self.watch(self.node(module, item.obj, context), "setitem", data)

    def make_call(self, module: int, context: int, number: int, item: Any) -> None:
        args = [self.argument(module, context, arg) for arg in item.args]
        data = (Site(module, "call", number), context, args, self.node(module, item.target, context))
        self.watch(self.node(module, item.func, context), "call", data)

    def argument(self, module: int, context: int, arg: Arg) -> Argument:
        return Argument(self.node(module, arg.node, context), arg.keyword, arg.stars, arg.constant)

    def make_apply(self, module: int, context: int, number: int, item: Any) -> None:
        args = [Argument(self.node(module, item.func, context))]
        data = (Site(module, "apply", number), context, args, self.node(module, item.target, context))
        self.watch(self.node(module, item.decorator, context), "apply", data)
        if not self.node(module, item.decorator, context):
            self.edge(args[0].node, data[3])

    def make_with(self, module: int, context: int, number: int, item: Any) -> None:
        for index, with_item in enumerate(item.items):
            site = Site(module, "with", item.number, index)
            data = (self.node(module, with_item.target, context), site)
            kind = "enter_async" if item.is_async else "enter"
            self.watch(self.node(module, with_item.context, context), kind, data)

    def make_loop(self, module: int, context: int, number: int, item: Any) -> None:
        site = Site(module, item.kind, item.number)
        data = (self.node(module, item.target, context), site)
        kind = "iterate_async" if item.is_async else "iterate"
        self.watch(self.node(module, item.iterable, context), kind, data)

    def make_narrow(self, module: int, context: int, number: int, item: Any) -> None:
        source, target = (self.node(module, local, context) for local in (item.source, item.target))
        if source and target:
            classes = tuple(self.node(module, cls, context) for cls in item.classes)
            data = (source, target, classes, item.is_instance)
            self.narrowed.append(data)
            self.watch(source, "narrow", data)
            for cls in classes:
                self.watch(cls, "narrow_class", data)

    def on_narrow(self, data: Any, obj_id: int) -> None:
        _, target, classes, is_instance = data
        if obj_id not in self.nominal and isinstance(self.objects[obj_id], Inst):
            self.tested[obj_id].append(data)
        if not narrow.passes(self, obj_id, classes, is_instance):
            return
        self.add(target, obj_id)
        for node in classes if is_instance else ():
            for cls in tuple(self.points_to[node]):
                if isinstance(self.objects[cls], Class) and narrow.subclass_meant(self, obj_id, cls):
                    self.add(target, self.instance(cls))

    def stand_for_subclasses(self, obj_id: int) -> None:
        """An annotation made this instance: it may be one of a subclass, and pass tests for that."""
        if obj_id not in self.nominal:
            self.nominal.add(obj_id)
            for data in self.tested.pop(obj_id, ()):
                self.on_narrow(data, obj_id)

    def on_narrow_class(self, data: Any, cls: int) -> None:
        """More than was known of the classes: what did not get through may do so now."""
        for obj_id in tuple(self.points_to[data[0]]):
            self.on_narrow(data, obj_id)

    def make_operation(self, module: int, context: int, number: int, item: Any) -> None:
        node = self.node(module, item.obj, context)
        if item.method == "raise":
            self.watch(node, "raise", Site(module, "operation", number))
        else:
            self.operations_on.append((node, item.method, module, number))

    # -- classes and attributes -------------------------------------------------------------------------

    def on_base(self, data: Any, base: int) -> None:
        cls, position = data
        if isinstance(self.objects[base], Identity) or base == cls or base in self.class_bases[cls]:
            return
        if position in self.base_positions[cls]:
            self.uncertain_bases.add(cls)  # `Base = A if flag else B`
        self.base_positions[cls].add(position)
        self.class_bases[cls].append(base)
        found = self.objects[base]
        if isinstance(found, External) and self.driver_type(found.path) is not None:
            self.has_driver_bases = True
        self.subclasses[base].add(cls)
        self.below.clear()
        below = self.with_subclasses(cls)
        for changed in below:
            self.linear.pop(changed, None)
        self.known_methods.clear()
        self.known_fields.clear()
        for changed in below:
            for name in tuple(self.class_lookups.get(changed, ())):
                self.look_up_bases(changed, name)
        if isinstance(self.objects[base], Class):
            hook = self.class_attr(base, "__init_subclass__")
            self.watch(hook, "special", (cls, [], NOTHING, _NO_SITE))

    def look_up_bases(self, cls: int, name: str) -> None:
        """Attribute `name` of `cls` comes from the first base in its MRO that defines it."""
        target = self.class_attrs[cls, name]
        order = self.mro(cls)
        is_certain = self.uncertain_bases.isdisjoint(order)
        for base in order[1:]:
            body = self.bodies.get(base)
            if body is not None:
                self.read_field(base, name, target)
                if name in body:
                    self.edge(self.class_attr(base, name), target)
                    if is_certain:
                        return
                continue
            obj = self.objects[base]
            if isinstance(obj, External | ExternalValue):
                inherited = self.inherited(obj.path, name)
                if inherited is not None:
                    self.add(target, inherited)
                    if obj.path in externals.CONTAINER_BASES:
                        self.inherit_from_container(cls, name, target)

    def inherited(self, base: str, name: str) -> int | None:
        """What a base class outside the project hands down, if anything."""
        known = self.driver_type(base)
        if known is not None and name in known[1].methods:
            return self.intern(LibMethod(self.subclass_instance(*known), name))
        found = externals.inherited_member(base, name)
        return None if found is None else self.intern(found)

    def driver_type(self, path: str) -> tuple[Library, LibraryType] | None:
        """The modelled type that the class is, if it has a replacement."""
        known = self.libraries.type_of(path)
        return known if known is not None and known[0].target else None

    def subclass_instance(self, library: Library, type_: LibraryType) -> int:
        """The one object that the instances of the project's own subclasses of a library's class stand for."""
        return self.intern(Lib(type_.source, declared_root(library, type_)))

    def inherited_attribute(self, cls: int, name: str) -> int | None:
        """The same, where a library's class hands down the data attribute `name`."""
        for item in self.mro(cls) if self.has_driver_bases else ():
            obj = self.objects[item]
            known = self.driver_type(obj.path) if isinstance(obj, External) else None
            if known is not None and name in known[1].attrs:
                return self.subclass_instance(*known)
            if isinstance(obj, Class) and self.defines(obj, name):
                return None
        return None

    def inherit_from_container(self, cls: int, name: str, target: int) -> None:
        """`class Waiting(deque)`: what `waiting.append(x)` puts in, `waiting.popleft()` gives."""
        container = self.own_container(cls)
        if container is not None and not name.startswith("__"):
            self.add(target, self.intern(ContainerMethod(container, name)))

    def own_container(self, cls: int) -> int | None:
        """What the instances of a class hold as the containers that they are."""
        obj = self.objects[cls]
        if not isinstance(obj, Class):
            return None
        for path in self.external_bases(cls):
            if path in externals.CONTAINER_BASES:
                kind = externals.CONTAINER_BASES[path]
                return self.intern(Container(obj.module, -40_000_000 - obj.scope, obj.context, kind))
        return None

    def defines(self, cls: Class, name: str) -> bool:
        return name in self.modules[cls.module].facts.scopes[cls.scope].names

    def class_attr(self, cls: int, name: str) -> int:
        """The node of attribute `name` looked up on class `cls`: its own, else its bases'."""
        found = self.class_attrs.get((cls, name))
        if found is not None:
            return found
        node = self.class_attrs[cls, name] = self.new_node()
        obj = self.objects[cls]
        self.read_field(cls, name, node)
        if not isinstance(obj, Class):
            return node  # a named tuple without a class body
        if self.defines(obj, name):
            local = self.modules[obj.module].facts.scopes[obj.scope].names[name]
            self.edge(self.node(obj.module, local, obj.context), node)
        else:
            self.class_lookups[cls].append(name)
            self.look_up_bases(cls, name)
        return node

    def mro(self, cls: int) -> list[int]:
        """The classes in which an attribute of `cls` is looked up, depth first with late duplicates kept.

        Equal to C3 for every hierarchy without a conflict between two orders of the same bases.
        """
        known = self.linear.get(cls)
        if known is not None:
            return known
        self.linear[cls] = [cls]  # for a class that, by a name used twice, seems to be its own ancestor
        found: list[int] = []
        for base in self.class_bases.get(cls, ()):
            found += self.mro(base)
        last = {item: index for index, item in enumerate(found)}
        order = [cls, *(item for index, item in enumerate(found) if last[item] == index and item != cls)]
        self.linear[cls] = order
        return order

    def field(self, obj: int, name: str) -> int:
        """The node of what is stored as `obj.name`."""
        found = self.fields.get((obj, name))
        if found is None:
            found = self.fields[obj, name] = self.new_node()
            if name not in self.stored:
                self.stored.add(name)
                for reader, target in self.unstored.pop(name, ()):
                    self.edge(self.field(reader, name), target)
        return found

    def read_field(self, obj: int, name: str, target: int) -> None:
        """What is stored as `obj.name` flows into `target`. There is no node for it before anything is stored
        under that name: far more attributes are methods."""
        if name in self.stored:
            self.edge(self.field(obj, name), target)
        else:
            self.unstored[name].append((obj, target))

    def read_what_nobody_stores(self) -> None:
        """The fields without a value still tell where a value that is unknown should have come from."""
        waiting, self.unstored = self.unstored, defaultdict(list)
        for name, reads in waiting.items():
            for obj, target in reads:
                if self.points_to[target] <= self.outside:
                    self.edge(self.field(obj, name), target)

    def on_load(self, data: Any, obj_id: int) -> None:
        name, target, site = data
        obj = self.objects[obj_id]
        match obj:
            case ExternalValue() | External() if self.is_stored_in_namespace(obj.path, name):
                self.read_path(obj.path, name, target)
            case ExternalValue():
                self.read_path(obj.path, name, target)
                stubs.load_from_double(self, obj, name, target)
            case Inst():
                shared = self.attributes.get((obj_id, name)) or self.attribute(obj_id, obj, name)
                self.edge(shared, target)
                self.read_at[shared].append(site)
                holder = self.inherited_attribute(obj.cls, name)
                if holder is not None:
                    self.solution.loads_of[site].add(holder)
                for getter in self.getters.get(shared, ()):
                    self.solution.targets[site].add(getter)
                if self.has_method(obj.cls, "__getattr__") and not self.has_method(obj.cls, name):
                    self.delegated.setdefault((obj_id, name, shared), False)
            case Class():
                self.watch(self.class_attr(obj_id, name), "class_member", (obj_id, target, site))
            case Module():
                self.watch_module_name(obj.module, name, target)
                submodule = f"{self.modules[obj.module].name}.{name}"
                if submodule in self.by_name:
                    self.add(target, self.intern(Module(self.by_name[submodule])))
            case External():
                path = f"{obj.path}.{name}"
                self.read_path(obj.path, name, target)
                if path in self.by_name or path in self.packages:
                    self.add(target, self.module_object(path))
                elif externals.standard_class_has(obj.path, name) is not False:
                    self.add(target, self.intern(External(self.canonical(path)[:_MAX_PATH])))
            case Lib():
                if self.has_attribute(obj, name):
                    self.solution.loads_of[site].add(obj_id)
                    self.load_from_library(obj, obj_id, name, target)
            case Super():
                self.super_lookups.append((obj, name, target))
                self.look_up_super(obj, name, target)
            case Container():
                if _containers_have(name):
                    self.add(target, self.intern(ContainerMethod(obj_id, name)))
            case Constant():
                if externals.standard_class_has(f"builtins.{obj.type}", name) is not False:
                    self.add(target, self.intern(External(f"builtins.{obj.type}.{name}")))
            case Property() if name in ("setter", "getter", "deleter"):
                self.add(target, self.intern(Identity("property", obj_id)))
            case Generator() | ContextObject() | Closing():
                self.solution.loads_of[site].add(obj_id)
                self.add(target, self.intern(ExternalValue(f"generator.{name}")))
            case _:
                self.read_field(obj_id, name, target)
                if isinstance(obj, Func) and name == "register":
                    self.add(target, self.intern(Register(obj_id)))
                elif isinstance(obj, Func) and name in ("cache_clear", "cache_info", "retry"):
                    self.add(target, self.intern(Identity("function.register")))

    def attribute(self, obj_id: int, obj: Inst, name: str) -> int:
        """The node of what reading `name` of an instance gives: one for all places that read it."""
        node = self.attributes[obj_id, name] = self.new_node()
        self.read_field(obj_id, name, node)
        sites = self.read_at[node] = []
        if not (self.modelled and self.load_modelled(obj, name, node)):
            self.watch(self.class_attr(obj.cls, name), "member", (obj_id, node, sites))
        if name == "__class__":
            self.add(node, obj.cls)
        elif name == "_replace" and self.is_named_tuple(obj.cls):
            self.add(node, self.intern(Bound(self.intern(External("copy.replace")), obj_id)))
        return node

    def load_modelled(self, obj: Inst, name: str, target: int) -> bool:
        """An attribute or inherited method of a project class of which a model says what it is.

        True where the model's method takes the place of what the class inherits from outside.
        """
        is_own = replaces = False
        for cls in self.mro(obj.cls):
            found = self.objects[cls]
            is_own = is_own or (isinstance(found, Class) and self.defines(found, name))
            if cls not in self.modelled:
                continue
            library, type_ = self.modelled[cls]
            if type_.others == "plain" and name not in type_.methods and name not in type_.attrs:
                return replaces  # a complete description: its bases have no say
            if name in type_.methods and not is_own:
                holder = self.intern(Lib(type_.source, Root(-1, -1, type_.source)))
                self.add(target, self.intern(LibMethod(holder, name)))
                replaces = not self.has_method(obj.cls, name)
            held = library.class_of(type_.attrs[name].result) if name in type_.attrs else None
            if held is not None:
                self.add(target, self.intern(Lib(held, Root(-1, -1, held))))
        return replaces

    def is_stored_in_namespace(self, path: str, name: str) -> bool:
        """`g.db`, where the project stores a `db` somewhere: nobody else has put it there."""
        if path == "argparse.Namespace":
            return name in self.default_names
        return path in self.libraries.namespaces and name in self.stored_names

    def path_field(self, path: str, name: str) -> int:
        """The node of what is stored as attribute `name` of something outside the project."""
        found = self.path_nodes.get((path, name))
        if found is None:
            found = self.path_nodes[path, name] = self.new_node()
            if name not in self.stored_outside:
                self.stored_outside.add(name)
                for reader, target in self.unstored_outside.pop(name, ()):
                    self.edge(self.path_field(reader, name), target)
        return found

    def read_path(self, path: str, name: str, target: int) -> None:
        """As `read_field`, of something outside the project."""
        if name in self.stored_outside:
            self.edge(self.path_field(path, name), target)
        else:
            self.unstored_outside[name].append((path, target))

    def has_attribute(self, obj: Lib, name: str) -> bool:
        """False where another object must be meant: `source.upper` of a string or a sqlite3.Connection."""
        known = self.libraries.type_of(obj.type)
        assert known is not None
        modelled = name in known[1].methods or name in known[1].attrs or "__getattr__" in known[1].methods
        return modelled or externals.standard_class_has(obj.type, name) is not False

    def has_method_model(self, obj: Lib, name: str) -> bool:
        known = self.libraries.type_of(obj.type)
        return known is not None and name in known[1].methods

    def load_from_library(self, obj: Lib, obj_id: int, name: str, target: int) -> None:
        known = self.libraries.type_of(obj.type)
        assert known is not None
        library, type_ = known
        if name in type_.methods:
            self.add(target, self.intern(LibMethod(obj_id, name)))
        elif name in type_.attrs:
            held = library.class_of(type_.attrs[name].result)
            if held is not None:
                self.add(target, self.intern(Lib(held, obj.root)))
        elif "__getattr__" in type_.methods:
            self.give(obj_id, "__getattr__", target)
        elif type_.others == "plain":
            self.add(target, self.value(obj.type, f".{name}"))

    def on_member(self, data: Any, member: int) -> None:
        receiver, target, sites = data
        obj = self.objects[member]
        match obj:
            case Func() | ContextFunction():
                # The receiver flows into `self` here, so that one object per method is enough.
                self.bind(member if isinstance(obj, Func) else obj.func, [], receiver)
                self.add(target, self.intern(Bound(member, NO_RECEIVER)))
            case Partial():
                self.add(target, self.intern(Bound(member, receiver)))
            case Property():
                self.get(obj.func, receiver, target, sites)
            case Static():
                self.add(target, obj.func)
            case ClassMethod():
                instance = self.objects[receiver]
                assert isinstance(instance, Inst)
                self.add(target, self.intern(Bound(obj.func, instance.cls)))
            case Inst():
                self.add(target, member)
                if self.has_method(obj.cls, "__get__"):  # few have; those that do are told by every attribute
                    self.watch(self.class_attr(obj.cls, "__get__"), "descriptor", (member, target, sites))
            case _:
                self.add(target, member)

    def on_descriptor(self, data: Any, getter: int) -> None:
        descriptor, target, sites = data
        if isinstance(self.objects[getter], Func):
            self.get(getter, descriptor, target, sites)

    def get(self, getter: int, receiver: int, target: int, sites: list[Site]) -> None:
        """Reading an attribute runs `getter`, at all `sites` there are and those to come."""
        if getter not in self.getters[target]:
            self.getters[target].append(getter)
            for site in sites:
                self.solution.targets[site].add(getter)
        self.call_object(getter, [], receiver, target, sites[0] if sites else _NO_SITE, 0)

    def on_class_member(self, data: Any, member: int) -> None:
        cls, target, _ = data
        obj = self.objects[member]
        match obj:
            case Static():
                self.add(target, obj.func)
            case ClassMethod():
                self.add(target, self.intern(Bound(obj.func, cls)))
            case Constant() | Container() if self.is_enum(cls):
                self.add(target, self.intern(Inst(cls)))
            case ExternalValue() if obj.path.startswith("enum.auto") and self.is_enum(cls):
                self.add(target, self.intern(Inst(cls)))
            case External() | ExternalValue() if self.libraries.is_class_method(obj.path):
                self.add(target, self.intern(Bound(member, cls)))
            case _:
                self.add(target, member)

    def is_enum(self, cls: int) -> bool:
        return not externals.ENUMS.isdisjoint(self.external_bases(cls))

    def look_up_super(self, obj: Super, name: str, target: int) -> None:
        receiver = self.objects[obj.receiver]
        start = receiver.cls if isinstance(receiver, Inst) else obj.receiver
        order = self.mro(start)
        order = order[order.index(obj.cls) + 1 :] if obj.cls in order else self.mro(obj.cls)[1:]
        for cls in order:
            found = self.objects[cls]
            if not isinstance(found, Class):
                if isinstance(found, External):
                    inherited = self.inherited(found.path, name)
                    if inherited is not None:
                        self.add(target, inherited)
                        self.inherit_from_container(start, name, target)
                continue
            if self.defines(found, name):
                local = self.modules[found.module].facts.scopes[found.scope].names[name]
                source = self.node(found.module, local, found.context)
                site = Site(found.module, "super", found.scope)
                if isinstance(receiver, Inst):
                    self.watch(source, "member", (obj.receiver, target, [site]))
                else:
                    self.watch(source, "class_member", (obj.receiver, target, site))
                return

    def retry_super(self) -> None:
        for obj, name, target in tuple(self.super_lookups):
            self.look_up_super(obj, name, target)

    def delegate(self) -> None:
        """Attributes that neither the instance nor its class has come from `__getattr__`."""
        waiting = [key for key, is_asked in self.delegated.items() if not is_asked]
        for obj_id, name, target in waiting:
            self.delegated[obj_id, name, target] = True
            obj = self.objects[obj_id]
            if isinstance(obj, Inst) and not self.points_to[self.fields.get((obj_id, name), NOTHING)]:
                hook = self.class_attr(obj.cls, "__getattr__")
                self.watch(hook, "delegate", (obj_id, name, target))

    def tell_delegating(self) -> None:
        """What `__getattr__` reads and runs for an attribute happens wherever the attribute is read."""
        for _, _, node in self.delegated:
            inner = Site(-1, "delegate", node)
            for found in (self.solution.targets, self.solution.loads_of):
                reached = found.get(inner, set())
                for site in self.places_of(node) if reached else ():
                    found[site] |= reached

    def places_of(self, node: int) -> set[Site]:
        """Where the attribute of a node is read, through delegating objects as well."""
        found: set[Site] = set()
        waiting, seen = [node], {node}
        while waiting:
            for site in self.read_at.get(waiting.pop(), ()):
                if site.kind != "delegate":
                    found.add(site)
                elif site.number not in seen:
                    seen.add(site.number)
                    waiting.append(site.number)
        return found

    def look_in_subclasses(self) -> None:
        """An attribute that a class lacks is read from what is one of its subclasses: `conn: Base`, whose only
        heirs have `putconn`."""
        attributes = list(islice(self.class_attrs.items(), self.looked_up, None))
        self.looked_up = len(self.class_attrs)
        defining = self.defining_classes()
        self.lacking = [
            (cls, name, node)
            for cls, name, node in (*self.lacking, *((*key, node) for key, node in attributes))
            if not self.points_to[node] and name in defining and not name.startswith("__")
        ]
        for cls, name, node in self.lacking:
            if cls not in self.subclasses:
                other = meant.method_of_another_class(self, cls, name)
                if other is not None:
                    self.meant.add(other[1])
                    self.edge(self.class_attr(other[0], name), node)
                continue
            own = self.fields.get((self.ids.get(Inst(cls), -1), name))
            if own is not None and self.points_to[own]:
                continue
            for heir in self.with_subclasses(cls)[1:]:
                if heir in defining[name]:
                    self.edge(self.class_attr(heir, name), node)

    @cached_property
    def stored_names(self) -> frozenset[str]:
        """Names of attributes that are set anywhere."""
        return frozenset(store.name for module in self.modules for store in module.facts.stores)

    @cached_property
    def default_names(self) -> frozenset[str]:
        """Names of attributes that parsers of argparse set: `parser.set_defaults(func=add)`."""
        return frozenset(
            arg.keyword
            for module in self.modules
            for call in module.facts.calls
            if call.text.endswith("set_defaults")
            for arg in call.args
        )

    def defining_classes(self) -> dict[str, set[int]]:
        """The classes whose bodies define a name."""
        for cls in self.classes[self.classes_read :]:
            obj = self.objects[cls]
            assert isinstance(obj, Class)
            for name in self.modules[obj.module].facts.scopes[obj.scope].names:
                self.defining[name].add(cls)
        self.classes_read = len(self.classes)
        return self.defining

    def on_delegate(self, data: Any, member: int) -> None:
        """`getattr(x, name)` in `__getattr__(self, name)` reads from `x`; without, it is what is returned."""
        receiver, name, target = data
        func = self.objects[member]
        if not isinstance(func, Func):
            return
        self.bind(member, [], receiver)
        known = self.delegations.get(member)
        if known is None:
            known = self.delegations[member] = self.delegation(func)
        refused, handed_on = known
        if name.startswith(refused):
            return  # `if name.startswith("_"): raise AttributeError(name)`
        for inner in handed_on:
            self.watch(inner, "load", (name, target, Site(-1, "delegate", target)))
        if not handed_on:
            scope = self.modules[func.module].facts.scopes[func.scope]
            self.watch(self.node(func.module, scope.returned, func.context), "made", target)

    def delegation(self, func: Func) -> tuple[tuple[str, ...], list[int]]:
        """How names begin that a `__getattr__` asks for, and the nodes of what it reads all others from."""
        wanted = self.modules[func.module].facts.scopes[func.scope].params[-1].name
        calls = [item for kind, _, item in self.operations(func.module)[func.scope] if kind == "call"]
        asked = [call.args[0] for call in calls if call.text == f"{wanted}.startswith" and call.args]
        handed_on = [
            self.node(func.module, call.args[0].node, func.context)
            for call in calls
            if call.text == "getattr" and call.args[1:] and call.args[1].dotted == (wanted,)
        ]
        return tuple(str(arg.constant) for arg in asked), handed_on

    def on_made(self, target: int, obj: int) -> None:
        """What `__getattr__` makes for some name or other: no data, of which a bag of attributes holds all kinds."""
        if obj in self.operable or (obj not in self.data and obj not in self.values):
            self.add(target, obj)

    def on_store(self, data: Any, obj_id: int) -> None:
        name, source, key = data
        obj = self.objects[obj_id]
        match obj:
            case Lib():
                self.solution.stores_of[key].add(obj_id)
            case Module():
                local = self.modules[obj.module].facts.scopes[0].names.get(name)
                self.edge(source, self.offsets[obj.module] + local if local else self.field(obj_id, name))
            case ExternalValue() | External():
                self.solution.stores_of[key].add(obj_id)
                stored = self.path_field(obj.path, name)
                if obj_id == self.unknown:
                    self.watch(source, "modelled", stored)
                else:
                    self.edge(source, stored)
            case Inst():
                self.edge(source, self.field(obj_id, name))
                holder = self.inherited_attribute(obj.cls, name)
                if holder is not None:
                    self.solution.stores_of[key].add(holder)
                self.watch(self.class_attr(obj.cls, name), "set_member", (obj_id, source, key))
            case _:
                self.edge(source, self.field(obj_id, name))

    def on_stub(self, data: Any, obj_id: int) -> None:
        """What replaces a name of the project's own: a function under test calls it."""
        name, source, key = data
        if isinstance(self.objects[obj_id], Module | Class | Inst):
            self.watch(source, "stub_value", (obj_id, name, key))

    def on_stub_value(self, data: Any, value: int) -> None:
        """Functions and objects; a class in the place of another is told, see `decide.doubles`."""
        holder, name, key = data
        if isinstance(self.objects[value], Func | Bound | Partial | Inst) or double_of(self.objects[value]):
            self.on_store((name, self.holding(value), key), holder)

    def on_modelled(self, target: int, obj: int) -> None:
        """What is stored on just any value: only connections and their like are followed, not what all code holds."""
        if (
            obj not in self.data
            and obj not in self.values
            and obj not in self.callables
            and obj != self.unknown
        ):
            self.add(target, obj)

    def on_set_member(self, data: Any, member: int) -> None:
        _, _, key = data
        obj = self.objects[member]
        if isinstance(obj, Property):
            self.solution.stores_of[key].add(obj.func)

    # -- containers -------------------------------------------------------------------------------------

    def element(self, container: int, key: str | int | None) -> int:
        """The node of a container's element; key None: of elements at no known place."""
        found = self.elements.get((container, key))
        if found is None:
            found = self.elements[container, key] = self.new_node()
            if key is not None:
                self.element_keys[container].append(key)
            self.edge(found, self.any_element(container))
            if container in self.slices:
                for part in tuple(self.slices[container]):
                    self.slice_element(container, key, *part)
        return found

    def slice_element(
        self, container: int, key: str | int | None, result: int, start: int, stop: int
    ) -> None:
        """Element `key` of a container, where the slice `result` of it has it."""
        source = self.elements[container, key]
        if not isinstance(key, int) or start < 0:
            self.edge(source, self.element(result, None))
        elif start <= key and (stop < 0 or key < stop):
            self.edge(source, self.element(result, key - start))

    def any_element(self, container: int) -> int:
        key = (container, "\0any")
        found = self.elements.get(key)
        if found is None:
            found = self.elements[key] = self.new_node()
            self.element(container, None)
        return found

    def on_getitem(self, data: Any, obj_id: int) -> None:
        key, target, site = data
        obj = self.objects[obj_id]
        match obj:
            case Container():
                if key is None:
                    self.edge(self.any_element(obj_id), target)
                else:
                    self.edge(self.element(obj_id, key), target)
                    self.edge(self.element(obj_id, None), target)
            case Inst():
                self.solution.targets[site].add(obj_id)
                self.call_special(obj_id, "__getitem__", [], target, site)
                container = self.own_container(obj.cls)
                if container is not None and not self.has_method(obj.cls, "__getitem__"):
                    self.on_getitem((key, target, _NO_SITE), container)
                self.read_named_tuple(obj_id, obj.cls, key, target)
            case Class():
                # `Colour["RED"]` of an Enum, else `Repo[User]`
                self.add(target, self.intern(Inst(obj_id)) if self.is_enum(obj_id) else obj_id)
            case Generator():
                self.solution.targets[site].add(obj_id)
                self.edge(self.yielded(obj.func), target)
            case Lib():
                self.solution.targets[site].add(obj_id)
                if self.has_method_model(obj, "__getitem__"):
                    self.give(obj_id, "__getitem__", target)
            case External() if externals.is_standard_class(obj.path):
                self.add(target, obj_id)  # `deque[Client]` makes what `deque` makes
            case ExternalValue() | External():
                self.add(target, self.value(obj.path, "[]"))
            case _:
                pass

    def on_slice(self, data: Any, obj_id: int) -> None:
        (start, stop), target, site = data
        obj = self.objects[obj_id]
        if start == MATCHED:
            self.match_position(obj_id, stop, target)
        elif isinstance(obj, Lib):
            self.on_getitem((None, target, site), obj_id)
        elif isinstance(obj, Container):
            result = self.intern(Container(-1, target, 0, obj.kind))
            self.add(target, result)
            if (result, start, stop) not in self.slices[obj_id] and result != obj_id:
                self.slices[obj_id][result, start, stop] = None
                for key in (None, *self.element_keys[obj_id]):
                    self.element(obj_id, key)
                    self.slice_element(obj_id, key, result, start, stop)
        elif isinstance(obj, Constant):
            self.add(target, obj_id)
        else:
            self.on_getitem((None, target, site), obj_id)

    def match_position(self, obj_id: int, position: int, target: int) -> None:
        """`case Point(x)`: the fields of a dataclass or named tuple in their order; `case str(text)` is all of it."""
        obj = self.objects[obj_id]
        if not isinstance(obj, Inst):
            if position == 0:
                self.add(target, obj_id)
            return
        names = () if self.has_method(obj.cls, "__match_args__") else self.field_names(obj.cls)
        if position < len(names):
            self.read_field(obj_id, names[position], target)
        else:
            self.add(target, self.unknown)

    def on_setitem(self, data: Any, obj_id: int) -> None:
        key, source, site = data
        obj = self.objects[obj_id]
        if isinstance(obj, Container):
            self.edge(source, self.element(obj_id, key))
        elif isinstance(obj, Inst):
            self.solution.targets[site].add(obj_id)
            self.call_special(obj_id, "__setitem__", [Argument(NOTHING), Argument(source)], NOTHING, site)
            container = self.own_container(obj.cls)
            if container is not None:
                self.edge(source, self.element(container, key))
        elif isinstance(obj, Lib):
            self.solution.targets[site].add(obj_id)

    # -- protocols --------------------------------------------------------------------------------------

    def call_special(self, obj_id: int, name: str, args: list[Argument], target: int, site: Site) -> None:
        obj = self.objects[obj_id]
        assert isinstance(obj, Inst)
        self.watch(self.class_attr(obj.cls, name), "special", (obj_id, args, target, site))

    def on_special(self, data: Any, member: int) -> None:
        receiver, args, target, site = data
        if isinstance(self.objects[member], Func | ContextFunction):
            self.solution.targets[site].add(member)
            self.call_object(member, args, receiver, target, site, 0)
        elif isinstance(self.objects[member], External | Inst):
            self.solution.targets[site].add(member)

    def operate(self) -> None:
        """Operators on what is known by now: they are many, and few of them run any code of the project."""
        for index, (node, method, module, number) in enumerate(self.operations_on):
            held = self.points_to[node]
            if not held or held.isdisjoint(self.operable):
                continue
            for obj_id in sorted(held & self.operable):
                if (index, obj_id) not in self.operated:
                    self.operated.add((index, obj_id))
                    self.operate_on(obj_id, method, Site(module, "operation", number))

    def operate_on(self, obj_id: int, method: str, site: Site) -> None:
        obj = self.objects[obj_id]
        if method == "__iter__" or (
            method == "__contains__" and isinstance(obj, Inst) and not self.has_method(obj.cls, method)
        ):
            self.on_iterate((NOTHING, site), obj_id)
        elif isinstance(obj, Inst):
            self.call_special(obj_id, method, [], NOTHING, site)
        else:
            self.solution.targets[site].add(obj_id)

    def on_raise(self, site: Site, obj_id: int) -> None:
        """`raise Error` calls the class."""
        obj = self.objects[obj_id]
        if isinstance(obj, Class):
            self.construct(obj_id, obj, [], NOTHING, site)

    def on_enter_async(self, data: Any, obj_id: int) -> None:
        """`async with` calls other methods; what enters otherwise is the same."""
        self.on_enter(data, obj_id, ("__aenter__", "__aexit__"))

    def on_enter(self, data: Any, obj_id: int, methods: tuple[str, str] = ("__enter__", "__exit__")) -> None:
        target, site = data
        obj = self.objects[obj_id]
        self.solution.targets[site].add(obj_id)
        match obj:
            case Inst():
                if self.has_driver_bases and any(
                    self.driver_type(base) for base in self.external_bases(obj.cls)
                ):
                    self.add(target, obj_id)
                enter, leave = methods
                self.watch(self.class_attr(obj.cls, enter), "special", (obj_id, [], target, site))
                self.watch(self.class_attr(obj.cls, leave), "special", (obj_id, [], NOTHING, site))
            case ContextObject():
                self.edge(self.yielded(obj.func), target)
            case Closing() if obj.node:
                self.edge(obj.node, target)
            case ExternalValue() if double_of(obj) is not None:
                self.add(target, self.value(obj.path, ".__enter__()"))
                self.read_path(f"{obj.path}.__enter__", "return_value", target)
            case Lib() | ExternalValue():
                self.add(target, obj_id)
            case _:
                pass

    def yielded(self, func: int) -> int:
        obj = self.objects[func]
        assert isinstance(obj, Func)
        scope = self.modules[obj.module].facts.scopes[obj.scope]
        return self.node(obj.module, scope.yielded, obj.context)

    def on_iterate(self, data: Any, obj_id: int) -> None:
        target, site = data
        obj = self.objects[obj_id]
        match obj:
            case Class() if self.is_enum(obj_id):
                self.add(target, self.intern(Inst(obj_id)))
            case Container():
                if obj.kind != "dict":
                    self.edge(self.any_element(obj_id), target)
            case Generator():
                self.solution.targets[site].add(obj_id)
                self.edge(self.yielded(obj.func), target)
            case Lib():
                self.solution.targets[site].add(obj_id)
                if self.has_method_model(obj, "__next__"):
                    self.give(obj_id, "__next__", target)
            case Inst():
                self.solution.targets[site].add(obj_id)
                iterator = self.field(obj_id, "\0iter")
                self.call_special(obj_id, "__iter__", [], iterator, site)
                self.read_named_tuple(obj_id, obj.cls, None, target)
                container = self.own_container(obj.cls)
                if container is not None and not self.has_method(obj.cls, "__iter__"):
                    self.on_iterate((target, _NO_SITE), container)
                self.watch(iterator, "next", (target, site))
            case ExternalValue():
                if double_of(obj) is not None:
                    self.solution.targets[site].add(obj_id)
                self.add(target, self.value(obj.path, "[]"))
            case _:
                pass

    def on_provide(self, target: int, obj_id: int) -> None:
        """What a framework puts in for what a function gives: what a generator yields, anything else as it is."""
        obj = self.objects[obj_id]
        if isinstance(obj, Generator):
            self.edge(self.yielded(obj.func), target)
        else:
            self.add(target, obj_id)

    def on_next(self, data: Any, obj_id: int) -> None:
        target, site = data
        obj = self.objects[obj_id]
        if isinstance(obj, Inst):
            self.call_special(obj_id, "__next__", [], target, site)
        else:
            self.on_iterate(data, obj_id)

    def on_iterate_async(self, data: Any, obj_id: int) -> None:
        """`async for`: of an instance, what its `__aiter__` gives."""
        _, site = data
        obj = self.objects[obj_id]
        if not isinstance(obj, Inst):
            self.on_iterate(data, obj_id)
            return
        self.solution.targets[site].add(obj_id)
        iterator = self.field(obj_id, "\0aiter")
        self.call_special(obj_id, "__aiter__", [], iterator, site)
        self.watch(iterator, "next_async", data)

    def on_next_async(self, data: Any, obj_id: int) -> None:
        target, site = data
        obj = self.objects[obj_id]
        if isinstance(obj, Inst):
            self.call_special(obj_id, "__anext__", [], target, site)
        else:
            self.on_iterate(data, obj_id)

    # -- calls ------------------------------------------------------------------------------------------

    def on_call(self, data: Any, callee: int) -> None:
        site, context, args, target = data
        targets = self.solution.targets[site]
        targets.add(callee)
        if len(targets) > _MANY_CALLED and callee in self.callables:
            self.saturated.add(target)
            return
        self.call_object(callee, args, None, target, site, context)

    def on_apply(self, data: Any, callee: int) -> None:
        site, context, args, target = data
        self.solution.targets[site].add(callee)
        obj = self.objects[callee]
        self.call_object(self.clone_callee(callee, obj, site, context), args, None, target, site, context)

    def clone_callee(self, callee: int, obj: Object, site: Site, context: int) -> int:
        if isinstance(obj, Func):
            return self.clone(obj, site, context)
        if isinstance(obj, Partial) and isinstance(self.objects[obj.callee], Func):
            # a decorator that was called with its options first
            inner = self.clone_callee(obj.callee, self.objects[obj.callee], site, context)
            return self.intern(Partial(inner, obj.module, obj.number, obj.context))
        return callee

    def clone(self, func: Func, site: Site, context: int) -> int:
        """The decorator `func` in a context of its own, so that what it wraps here stays apart."""
        depth = self.contexts[func.context].depth if func.context else 0  # type: ignore[union-attr]
        if depth >= _MAX_CONTEXT_DEPTH:
            return self.intern(func)
        key = (self.intern(func), site.module, site.number, context)
        found = self.context_of.get(key)
        if found is None:
            if self.clones_at[site, context] >= _MAX_CLONES:
                return self.intern(func)
            self.clones_at[site, context] += 1
            scopes = self.subtree(func.module, func.scope)
            by_scope = self.nodes_of_scopes(func.module)
            nodes = {local: self.new_node() for scope in scopes for local in by_scope.get(scope, ())}
            offset = self.offsets[func.module]
            self.typed.update(
                (clone, self.typed[offset + local])
                for local, clone in nodes.items()
                if offset + local in self.typed
            )
            self.contexts.append(Context(func.module, nodes, func.context, depth + 1))
            for local, clone in nodes.items() if self.declared_at else ():
                declared = self.declared_at.get(self.offsets[func.module] + local)
                if declared is not None:
                    self.declared_at[clone] = declared
                    for obj in declared:
                        self.add(clone, obj)
            found = self.context_of[key] = len(self.contexts) - 1
            self.instantiate_scopes(func.module, scopes, found)
            for param in self.modules[func.module].facts.scopes[func.scope].params:
                # parameter defaults live in the outer scope
                self.edge(self.node(func.module, param.node, func.context), nodes[param.node])
        return self.intern(Func(func.module, func.scope, found))

    def call_object(
        self, callee: int, args: list[Argument], receiver: int | None, target: int, site: Site, context: int
    ) -> None:
        obj = self.objects[callee]
        match obj:
            case Func():
                self.call_function(callee, obj, args, receiver, target, site)
            case Bound():
                self.call_object(obj.callee, args, obj.receiver, target, site, context)
            case Class():
                self.construct(callee, obj, args, target, site)
            case Inst():
                self.call_special(callee, "__call__", args, target, site)
            case ContextFunction():
                self.bind(obj.func, args, receiver)
                self.add(target, self.intern(ContextObject(obj.func)))
            case Static() | ClassMethod():
                self.call_object(obj.func, args, receiver, target, site, context)
            case Identity():
                if obj.result:
                    self.add(target, obj.result)
                elif args:
                    self.edge(args[0].node, target)
            case Getter():
                externals.get(self, obj, args, target, site, context)
            case Record():
                instance = self.intern(Inst(callee))
                self.add(target, instance)
                self.fill_fields(callee, instance, args)
            case Register():
                self.register_overload(obj, args, target, site)
            case Partial():
                given = self.modules[obj.module].facts.calls[obj.number].args[1:]
                before = [self.argument(obj.module, obj.context, arg) for arg in given]
                self.call_object(obj.callee, [*before, *args], receiver, target, site, context)
            case ContainerMethod():
                self.call_container(obj, args, target, site)
            case LibMethod():
                self.call_library_method(obj, args, target, site, context)
                if self.objects[obj.receiver].type == externals.EXIT_STACK:  # type: ignore[union-attr]
                    externals.call_exit_stack(self, obj.name, args, target, site, context)
            case Lib() if self.has_method_model(obj, "__call__"):
                self.call_library_method(LibMethod(callee, "__call__"), args, target, site, context)
            case External():
                if receiver is not None and receiver != NO_RECEIVER:
                    args = [Argument(self.holding(receiver)), *args]
                self.call_external(obj, args, target, site, context)
            case ExternalValue():
                if site.kind == "apply":
                    self.edge(args[0].node, target)
                if not obj.path.endswith(externals.PARSES_ARGS):
                    self.add(target, self.value(obj.path, "()"))
                function = self.libraries.function(obj.path)
                if function is not None and function[1].gets:
                    of_class = [] if receiver is None else [Argument(self.holding(receiver))]
                    externals.call_handed_over(self, function[1], [*of_class, *args], site, context)
                if double_of(obj) is not None:
                    self.read_path(obj.path, "return_value", target)
                externals.call_value(self, obj.path, args, target)
            case _:
                pass

    def holding(self, obj: int) -> int:
        """A new node that holds just this object."""
        node = self.new_node()
        self.add(node, obj)
        return node

    def register_overload(self, obj: Register, args: list[Argument], target: int, site: Site) -> None:
        """`@f.register`, `@f.register(type)` and `f.register(type, function)` of functools.singledispatch."""
        if site.kind != "apply" and len(args) > 1:
            self.edge(args[1].node, target)
            self.watch(args[1].node, "overload", obj.base)
        elif site.kind != "apply":
            self.add(target, self.intern(obj))
        elif args:
            self.edge(args[0].node, target)
            self.watch(args[0].node, "overload", obj.base)

    def on_overload(self, base: int, overload: int) -> None:
        first, second = self.objects[base], self.objects[overload]
        if not isinstance(first, Func):
            return
        if not isinstance(second, Func):
            self.foreign_overloads.add((first.module, first.scope))
            return
        self.overloads.append(((first.module, first.scope), (second.module, second.scope)))
        scopes = [self.modules[item.module].facts.scopes[item.scope] for item in (first, second)]
        for before, after in zip(scopes[0].params, scopes[1].params, strict=False):
            self.edge(
                self.node(first.module, before.node, first.context),
                self.node(second.module, after.node, second.context),
            )
        self.edge(
            self.node(second.module, scopes[1].returned, second.context),
            self.node(first.module, scopes[0].returned, first.context),
        )

    def call_function(
        self, callee: int, func: Func, args: list[Argument], receiver: int | None, target: int, site: Site
    ) -> None:
        self.bind(callee, args, receiver)
        scope = self.modules[func.module].facts.scopes[func.scope]
        if scope.is_generator and self.stubs.get((func.module, func.scope)) == "context":
            self.add(target, self.intern(ContextObject(callee)))
        elif scope.is_generator:
            self.add(target, self.intern(Generator(callee)))
        else:
            returned = self.returned_node(scope, args, receiver, site)
            self.edge(self.node(func.module, returned, func.context), target)

    @staticmethod
    def returned_node(scope: Scope, args: list[Argument], receiver: int | None, site: Site) -> int:
        """The node of what this call gets back; by whether it passes the parameter that decides.

        A decorator passes a function; any other call may pass None all the same.
        """
        optional = scope.optional
        if optional is None or any(arg.stars for arg in args):
            return scope.returned
        places = [param.name for param in scope.params if param.kind < VARARG]
        passed = sum(not arg.keyword for arg in args) + (receiver is not None)
        is_given = optional.param in places[:passed] or any(arg.keyword == optional.param for arg in args)
        if is_given:
            return optional.given if site.kind == "apply" else scope.returned
        return optional.without

    def bind(self, callee: int, args: list[Argument], receiver: int | None) -> None:
        """Arguments into parameters."""
        signature = self.signatures.get(callee) or self.signature(callee)
        if signature is None:
            return
        func, places, named, rest, others = signature
        position = 0
        if receiver == NO_RECEIVER:
            position = 1
        elif receiver is not None:
            if places:
                self.add(places[0], receiver)
            elif rest:
                self.add(self.bag(func, rest, "tuple", 0), receiver)
            position = 1
        for arg in args:
            if arg.stars == 1:
                for index in range(position, len(places)):
                    self.watch(arg.node, "getitem", (index - position, places[index], _NO_SITE))
                if rest:
                    for extra in range(max(0, len(places) - position), 8):
                        at = position + extra - len(places)
                        self.watch(arg.node, "getitem", (extra, self.bag(func, rest, "tuple", at), _NO_SITE))
            elif arg.stars == 2:
                for name, node in named.items():
                    if node in places[:position]:
                        continue
                    self.watch(arg.node, "getitem", (name, node, _NO_SITE))
                if others:
                    self.watch(arg.node, "getitem", (None, self.bag(func, others, "dict", None), _NO_SITE))
            elif arg.keyword:
                if arg.keyword in named:
                    self.edge(arg.node, named[arg.keyword])
                elif others:
                    self.edge(arg.node, self.bag(func, others, "dict", arg.keyword))
            else:
                if position < len(places):
                    self.edge(arg.node, places[position])
                elif rest:
                    self.edge(arg.node, self.bag(func, rest, "tuple", position - len(places)))
                position += 1

    def signature(self, callee: int) -> Signature | None:
        """The parameters of a function; None for everything else."""
        func = self.objects[callee]
        if not isinstance(func, Func):
            return None
        scopes = self.modules[func.module].facts.scopes
        params = [
            (param, self.node(func.module, param.node, func.context)) for param in scopes[func.scope].params
        ]
        # Nobody passes `self` by its name, and it is in no `**kwargs`.
        by_name = params[scopes[scopes[func.scope].parent].kind == "class" :]
        found = self.signatures[callee] = Signature(
            func,
            [node for param, node in params if param.kind < VARARG],
            {param.name: node for param, node in by_name if param.kind in (POSITIONAL, KEYWORD_ONLY)},
            next((node for param, node in params if param.kind == VARARG), NOTHING),
            next((node for param, node in params if param.kind == KWARG), NOTHING),
        )
        return found

    def bag(self, func: Func, node: int, kind: str, key: str | int | None) -> int:
        """The element of the tuple or dict that `*args` or `**kwargs` makes."""
        return self.element(self.collected(func, node, kind), key)

    def collected(self, func: Func, node: int, kind: str) -> int:
        """The tuple or dict itself."""
        container = self.intern(Container(func.module, -node, func.context, kind))
        self.add(node, container)
        return container

    def instance(self, cls: int) -> int:
        """What calling the class makes: an instance, or for a TypedDict a dict."""
        obj = self.objects[cls]
        assert isinstance(obj, Class)
        if not externals.TYPED_DICTS.isdisjoint(self.external_bases(cls)):
            container = self.intern(Container(obj.module, -30_000_000 - obj.scope, obj.context, "dict"))
            for item in self.mro(cls):
                base = self.objects[item]
                if isinstance(base, Class):
                    for name, node in self.modules[base.module].facts.scopes[base.scope].names.items():
                        self.edge(self.node(base.module, node, base.context), self.element(container, name))
            return container
        return self.intern(Inst(cls))

    def external_bases(self, cls: int) -> list[str]:
        """The dotted names of the bases outside the project."""
        return [obj.path for item in self.mro(cls) if isinstance(obj := self.objects[item], External)]

    def construct(self, callee: int, cls: Class, args: list[Argument], target: int, site: Site) -> None:
        instance = self.instance(callee)
        if isinstance(self.objects[instance], Container):
            self.add(target, instance)
            for arg in args:
                if arg.keyword:
                    self.edge(arg.node, self.element(instance, arg.keyword))
                else:
                    self.watch(arg.node, "iterate_into", (instance, "dict"))
            return
        self.add(target, instance)
        for name in ("__init__", "__new__"):
            receiver = instance if name == "__init__" else callee
            self.watch(self.class_attr(callee, name), "special", (receiver, args, NOTHING, site))
        if not self.has_method(callee, "__init__"):
            self.fill_fields(callee, instance, args)
            if self.has_method(callee, "__post_init__"):
                # of what a dataclass is given, it gets what is annotated with `InitVar`
                names = self.field_names(callee)
                args = [
                    Argument(arg.node, arg.keyword or names[position])
                    for position, arg in enumerate(args)
                    if not arg.stars and (arg.keyword or position < len(names))
                ]
                hook = self.class_attr(callee, "__post_init__")
                self.watch(hook, "special", (instance, args, NOTHING, site))

    def has_method(self, cls: int, name: str) -> bool:
        known = self.known_methods.get((cls, name))
        if known is None:
            known = self.known_methods[cls, name] = any(
                isinstance(item, Class) and self.defines(item, name)
                for item in (self.objects[index] for index in self.mro(cls))
            )
        return known

    def fill_fields(self, callee: int, instance: int, args: list[Argument]) -> None:
        """Dataclasses, NamedTuples, attrs: the annotated names of the class body are the parameters."""
        names = self.field_names(callee)
        for position, arg in enumerate(args):
            if arg.keyword:
                self.edge(arg.node, self.field(instance, arg.keyword))
            elif not arg.stars and position < len(names):
                self.edge(arg.node, self.field(instance, names[position]))

    def field_names(self, cls: int) -> list[str]:
        """The annotated names of the class body and those of its bases, in the order of their definition.

        So are the names that attrs' own functions make; what is passed by keyword only has no place.
        """
        known = self.known_fields.get(cls)
        if known is not None:
            return known
        names: list[str] = []
        for index in reversed(self.mro(cls)):
            item = self.objects[index]
            if isinstance(item, Record):
                names += [name for name in item.fields if name not in names]
            if not isinstance(item, Class):
                continue
            facts = self.modules[item.module].facts
            scope = facts.scopes[item.scope]
            made = self.fields_made(item.module).get(item.scope, {})
            own = [name for name in scope.names if made.get(scope.names[name])] or scope.fields
            names += [name for name in own if name not in names and made.get(scope.names.get(name, 0), True)]
        self.known_fields[cls] = names
        return names

    def fields_made(self, module: int) -> dict[int, dict[int, bool]]:
        """By class scope, the variables that a call in the body says more of: whether each is a positional field."""
        known = self.made_fields.get(module)
        if known is not None:
            return known
        facts = self.modules[module].facts
        made: dict[int, bool] = {}
        for call in facts.calls:
            if facts.scopes[call.scope].kind == "class":
                held = self.points_to[self.offsets[module] + call.func] if call.func else ()
                is_attr = any(self.objects[item] in externals.ATTR_FIELDS for item in held)
                options = {arg.keyword: arg.constant for arg in call.args if arg.is_constant}
                if options.get("kw_only") is True or options.get("init") is False:
                    made[call.target] = False
                elif is_attr:
                    made[call.target] = True
        known = self.made_fields[module] = defaultdict(dict)
        for copy in facts.copies if made else ():
            if copy.source in made:
                known[copy.scope][copy.target] = made[copy.source]
        return known

    def read_named_tuple(self, obj_id: int, cls: int, key: object, target: int) -> None:
        """`pair[0]`, and `name, conn = pair`: the elements of a named tuple are its fields."""
        if not self.is_named_tuple(cls):
            return
        for position, name in enumerate(self.field_names(cls)):
            if key is None or key == position:
                self.read_field(obj_id, name, target)

    def is_named_tuple(self, cls: int) -> bool:
        return "typing.NamedTuple" in self.external_bases(cls) or any(
            isinstance(self.objects[item], Record) for item in self.mro(cls)
        )

    def call_container(self, obj: ContainerMethod, args: list[Argument], target: int, site: Site) -> None:
        container = obj.container
        kind = self.objects[container].kind  # type: ignore[union-attr]
        if kind == "contextvar":
            if obj.name == "get":
                self.edge(self.any_element(container), target)
            for arg in args:
                self.edge(arg.node, target if obj.name == "get" else self.element(container, None))
        elif obj.name in ("append", "add", "appendleft", "insert", "put", "put_nowait"):
            for arg in args:
                self.edge(arg.node, self.element(container, None))
        elif obj.name in ("extend", "update", "union", "__iadd__"):
            for arg in args:
                self.watch(arg.node, "iterate_into", (container, kind))
                if arg.keyword:
                    self.edge(arg.node, self.element(container, arg.keyword))
        elif obj.name in ("get", "get_nowait", "pop", "setdefault", "__getitem__", "popleft", "popitem"):
            key = args[0].constant if args and isinstance(args[0].constant, str | int) else None
            self.on_getitem((key if kind == "dict" else None, target, _NO_SITE), container)
            if len(args) > 1:
                self.edge(args[1].node, target)
                if obj.name == "setdefault":
                    self.edge(args[1].node, self.element(container, key))
        elif obj.name in ("values", "copy", "__iter__"):
            result = self.intern(Container(site.module, -1 - site.number, 0, "list"))
            self.edge(self.any_element(container), self.element(result, None))
            self.add(target, result if obj.name == "values" else container)
        elif obj.name == "items":
            pair = self.intern(Container(site.module, -1 - site.number, 0, "tuple"))
            self.edge(self.any_element(container), self.element(pair, 1))
            result = self.intern(Container(site.module, -1 - site.number, 0, "list"))
            self.add(self.element(result, None), pair)
            self.add(target, result)

    def on_iterate_into(self, data: Any, obj_id: int) -> None:
        container, kind = data
        obj = self.objects[obj_id]
        if kind == "dict" and isinstance(obj, Container):
            self.edge(self.any_element(obj_id), self.element(container, None))
            for key in tuple(self.element_keys[obj_id]):
                self.edge(self.element(obj_id, key), self.element(container, key))
        else:
            self.on_iterate((self.element(container, None), _NO_SITE), obj_id)

    # -- libraries --------------------------------------------------------------------------------------

    def call_library_method(
        self, obj: LibMethod, args: list[Argument], target: int, site: Site, context: int
    ) -> None:
        self.give(obj.receiver, obj.name, target)
        receiver = self.objects[obj.receiver]
        assert isinstance(receiver, Lib)
        known = self.libraries.type_of(receiver.type)
        assert known is not None
        library, type_ = known
        member = type_.methods[obj.name]
        if member.gets:
            externals.call_handed_over(self, member, args, site, context)
        if member.double:
            stubs.make_double(self, f"{receiver.type}.{obj.name}", args, target, site)
        if member.replaces:
            stubs.replace(self, member.replaces, args, site)
        for parameter, names in member.passes.items():
            position = member.args.positional.index(parameter) if parameter in member.args.positional else 0
            passed = [
                Argument(
                    self.holding(obj.receiver if name == "self" else self.made_of(library, name, receiver))
                )
                for name in names
            ]
            for index, arg in enumerate(args):
                if arg.keyword == parameter or (index == position and not arg.keyword and not arg.stars):
                    self.watch(arg.node, "call_quietly", (site, context, passed, NOTHING))

    def made_of(self, library: Library, name: str, maker: Lib) -> int:
        """An object of the type `name` of the model, made from `maker`."""
        return self.intern(Lib(library.types[name].source, maker.root))

    def give(self, receiver: int, method: str, target: int) -> None:
        """What calling the method of the library object gives flows into `target`."""
        obj = self.objects[receiver]
        assert isinstance(obj, Lib)
        known = self.libraries.type_of(obj.type)
        assert known is not None
        library, type_ = known
        returned = type_.methods[method].result
        if returned is None:
            return
        made = library.class_of(replace(returned, container=None))
        if returned.is_self:
            self.add(target, receiver)
        elif made is not None and returned.container is not None:
            container = self.intern(Container(-1, target, 0, returned.container))
            self.add(target, container)
            self.add(self.element(container, None), self.intern(Lib(made, obj.root)))
        elif made is not None:
            self.add(target, self.intern(Lib(made, obj.root)))
        else:
            self.add(target, self.value(obj.type, f".{method}()"))

    def call_external(
        self, obj: External, args: list[Argument], target: int, site: Site, context: int
    ) -> None:
        made = self.made_by(obj.path)
        function = self.libraries.function(obj.path)
        if function is not None and function[1].gets:
            externals.call_handed_over(self, function[1], args, site, context)
        if made is not None:
            self.add(target, self.intern(Lib(made, Root(site.module, site.number, obj.path))))
            return
        known = self.libraries.function(obj.path)
        if known is not None and known[1].double:
            stubs.make_double(self, obj.path, args, target, site)
            return
        if known is not None and known[1].replaces:
            stubs.replace(self, known[1].replaces, args, site)
        if externals.call(self, obj.path, args, target, site, context):
            return
        owner, _, method = obj.path.rpartition(".")
        if method in externals.NAMESPACE_METHODS and owner in self.libraries.namespaces:
            externals.ask_namespace(self, owner, method, args, target)
            return
        if site.kind == "apply":
            self.edge(args[0].node, target)  # an unknown decorator: taken as transparent, judged later
        if obj.path in externals.TOLD_APART:
            place = (site.module, site.number) if site.kind == "call" else (-1, -1)
            self.add(target, self.intern(value_made_at(obj.path, *place)))
            return
        self.add(target, self.value(obj.path, "()"))

    def made_by(self, path: str) -> str | None:
        """The modelled class of what calling the function or class `path` of a library gives."""
        function = self.libraries.function(path)
        returned = function[0].class_of(function[1].result) if function is not None else None
        if returned is not None:
            return returned
        known = self.libraries.type_of(path)
        return known[1].source if known is not None and not known[1].is_empty else None

    def on_replace(self, data: Any, obj_id: int) -> None:
        externals.on_replace(self, data, obj_id)

    def on_super_of(self, data: Any, obj_id: int) -> None:
        externals.on_super_of(self, data, obj_id)

    def on_class_of(self, data: Any, obj_id: int) -> None:
        externals.on_class_of(self, data, obj_id)

    def on_wrap(self, data: Any, obj_id: int) -> None:
        externals.on_wrap(self, data, obj_id)

    def on_partial(self, data: Any, obj_id: int) -> None:
        externals.on_partial(self, data, obj_id)

    def on_call_quietly(self, data: Any, callee: int) -> None:
        """A call that an external makes for us, such as `map`: flows, but no site of ours."""
        _, context, args, target = data
        self.call_object(callee, args, None, target, _NO_SITE, context)

    # -- what nobody passes -----------------------------------------------------------------------------

    def seed_receivers(self) -> None:
        """`self` of a method that nothing in the project calls is an instance of its class."""
        if self.unseeded is None:
            self.unseeded = list(self.methods())
        waiting = []
        for method in self.unseeded:
            index, scope = method
            node = self.offsets[index] + scope.params[0].node
            if not self.points_to[node] <= self.outside:
                continue
            cls = self.intern(Class(index, scope.parent, 0))
            local = self.modules[index].facts.scopes[scope.parent].names.get(scope.name)
            wrapped = self.points_to[self.offsets[index] + local] if local else frozenset()
            kinds = {type(self.objects[item]) for item in wrapped}
            if Static in kinds:
                continue
            waiting.append(method)
            for receiver in self.with_subclasses(cls):
                by_class = ClassMethod in kinds or scope.name == "__new__"
                self.add(node, receiver if by_class else self.intern(Inst(receiver)))
        self.unseeded = waiting

    def methods(self) -> Iterator[tuple[int, Scope]]:
        """(module, scope) of the functions in class bodies that have a first parameter."""
        for index, module in enumerate(self.modules):
            scopes = module.facts.scopes
            for scope in scopes:
                is_method = (
                    scope.kind == "function" and scope.parent >= 0 and scopes[scope.parent].kind == "class"
                )
                if is_method and scope.params:
                    yield index, scope

    def with_subclasses(self, cls: int) -> list[int]:
        known = self.below.get(cls)
        if known is None:
            found = {cls: None}
            waiting = deque([cls])
            while waiting:
                for item in sorted(self.subclasses.get(waiting.popleft(), ())):
                    if item not in found:
                        found[item] = None
                        waiting.append(item)
            known = self.below[cls] = list(found)
        return known

    def declare(self) -> None:
        """Types from `[tool.asyncify.types]`; before anything flows, so that nothing else gets there."""
        for name, text in self.declared.items():
            nodes = declared_nodes(self, name)
            objects = declared_objects(self, text)
            if not nodes:
                self.misdeclared.append(
                    Misdeclared(name, text, "nothing of that name is in the project", True)
                )
            elif objects is None:
                self.misdeclared.append(Misdeclared(name, text, f"{text} is no type that is known", False))
            for node in nodes if objects is not None else ():
                self.declared_at[node] = frozenset(objects)  # type: ignore[arg-type]
                for obj in objects or ():
                    self.stand_for_subclasses(obj)
                    self.add(node, obj)

    def on_declared(self, node: int, obj_id: int) -> None:
        if is_let_through(self, self.declared_at[node], obj_id):
            self.add(node, obj_id)

    def read_annotations(self) -> None:
        """Which nodes can hold no literal and no container, by their annotations."""
        for index, module in enumerate(self.modules):
            annotated = [*module.facts.instances]
            for scope in module.facts.scopes:
                annotated += [(param.node, param.annotation) for param in scope.params if param.annotation]
                if scope.returns_annotation is not None and scope.kind == "function":
                    annotated.append((scope.returned, scope.returns_annotation))
            offset = self.offsets[index]
            for node, annotation in annotated:
                if annotation.elements or not annotation.classes:
                    continue
                if all(self.is_class_node(offset + cls) for cls in annotation.classes):
                    held = (self.points_to[offset + cls] for cls in annotation.classes)
                    self.typed[offset + node] = frozenset().union(*held)

    def fitting(self, classes: frozenset[int], objs: frozenset[int]) -> frozenset[int]:
        """Those of `objs` that may be where an annotation names `classes`."""
        found = objs - self.builtin
        if not self.trusts_annotations:
            return found
        return frozenset(item for item in found if self.is_related(item, classes))

    def is_related(self, item: int, classes: frozenset[int]) -> bool:
        """Not an instance of a class that has nothing to do with `classes`."""
        obj = self.objects[item]
        if not isinstance(obj, Inst):
            return True
        return not classes.isdisjoint(self.mro(obj.cls)) or any(obj.cls in self.mro(cls) for cls in classes)

    def is_class_node(self, node: int) -> bool:
        """It holds nothing but classes that no literal is an instance of."""
        return bool(self.points_to[node]) and all(
            (
                isinstance(obj := self.objects[item], Class)
                and _OPEN_BASES.isdisjoint(self.external_bases(item))
            )
            or (isinstance(obj, External) and self.libraries.type_of(obj.path) is not None)
            for item in self.points_to[node]
        )

    def fall_back_on_annotations(self) -> None:
        """An annotation counts where no value was seen to flow, or only what a library without a model gives:
        parameters nobody passes, returns of stubs, `conn: Connection = current.get()`."""
        for index, module in enumerate(self.modules):
            for node, annotation in module.facts.instances:
                self.fall_back(index, self.offsets[index] + node, annotation)
            for scope in module.facts.scopes:
                if (
                    scope.kind == "function"
                    and scope.returns_annotation is not None
                    and not scope.is_generator
                ):
                    self.fall_back(index, self.offsets[index] + scope.returned, scope.returns_annotation)

        self.fall_back_of_stubs()
        for source, target, classes, is_instance in self.narrowed:
            if is_instance and self.points_to[source] <= self.outside:
                for cls in classes if target not in self.seeded else ():
                    self.watch(cls, "narrow_to", target)
                self.seeded.add(target)

    def on_narrow_to(self, node: int, cls: int) -> None:
        obj = self.objects[cls]
        if isinstance(obj, Class) or (isinstance(obj, External) and self.libraries.type_of(obj.path)):
            self.on_instance_of(node, cls)

    def fall_back_of_stubs(self) -> None:
        """What a generator gives that has no body: by its annotation."""
        for module, number in self.stubs:
            scope = self.modules[module].facts.scopes[number]
            node = self.offsets[module] + scope.yielded
            if scope.returns_annotation is not None and node not in self.seeded:
                self.seeded.add(node)
                for cls in scope.returns_annotation.elements:
                    self.watch(self.offsets[module] + cls, "instance_of", node)

    def fall_back(self, module: int, node: int, annotation: TypeExpr) -> None:
        if node in self.declared_at:
            return
        if node not in self.seeded and self.points_to[node] <= self.outside:
            self.seeded.add(node)
            for cls in annotation.classes:
                self.watch(self.offsets[module] + cls, "instance_of", node)
            if annotation.elements:
                container = self.intern(Container(module, -node, 0, "list"))
                self.add(node, container)
                for cls in annotation.elements:
                    self.watch(self.offsets[module] + cls, "instance_of", self.element(container, None))

    def on_instance_of(self, node: int, cls: int) -> None:
        obj = self.objects[cls]
        if isinstance(obj, Class):
            instance = self.instance(cls)
            self.stand_for_subclasses(instance)
            self.add(node, instance)
        elif isinstance(obj, External):
            known = self.libraries.type_of(obj.path)
            if known is not None:
                self.add(node, self.intern(Lib(known[1].source, Root(-1, -1, obj.path))))
            elif obj.path.startswith("builtins."):
                self.add(node, self.intern(Constant(obj.path.removeprefix("builtins."))))
            elif obj.path not in externals.CALLABLES:
                self.add(node, self.value(obj.path, "()"))


@cache
def _containers_have(name: str) -> bool:
    return any(externals.standard_class_has(cls, name) for cls in _CONTAINERS)


def _items(facts: ModuleFacts, kind: str) -> tuple[Any, ...]:
    found: tuple[Any, ...] = getattr(facts, _FIELD_OF[kind])
    return found


_FIELD_OF = {
    "alloc": "allocs", "copy": "copies", "load": "loads", "store": "stores", "getitem": "getitems",
    "setitem": "setitems", "call": "calls", "apply": "applies", "with": "withs", "loop": "loops",
    "operation": "operations", "narrow": "narrows",
}  # fmt: skip
_NO_SITE = Site(-1, "", -1)
