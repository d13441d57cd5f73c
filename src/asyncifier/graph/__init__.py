"""The whole program: which objects every expression can hold and which functions every call can run.

`build_graph` links the facts of all modules, solves the points-to constraints and answers questions about the
result. It knows facts and library models; it knows nothing of colours or edits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from asyncifier.facts.values import Scope
from asyncifier.graph.externals import inherited_member
from asyncifier.graph.heap import (
    UNKNOWN,
    Class,
    Container,
    ContainerMethod,
    External,
    ExternalValue,
    Func,
    Inst,
    Object,
)
from asyncifier.graph.solve import Context, Site, Solver, SourceModule
from asyncifier.library import Libraries

__all__ = ["CallGraph", "FunctionId", "Site", "SourceModule", "build_graph"]

FunctionId: TypeAlias = tuple[int, int]
"""(module, scope) of a function or lambda."""

Flow: TypeAlias = tuple[tuple[int, int] | str, tuple[int, int]]
"""((module, node), (module, node)): a value flow from the first node into the second."""


def build_graph(
    modules: Sequence[SourceModule],
    libraries: Libraries,
    declared: Mapping[str, str] | None = None,
    flows: Iterable[Flow] = (),
    *,
    trusts_annotations: bool = False,
) -> CallGraph:
    """The solved graph of `modules`. `declared` are types by qualified name, `flows` what codemods know.
    `trusts_annotations`: see `config.ANNOTATIONS`."""
    solver = Solver(modules, libraries, dict(declared or {}), trusts_annotations=trusts_annotations)
    solver.solve(flows)
    return CallGraph(solver)


_PROTOCOL_PAIRS = (("__enter__", "__exit__"), ("__iter__", "__next__"))
"""Special methods that are asynchronous together or not at all."""
_LITERALS = {"str": "Str", "bytes": "Bytes", "int": "Num", "float": "Num"}
_CALLED = re.compile(r"\(\)|\[\]")


def _python_type(kind: str) -> str:
    """How a call graph names the type of a literal: `<**PyDict**>`."""
    return f"<**Py{_LITERALS.get(kind, kind.title())}**>"


@dataclass(frozen=True)
class CallGraph:
    """Answers from the solved constraints. Sites of cloned scopes are folded back onto their source."""

    solver: Solver

    @property
    def modules(self) -> Sequence[SourceModule]:
        return self.solver.modules

    @cached_property
    def _clones(self) -> Mapping[int, list[Context]]:
        """The cloned scopes by module."""
        found: dict[int, list[Context]] = {}
        for context in self.solver.contexts:
            if context is not None:
                found.setdefault(context.module, []).append(context)
        return found

    def _clones_of(self, module: int) -> Mapping[int, list[int]]:
        """The clones of each node of a file. Of the file asked for last only: questions come file by file."""
        known: dict[int, Mapping[int, list[int]]] = self._last_clones
        if module not in known:
            found: dict[int, list[int]] = {}
            for context in self._clones.get(module, ()):
                for node, clone in context.nodes.items():
                    found.setdefault(node, []).append(clone)
            known.clear()
            known[module] = found
        return known[module]

    @cached_property
    def _last_clones(self) -> dict[int, Mapping[int, list[int]]]:
        return {}

    def targets(self, site: Site) -> list[tuple[int, Object]]:
        """What is called, entered or iterated at `site`, in a stable order."""
        found = self.solver.solution.targets.get(site, ())
        return [(item, self.solver.objects[item]) for item in sorted(found)]

    def has_targets(self, site: Site) -> bool:
        return bool(self.solver.solution.targets.get(site))

    def loaded_from(self, site: Site) -> list[Object]:
        """The library objects that an attribute is read from at `site`."""
        return [self.solver.objects[item] for item in sorted(self.solver.solution.loads_of.get(site, ()))]

    def stored_on(self, module: int, store: int) -> list[Object]:
        """The library objects and property functions that store number `store` writes to."""
        return [
            self.solver.objects[item]
            for item in sorted(self.solver.solution.stores_of.get((module, store), ()))
        ]

    def held(self, module: int, node: int) -> list[tuple[int, Object]]:
        """The objects that a node of a file can hold, clones included."""
        if not node:
            return []
        found = set(self.solver.points_to[self.solver.offsets[module] + node])
        for clone in self._clones_of(module).get(node, ()):
            found |= self.solver.points_to[clone]
        return [(item, self.solver.objects[item]) for item in sorted(found)]

    def parts_of(self, obj: int) -> set[int]:
        """What the attributes of an instance, or a container, can hold."""
        solver = self.solver
        found: set[int] = set()
        for (holder, _), node in (*solver.fields.items(), *solver.elements.items()):
            if holder == obj:
                found |= solver.points_to[node]
        return found

    def nodes(self, module: int, node: int) -> tuple[int, ...]:
        """The solver's nodes for a node of a file: its own, and those of the clones."""
        return (self.solver.offsets[module] + node, *self._clones_of(module).get(node, ()))

    def is_declared(self, module: int, node: int) -> bool:
        """The value of a node goes to a place whose type the user has declared."""
        start = self.solver.offsets[module] + node
        return any(source == start for source, _ in self.solver.filtered)

    def scope(self, function: FunctionId) -> Scope:
        return self.modules[function[0]].facts.scopes[function[1]]

    def qualified_name(self, function: FunctionId) -> str:
        """`app.repo.Repo.find`; a module's own name for its body."""
        return self.modules[function[0]].qualified_name(function[1])

    def functions(self) -> Iterator[FunctionId]:
        for index, module in enumerate(self.modules):
            for number, scope in enumerate(module.facts.scopes):
                if scope.kind in ("function", "lambda"):
                    yield (index, number)

    def unwrap(self, obj: Object) -> FunctionId | None:
        """The project function behind a function, a bound method, a `@contextmanager` function, a partial, …"""
        seen = 0
        while seen < 10:
            seen += 1
            if isinstance(obj, Func):
                return (obj.module, obj.scope)
            inner = getattr(obj, "callee", getattr(obj, "func", None))
            if not isinstance(inner, int):
                return None
            obj = self.solver.objects[inner]
        return None

    def class_of(self, function: FunctionId) -> int | None:
        """The class object in whose body the function stands."""
        scope = self.scope(function)
        if scope.parent < 0 or self.modules[function[0]].facts.scopes[scope.parent].kind != "class":
            return None
        return self.solver.ids.get(Class(function[0], scope.parent, 0))

    def external_bases(self, cls: int) -> list[str]:
        """The dotted names of all bases outside the project."""
        return self.solver.external_bases(cls)

    def edges(self) -> dict[str, list[str]]:
        """{caller: [callee, …]} by qualified name; builtins as `<builtin>.len`, other libraries as imported."""
        found: dict[str, set[str]] = {module.name: set() for module in self.modules}
        for function in self.functions():
            found.setdefault(self.callee_of(function), set())
        for site, scope, only_project in self._calling_sites():
            caller = self.callee_of(self.caller(site.module, scope))
            for _, obj in self.targets(site):
                name = self.inherited_constructor(obj) or self.callee_name(obj)
                if name and not (only_project and self.unwrap(obj) is None):
                    found.setdefault(caller, set()).add(name)
        return {caller: sorted(callees) for caller, callees in sorted(found.items())}

    def _calling_sites(self) -> Iterator[tuple[Site, int, bool]]:
        """(site, scope, only project functions count) of calls, decorators, loops, `with` items and operators."""
        for index, module in enumerate(self.modules):
            facts = module.facts
            yield from ((Site(index, "call", n), call.scope, False) for n, call in enumerate(facts.calls))
            yield from ((Site(index, "apply", n), apply.scope, True) for n, apply in enumerate(facts.applies))
            yield from ((Site(index, loop.kind, loop.number), loop.scope, True) for loop in facts.loops)
            yield from (
                (Site(index, "operation", n), item.scope, True) for n, item in enumerate(facts.operations)
            )
            for entered in facts.withs:
                for position in range(len(entered.items)):
                    yield Site(index, "with", entered.number, position), entered.scope, True

    def caller(self, module: int, scope: int) -> FunctionId:
        """The function, lambda or module whose body the scope runs in."""
        scopes = self.modules[module].facts.scopes
        while scopes[scope].kind not in ("function", "lambda", "module"):
            scope = scopes[scope].parent
        return (module, scope)

    def callee_of(self, function: FunctionId) -> str:
        """The qualified name, with the lambdas of one scope numbered from 1: `app.find.<lambda2>`."""
        scope = self.scope(function)
        name = self.qualified_name(function)
        if scope.kind != "lambda":
            return name
        scopes = self.modules[function[0]].facts.scopes
        before = [
            item
            for item in scopes[: function[1]]
            if item.kind == "lambda" and item.qualname == scope.qualname
        ]
        return f"{name.removesuffix('<lambda>')}<lambda{len(before) + 1}>"

    def callee_name(self, obj: Object) -> str:
        """How a call graph names what is called; "" for what it leaves out."""
        function = self.unwrap(obj)
        if function is not None:
            return self.callee_of(function)
        if isinstance(obj, ContainerMethod):
            container = self.solver.objects[obj.container]
            return f"{_python_type(container.kind)}.{obj.name}" if isinstance(container, Container) else ""
        if isinstance(obj, External):
            builtin = obj.path.removeprefix("builtins.")
            owner, _, method = builtin.rpartition(".")
            if builtin == obj.path:
                return obj.path
            return f"{_python_type(owner)}.{method}" if owner in _LITERALS else f"<builtin>.{builtin}"
        if isinstance(obj, ExternalValue) and obj != UNKNOWN:
            return _CALLED.sub("", obj.path)
        return ""

    def inherited_constructor(self, obj: Object) -> str:
        """`ext.Base.__init__` of a class that leaves its constructor to a base outside the project."""
        cls = self.solver.ids[obj] if isinstance(obj, Class) else -1
        if cls < 0 or self.solver.has_method(cls, "__init__"):
            return ""
        for base in self.external_bases(cls):
            if not base.startswith("builtins.") and inherited_member(base, "__init__") is not None:
                return f"{base}.__init__"
        return ""

    def families(self) -> dict[FunctionId, tuple[FunctionId, ...]]:
        """For each method that overrides or is overridden: all methods that must share its colour."""
        parent: dict[FunctionId, FunctionId] = {}

        def root(item: FunctionId) -> FunctionId:
            while parent.setdefault(item, item) != item:
                parent[item] = item = parent[parent[item]]
            return item

        for cls, obj in enumerate(self.solver.objects):
            if not isinstance(obj, Class):
                continue
            own = self.methods(obj)
            for base in self.solver.mro(cls)[1:]:
                other = self.solver.objects[base]
                if isinstance(other, Class):
                    for name, method in self.methods(other).items():
                        if name in own and not name.startswith("__init__"):
                            parent[root(own[name])] = root(method)
            for names in _PROTOCOL_PAIRS:
                pair = [self.method_of(cls, name) for name in names]
                if pair[0] is not None and pair[1] is not None:
                    parent[root(pair[0])] = root(pair[1])
        for functions in self.redefined():
            for function in functions:
                parent[root(function)] = root(functions[0])
        for first, second in self.solver.overloads:
            parent[root(first)] = root(second)
        groups: dict[FunctionId, list[FunctionId]] = {}
        for item in parent:
            groups.setdefault(root(item), []).append(item)
        return {item: tuple(sorted(group)) for group in groups.values() for item in group if len(group) > 1}

    def method_of(self, cls: int, name: str) -> FunctionId | None:
        """The project's method that `name` means on the class: its own or an inherited one."""
        for item in self.solver.mro(cls):
            obj = self.solver.objects[item]
            if isinstance(obj, Class) and name in self.methods(obj):
                return self.methods(obj)[name]
        return None

    def redefined(self) -> Iterator[list[FunctionId]]:
        """Stubs under `@overload` with the function that they describe."""
        for index, module in enumerate(self.modules):
            scopes = module.facts.scopes
            named: dict[tuple[int, str], list[FunctionId]] = {}
            for number, scope in enumerate(scopes):
                if scope.kind == "function" and (scope.body_is_stub or (scope.parent, scope.name) in named):
                    named.setdefault((scope.parent, scope.name), []).append((index, number))
            yield from (found for found in named.values() if len(found) > 1)

    def methods(self, cls: Class) -> dict[str, FunctionId]:
        """The functions defined in the class body, by name."""
        cache: dict[Class, dict[str, FunctionId]] = self.solver.__dict__.setdefault("_methods", {})
        if cls not in cache:
            scopes = self.modules[cls.module].facts.scopes
            cache[cls] = {
                scopes[child].name: (cls.module, child)
                for child in self.solver.children[cls.module].get(cls.scope, ())
                if scopes[child].kind == "function"
            }
        return cache[cls]

    def instance_class(self, obj: Object) -> Class | None:
        if isinstance(obj, Inst):
            found = self.solver.objects[obj.cls]
            return found if isinstance(found, Class) else None
        return None
