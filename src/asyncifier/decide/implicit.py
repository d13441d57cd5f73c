"""What runs of the program's own without being called by name, where no fact about the place tells so.

print(order)                    # Order.__str__
copy.deepcopy(order)            # Order.__deepcopy__
class Special(Base): …          # the class body, Base.__init_subclass__, __set_name__ of what stands in it
Order(3)                        # what `field(default_factory=…)` names; `__call__` of its metaclass

Such a call can't be awaited. If it blocks, no function that makes it can run on the event loop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from asyncifier.facts.values import NOTHING, Call
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.externals import standard_class_has
from asyncifier.graph.heap import (
    Class,
    Container,
    ContainerMethod,
    External,
    ExternalValue,
    Func,
    Getter,
    Inst,
    Lib,
    LibMethod,
    Object,
    Property,
)

_TEXT = ("__str__", "__repr__", "__format__")
_ORDER = ("__lt__", "__gt__", "__le__", "__ge__", "__eq__")
_EQUAL = ("__eq__", "__ne__", "__hash__")
_PICKLE = (
    "__reduce__",
    "__reduce_ex__",
    "__getstate__",
    "__setstate__",
    "__getnewargs__",
    "__getnewargs_ex__",
)
_LENGTH = ("__len__", "__length_hint__")
_READ = ("__getattr__", "__getattribute__")
_SUM = ("__add__", "__radd__", "__mul__", "__rmul__")

_BY_BUILTIN: dict[str, tuple[str, ...]] = {
    "print": _TEXT, "str": _TEXT, "repr": ("__repr__",), "ascii": ("__repr__",), "format": _TEXT, "input": _TEXT,
    "len": _LENGTH, "bool": ("__bool__", "__len__"), "any": ("__bool__", "__len__"), "all": ("__bool__", "__len__"),
    "sorted": (*_ORDER, *_LENGTH), "min": _ORDER, "max": _ORDER, "sum": _SUM,
    "hash": ("__hash__",), "set": _EQUAL, "frozenset": _EQUAL, "dict": ("__getitem__", *_EQUAL),
    "reversed": ("__reversed__", "__len__", "__getitem__"), "iter": ("__getitem__",),
    "int": ("__int__", "__index__", "__trunc__"), "float": ("__float__", "__index__"),
    "complex": ("__complex__", "__float__"), "bytes": ("__bytes__", "__index__"), "bytearray": ("__index__",),
    "round": ("__round__",), "abs": ("__abs__",), "divmod": ("__divmod__", "__rdivmod__"),
    "pow": ("__pow__", "__rpow__"), "range": ("__index__",), "slice": (), "chr": ("__index__",),
    "bin": ("__index__",), "oct": ("__index__",), "hex": ("__index__",), "dir": ("__dir__",),
    "getattr": _READ, "hasattr": _READ, "setattr": ("__setattr__",), "delattr": ("__delattr__",),
    "list": (*_LENGTH, "__getitem__"), "tuple": (*_LENGTH, "__getitem__"), "open": ("__fspath__",),
    "isinstance": (), "issubclass": (), "id": (), "type": (), "callable": (), "super": (), "vars": (), "zip": (),
    "enumerate": (), "map": (), "filter": ("__bool__", "__len__"), "next": (), "exec": (), "eval": (),
    "property": (), "classmethod": (), "staticmethod": (),
}  # fmt: skip
_BY_METHOD = {
    "index": _EQUAL, "count": _EQUAL, "remove": _EQUAL, "add": _EQUAL, "discard": _EQUAL, "get": _EQUAL,
    "setdefault": _EQUAL, "pop": _EQUAL, "update": _EQUAL, "sort": _ORDER,
}  # fmt: skip
_BY_MODULE = {
    "copy": ("__copy__", "__deepcopy__", *_PICKLE), "pickle": _PICKLE, "shelve": _PICKLE, "marshal": (),
    "bisect": _ORDER, "heapq": _ORDER, "math": ("__floor__", "__ceil__", "__trunc__", "__float__", "__index__"),
    "logging": _TEXT, "weakref": ("__hash__",), "functools": (), "itertools": (), "contextlib": (), "typing": (),
    "dataclasses": ("__copy__", "__deepcopy__", "__post_init__"), "os": ("__fspath__",), "pathlib": ("__fspath__",),
}  # fmt: skip
_ANYTHING = (
    *_TEXT,
    *_ORDER,
    *_EQUAL,
    *_PICKLE,
    *_LENGTH,
    "__bool__",
    "__index__",
    "__fspath__",
    "__copy__",
    "__deepcopy__",
)
"""What code outside may ask of an object that it is handed."""

_INSTEAD = {
    "__bool__": ("__bool__", "__len__"), "__format__": _TEXT, "__mod__": (), "__rmod__": _TEXT,
    "__contains__": _EQUAL, "__eq__": _EQUAL, "__ne__": _EQUAL, "__hash__": _EQUAL, "__missing__": ("__missing__",),
}  # fmt: skip
_OF_ITSELF = frozenset({"__bool__", "__missing__"})
"""What asks nothing of that which a container holds."""

_BY_PREFIX = {"ast.NodeVisitor": "visit_", "ast.NodeTransformer": "visit_", "cmd.Cmd": "do_"}
"""Bases that call methods whose names begin so, and have none of that name themselves."""

_LOGS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log", "handle"})
"""What runs every handler, filter and formatter."""

_OF_METACLASS = ("__prepare__", "__new__", "__init__")


class Implicit:
    """The methods of the project's classes that are run so, by place."""

    def __init__(self, graph: CallGraph) -> None:
        self.graph = graph
        self.solver = graph.solver
        self._known: dict[tuple[int, tuple[str, ...]], tuple[FunctionId, ...]] = {}

    def at_call(self, module: int, call: Call, found: Iterable[Object]) -> tuple[FunctionId, ...]:
        """What the call makes code outside run of its arguments, and what making an object runs besides."""
        methods: dict[FunctionId, None] = {}
        for obj in found:
            if isinstance(obj, Class):
                methods.update(dict.fromkeys(self._with_object(self.solver.ids[obj])))
                continue
            if isinstance(obj, Inst | Container | Func):
                continue
            if path := self._path(obj):
                methods.update(dict.fromkeys(self._overrides(module, call, path)))
            names = _BY_METHOD.get(obj.name, ()) if isinstance(obj, ContainerMethod) else _asked_by(path)
            if not (names or self._has_getters):
                continue
            given = [item for arg in call.args for _, item in self.graph.held(module, arg.node)]
            for getter in (item for item in (obj, *given) if isinstance(item, Getter)):
                methods.update(dict.fromkeys(self._got(getter, given)))
            for item in given if names else ():
                methods.update(dict.fromkeys(self.of(item, names)))
            if isinstance(obj, ContainerMethod):
                methods.update(dict.fromkeys(self.of(self.solver.objects[obj.container], names)))
        return tuple(methods)

    def _path(self, obj: Object) -> str:
        """The dotted name of what comes from outside."""
        if isinstance(obj, LibMethod):
            receiver = self.solver.objects[obj.receiver]
            return f"{receiver.type}.{obj.name}" if isinstance(receiver, Lib) else ""
        return obj.path if isinstance(obj, External | ExternalValue) else ""

    def _overrides(self, module: int, call: Call, path: str) -> Iterator[FunctionId]:
        """Methods that a base from outside calls: `visitor.visit(tree)`, `json.dumps(x, cls=Encoder)`."""
        if not self._foreign:
            return
        if path.startswith("logging.") and path.rpartition(".")[2] in _LOGS:
            yield from (method for cls in self._foreign for method in self._overriding(cls, "logging."))
        if path.startswith("builtins."):
            return
        held = {item for arg in call.args for _, item in self.graph.held(module, arg.node)}
        if path.rpartition(".")[0] in self._bases:
            node = self._receivers.get((module, call.func))
            held |= {item for _, item in self.graph.held(module, node)} if node is not None else set()
        classes = {
            item.cls if isinstance(item, Inst) else self.solver.ids[item]
            for item in held
            if isinstance(item, Inst | Class)
        }
        for cls in sorted(classes & self._foreign.keys()):
            yield from self._overriding(cls, "")

    @cached_property
    def _has_getters(self) -> bool:
        return any(isinstance(obj, Getter) for obj in self.solver.objects)

    @cached_property
    def _receivers(self) -> dict[tuple[int, int], int]:
        """For each file and node that an attribute is read into: the node of the object."""
        return {
            (index, load.target): load.obj
            for index, module in enumerate(self.graph.modules)
            for load in module.facts.loads
        }

    @cached_property
    def _foreign(self) -> dict[int, tuple[str, ...]]:
        """The classes of the project that inherit from the standard library's, with those."""
        found = {}
        for cls in self.solver.bodies:
            bases = tuple(
                base
                for base in self.graph.external_bases(cls)
                if not base.startswith(("builtins.", "typing.", "abc.", "enum.", "threading.", "unittest."))
            )
            if bases:
                found[cls] = bases
        return found

    @cached_property
    def _bases(self) -> frozenset[str]:
        return frozenset(base for bases in self._foreign.values() for base in bases)

    def _overriding(self, cls: int, prefix: str) -> tuple[FunctionId, ...]:
        """The methods of a class that one of its bases from outside, whose names begin so, may call."""
        bases = [base for base in self._foreign.get(cls, ()) if base.startswith(prefix)]
        key = (cls, (prefix, "overrides"))
        if key not in self._known:
            names = sorted(self._defined - {"__init__", "__new__", "__enter__", "__exit__"}) if bases else []
            methods = {
                name: method for name in names if (method := self.graph.method_of(cls, name)) is not None
            }
            self._known[key] = tuple(
                method
                for name, method in methods.items()
                if any(
                    standard_class_has(base, name) or name.startswith(_BY_PREFIX.get(base, "?"))
                    for base in bases
                )
            )
        return self._known[key]

    def _got(self, getter: Getter, given: Iterable[Object]) -> Iterator[FunctionId]:
        """What `operator.itemgetter` and `attrgetter` run of what they are given, or of what that holds."""
        for item in given:
            if getter.how == "item":
                yield from self.of(item, ("__getitem__", "__missing__"))
            elif getter.how == "attr":
                names = tuple(str(key).partition(".")[0] for key in getter.keys)
                yield from (method for method in self.of(item, names) if self._is_property(method))

    def _is_property(self, function: FunctionId) -> bool:
        scope = self.graph.scope(function)
        body = self.graph.modules[function[0]].facts.scopes[scope.parent]
        return any(
            isinstance(obj, Property)
            for _, obj in self.graph.held(function[0], body.names.get(scope.name, NOTHING))
        )

    def at_operation(self, method: str, held: Iterable[Object]) -> tuple[FunctionId, ...]:
        """What Python falls back on: `__str__` in an f-string, `__len__` in a test, `__eq__` of what a list holds."""
        names = _INSTEAD.get(method)
        if names is None:
            return ()
        methods: dict[FunctionId, None] = {}
        for obj in held:
            if isinstance(obj, Inst) or (isinstance(obj, Container) and method not in _OF_ITSELF):
                methods.update(dict.fromkeys(self.of(obj, names)))
        return tuple(methods)

    @cached_property
    def reads_attributes(self) -> bool:
        """Some class says what reading an attribute gives."""
        return not self._defined.isdisjoint(_READ)

    def at_load(self, name: str, held: Iterable[Object]) -> tuple[FunctionId, ...]:
        """`__getattribute__`, and `__getattr__` where there is no attribute of the name."""
        methods: dict[FunctionId, None] = {}
        for obj in held:
            if isinstance(obj, Inst) and self.methods(obj.cls, _READ):
                names = _READ[1:] if name in self._attributes else _READ
                methods.update(dict.fromkeys(self.methods(obj.cls, names)))
        return tuple(methods)

    def of(self, obj: Object, names: tuple[str, ...]) -> Iterator[FunctionId]:
        """The methods of these names, of the object or of what a container holds."""
        if isinstance(obj, Inst):
            yield from self.methods(obj.cls, names)
        elif isinstance(obj, Container):
            for item in self.solver.points_to[self.solver.any_element(self.solver.ids[obj])]:
                inner = self.solver.objects[item]
                if isinstance(inner, Inst):
                    yield from self.methods(inner.cls, names)

    def methods(self, cls: int, names: tuple[str, ...]) -> tuple[FunctionId, ...]:
        key = (cls, names)
        if key not in self._known:
            asked = ((name, self.graph.method_of(cls, name)) for name in names if name in self._defined)
            self._known[key] = tuple(method for _, method in asked if method is not None)
        return self._known[key]

    @cached_property
    def _attributes(self) -> frozenset[str]:
        """The names that some class defines or some statement sets as an attribute."""
        stored = {store.name for module in self.graph.modules for store in module.facts.stores}
        return frozenset(stored.union(*self.solver.bodies.values()))

    @cached_property
    def _defined(self) -> frozenset[str]:
        """The names of all methods."""
        return frozenset(self.graph.scope(function).name for function in self.graph.functions())

    # -- classes ----------------------------------------------------------------------------------------

    def at_class(self, cls: int) -> tuple[FunctionId, ...]:
        """What making the class runs: its body, and the hooks of bases, metaclass and what stands in it."""
        obj = self.solver.objects[cls]
        assert isinstance(obj, Class)
        methods: dict[FunctionId, None] = {(obj.module, obj.scope): None}
        for base in self.solver.mro(cls)[1:]:
            if isinstance(self.solver.objects[base], Class):
                methods.update(dict.fromkeys(self.methods(base, ("__init_subclass__",))))
        for meta in self._metaclasses(cls):
            methods.update(dict.fromkeys(self.methods(meta, _OF_METACLASS)))
        for node in self.graph.modules[obj.module].facts.scopes[obj.scope].names.values():
            for _, held in self.graph.held(obj.module, node):
                if isinstance(held, Inst):
                    methods.update(dict.fromkeys(self.methods(held.cls, ("__set_name__",))))
        return tuple(methods)

    def _with_object(self, cls: int) -> Iterator[FunctionId]:
        for meta in self._metaclasses(cls):
            yield from self.methods(meta, ("__call__",))
        for item in self.solver.mro(cls):
            obj = self.solver.objects[item]
            if isinstance(obj, Class):
                yield from self._factories.get((obj.module, obj.scope), ())

    @cached_property
    def _factories(self) -> dict[tuple[int, int], list[FunctionId]]:
        """By class: the functions that `field(default_factory=…)` names in its body."""
        found: dict[tuple[int, int], list[FunctionId]] = {}
        for index, module in enumerate(self.graph.modules):
            for call in module.facts.calls:
                if module.facts.scopes[call.scope].kind != "class":
                    continue
                for arg in call.args:
                    if arg.keyword not in ("default_factory", "factory"):
                        continue
                    for _, obj in self.graph.held(index, arg.node):
                        function = self.graph.unwrap(obj)
                        if function is not None:
                            found.setdefault((index, call.scope), []).append(function)
        return found

    def _metaclasses(self, cls: int) -> Iterator[int]:
        """The project's classes that the class, or a base of its, names as its metaclass."""
        for item in self.solver.mro(cls):
            obj = self.solver.objects[item]
            if not isinstance(obj, Class):
                continue
            facts = self.graph.modules[obj.module].facts
            name = facts.scopes[obj.scope].metaclass
            node = facts.scopes[0].names.get(name) if name else None
            for _, held in self.graph.held(obj.module, node) if node is not None else ():
                if isinstance(held, Class):
                    yield self.solver.ids[held]


def _asked_by(path: str) -> tuple[str, ...]:
    """The special methods that what has this name, and is no function of the project, may run of what it is given."""
    module, _, name = path.partition(".")
    if module == "builtins":
        return _BY_BUILTIN.get(name, _ANYTHING)
    return _BY_MODULE.get(module, _ANYTHING) if path else ()
