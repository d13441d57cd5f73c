"""Who closes what: for each connection, whether the program closes it and where it may still be held."""

from __future__ import annotations

from functools import cached_property

from asyncifier.decide.uses import Leaf, Use, Uses
from asyncifier.facts.values import FINALLY, STATEMENT, LocalConnectionUse
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.heap import (
    Bound,
    ContextObject,
    Func,
    Generator,
    Inst,
    Lib,
    LibMethod,
    Object,
    Partial,
    Root,
)
from asyncifier.library import LibraryType

_CLOSING_NAMES = ("close", "aclose", "disconnect", "shutdown", "stop", "dispose", "close_all", "release")
"""What people call the method that ends an object's life."""

_LAST = frozenset({"__exit__", "__aexit__", "__del__", "tearDown", "tearDownClass", "asyncTearDown"})
"""Methods that run at the end, whatever happened before."""


class Connections:
    """Facts about the lifetime of connections, by the call that opens them."""

    def __init__(self, graph: CallGraph, uses: Uses) -> None:
        self.graph = graph
        self.uses = uses

    @cached_property
    def closed(self) -> frozenset[Root]:
        """Opened by a call whose connection some `close()`, `closing(…)` or `with` reaches that closes it."""
        return frozenset(
            root
            for use in self.uses.all
            for leaf in use.leaves
            if self._closes(use, leaf)
            for root in leaf.roots
        )

    @cached_property
    def stored(self) -> frozenset[Root]:
        """Kept in an attribute, a container or a module's variable."""
        solver = self.graph.solver
        found: set[Root] = set()
        nodes = [*solver.fields.values(), *solver.elements.values(), *solver.path_nodes.values()]
        for index, module in enumerate(self.graph.modules):
            nodes += [solver.offsets[index] + node for node in module.facts.scopes[0].names.values()]
        for node in nodes:
            for item in solver.points_to[node]:
                obj = solver.objects[item]
                found |= self._needed_by(obj) if not isinstance(obj, Func) else frozenset()
        return frozenset(found)

    @cached_property
    def long_lived(self) -> frozenset[Root]:
        """What a variable of a module holds, or an object in one: the whole program uses the same."""
        solver = self.graph.solver
        found: set[Root] = set()
        instances: set[int] = set()
        for index, module in enumerate(self.graph.modules):
            for node in module.facts.scopes[0].names.values():
                for item, obj in self.graph.held(index, node):
                    if isinstance(obj, Inst):
                        instances.add(item)
                    elif not isinstance(obj, Func):
                        found |= self._needed_by(obj)
        for (owner, _), node in solver.fields.items():
            if owner in instances:
                for item in solver.points_to[node]:
                    if isinstance(obj := solver.objects[item], Lib):
                        found |= self._needed_by(obj)
        return frozenset(found)

    @cached_property
    def handed_out(self) -> dict[FunctionId, frozenset[Root]]:
        """What each function returns a connection of, a cursor on, or something else that needs it open."""
        found: dict[FunctionId, set[Root]] = {}
        for index, module in enumerate(self.graph.modules):
            for number, scope in enumerate(module.facts.scopes):
                for node in (scope.returned, scope.yielded):
                    for _, obj in self.graph.held(index, node):
                        if node == scope.yielded and isinstance(obj, Lib) and self._is_connection(obj):
                            continue  # it stays open until the generator goes on
                        roots = self._needed_by(obj)
                        if roots:
                            found.setdefault((index, number), set()).update(roots)
        return {function: frozenset(roots) for function, roots in found.items()}

    def _needed_by(self, obj: Object) -> frozenset[Root]:
        """The connections that must be open for `obj` to work."""
        while isinstance(obj, LibMethod | Partial):
            obj = self.graph.solver.objects[obj.receiver if isinstance(obj, LibMethod) else obj.callee]
        if isinstance(obj, Lib):
            return frozenset((obj.root,))
        if isinstance(obj, Func | Generator | ContextObject | Bound):
            function = self.graph.unwrap(obj)
            uses = self.uses.in_function.get(function, ()) if function is not None else ()
            return frozenset(root for use in uses for leaf in use.leaves for root in leaf.roots)
        return frozenset()

    @cached_property
    def opened_by(self) -> dict[FunctionId, frozenset[Root]]:
        """The connections that a function opens, or lets another open, and returns to its caller."""
        found: dict[FunctionId, frozenset[Root]] = {}
        changed = True
        while changed:
            changed = False
            for function, roots in self.handed_out.items():
                called = {
                    root
                    for use in self.uses.in_function.get(function, ())
                    for callee in use.functions
                    for root in found.get(callee, ())
                }
                own = frozenset(root for root in roots if self.opener(root) == function or root in called)
                if own - found.get(function, frozenset()):
                    found[function] = own
                    changed = True
        return found

    def opener(self, root: Root) -> FunctionId | None:
        """The function in which the call stands that opens it."""
        if root.number < 0:
            return None
        return self.uses.owner(root.module, self.graph.modules[root.module].facts.calls[root.number].scope)

    def fresh(self, use: Use) -> frozenset[Root]:
        """The connections that a call gives to its caller, who has to close them."""
        roots = {root for function in use.functions for root in self.opened_by.get(function, ())}
        for leaf in use.leaves:
            if leaf.type is None and self.opens(leaf) is not None:
                roots.update(leaf.roots)
        return frozenset(roots)

    @staticmethod
    def opens(leaf: Leaf) -> LibraryType | None:
        """The type of the connection that a library's function opens."""
        if leaf.member is None or leaf.member.returns is None:
            return None
        opened = leaf.library.types.get(leaf.member.returns)
        return opened if opened is not None and opened.closes else None

    def assigned(self, use: Use) -> LocalConnectionUse | None:
        """The `name = call()` that the call is the right-hand side of."""
        return self._assigned[use.site.module].get(use.site.number)

    @cached_property
    def _assigned(self) -> list[dict[int, LocalConnectionUse]]:
        return [{item.call: item for item in module.facts.assigned_calls} for module in self.graph.modules]

    def closes_at_end(self, use: Use) -> LocalConnectionUse | None:
        """The assignment of a connection that lives no longer than the rest of its block."""
        item = self.assigned(use)
        if item is None or not item.is_lone:
            return None
        owner = self.uses.owner(use.site.module, use.scope)
        outliving = self.stored | self.handed_out.get(owner, frozenset())
        return item if not self.fresh(use) & outliving else None

    def is_closed_for_sure(self, use: Use) -> bool:
        """Its block, or the statement it stands in, closes the connection however it is left."""
        facts = self.graph.modules[use.site.module].facts
        for statement in facts.withs:
            for entered in statement.items:
                if entered.call == use.site.number:
                    return not self.closes_by_name(use.site.module, use.scope, entered.name)
        call = facts.calls[use.site.number]
        if use.functions and call.flags & STATEMENT:
            return True  # whoever lets go of what a function gives has a reason: it may be what was passed
        if any(self._is_close(use.site.module, n) and other.receiver_call == use.site.number
               for n, other in enumerate(facts.calls)):  # fmt: skip
            return True
        item = self.assigned(use)
        if item is None:
            return False
        name = item.name
        for number, call in enumerate(facts.calls):
            if call.scope != item.scope:
                continue
            if (use.site.module, number) in self._left_to_others and any(
                arg.dotted[:-1] == (name,) for arg in call.args
            ):
                return True
            is_passed = any(arg.dotted == (name,) for arg in call.args)
            if call.flags & FINALLY and (is_passed or call.text.startswith(f"{name}.")):
                return True
            if is_passed and call.text.rpartition(".")[2] == "closing":
                return True
        return False

    def is_only_called_on(self, use: Use) -> bool:
        """`connect().execute(q)`: nobody keeps the connection that the function gives, so nobody can close it."""
        if not use.functions:
            return False
        calls = self.graph.modules[use.site.module].facts.calls
        if not any(other.receiver_call == use.site.number for other in calls):
            return False
        given = [
            obj
            for function in use.functions
            for _, obj in self.graph.held(function[0], self.graph.scope(function).returned)
        ]
        return bool(given) and all(
            isinstance(obj, Lib) and self._is_connection(obj) and obj.root not in self.stored for obj in given
        )

    def closes_by_name(self, module: int, scope: int, name: str) -> bool:
        """`name.close()` stands in the scope."""
        return any(
            call.scope == scope and call.text.rpartition(".")[0] == name and self._is_close(module, number)
            for number, call in enumerate(self.graph.modules[module].facts.calls)
        )

    def _is_close(self, module: int, number: int) -> bool:
        return (module, number) in self._closing_calls

    @cached_property
    def _closing_calls(self) -> frozenset[tuple[int, int]]:
        return frozenset(
            (use.site.module, use.site.number)
            for use in self.uses.all
            if use.kind == "call" and any(self._closes(use, leaf) for leaf in use.leaves)
        )

    @cached_property
    def _left_to_others(self) -> frozenset[tuple[int, int]]:
        """Calls like `stack.callback(conn.close)`."""
        return frozenset(
            (use.site.module, use.site.number)
            for use in self.uses.all
            if use.kind in ("stack", "cleanup") and any(self._closes(use, leaf) for leaf in use.leaves)
        )

    @cached_property
    def closed_for_sure(self) -> frozenset[Root]:
        """Closed where an exception can't skip it, or by something that others call."""
        found: set[Root] = set()
        for use in self.uses.all:
            roots = {root for leaf in use.leaves if self._closes(use, leaf) for root in leaf.roots}
            owner = self.uses.owner(use.site.module, use.scope)
            if roots and (use.kind in ("with", "stack", "cleanup") or self._runs_for_sure(use, {owner})):
                found |= roots
        return frozenset(found)

    def _runs_for_sure(self, use: Use, seen: set[FunctionId]) -> bool:
        if use.kind != "call":
            return True  # `with` leaves, and what is handed to others is called when they see fit
        if self.graph.modules[use.site.module].facts.calls[use.site.number].flags & FINALLY:
            return True
        owner = self.uses.owner(use.site.module, use.scope)
        scope = self.graph.scope(owner)
        if scope.kind == "module":
            return False
        if scope.is_generator or scope.name in _LAST:
            return True  # fixtures and the like: what stands behind `yield` is theirs to reach
        callers = [caller for caller in self.uses.by_function.get(owner, ()) if caller.kind != "apply"]
        return not callers or any(
            self._runs_for_sure(caller, seen | {around})
            for caller in callers
            if (around := self.uses.owner(caller.site.module, caller.scope)) not in seen
        )

    @staticmethod
    def _closes(use: Use, leaf: Leaf) -> bool:
        """The use closes the connection: `close()`, `closing(…)`, or a `with` that does so at its end."""
        if leaf.type is None:
            return False
        if leaf.member is not None and leaf.member.name in leaf.type.closes:
            return True
        # `with = "async"` is what closes at its end; "commit" leaves the connection open
        is_left = leaf.name in ("async", "closes") and bool(leaf.type.closes)
        return use.kind in ("with", "stack") and (leaf.name == "closing" or is_left)

    def kept_in(self, use: Use) -> str:
        """The variable of the module that a function puts the connection into: `global conn; conn = connect()`.

        Only one that holds nothing before, so that it can be emptied again; else "".
        """
        facts = self.graph.modules[use.site.module].facts
        if use.kind != "call" or self.uses.owner(use.site.module, use.scope)[1] == 0:
            return ""
        made = facts.calls[use.site.number].target
        for copy in facts.copies:
            name = self._module_variables(use.site.module).get(copy.target, "")
            if copy.source == made and name:
                given = [other for other in facts.copies if other.target == copy.target and other.scope == 0]
                return "" if given else name
        return ""

    def _module_variables(self, module: int) -> dict[int, str]:
        if module not in self._variables:
            names = self.graph.modules[module].facts.scopes[0].names
            self._variables[module] = {node: name for name, node in names.items()}
        return self._variables[module]

    @cached_property
    def _variables(self) -> dict[int, dict[int, str]]:
        return {}

    def closing_method(self, obj: Inst) -> FunctionId | None:
        """The method of a project class that closes the connections which its objects hold."""
        for name in _CLOSING_NAMES:
            method = self.graph.method_of(obj.cls, name)
            if (
                method is not None
                and len(self.graph.scope(method).params) == 1
                and self._leads_to_close(method)
            ):
                return method
        return None

    def _leads_to_close(self, function: FunctionId) -> bool:
        """It closes a connection, itself or through what it calls."""
        seen, waiting = {function}, [function]
        while waiting:
            for use in self.uses.in_function.get(waiting.pop(), ()):
                if any(self._closes(use, leaf) for leaf in use.leaves):
                    return True
                new = [callee for callee in use.functions if callee not in seen]
                seen.update(new)
                waiting += new
        return False

    def _is_connection(self, obj: Lib) -> bool:
        known = self.graph.solver.libraries.type_of(obj.type)
        return known is not None and bool(known[1].closes)
