"""Names that nothing in the program provides, and the one thing that can be meant.

Code that uses them fails where it runs as it stands: the import finds no module, the attribute does not exist. Taking
it for what its author can only have meant changes nothing that works, and such code is converted like the rest
instead of being left behind. `Meant` says so, for the report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from asyncifier.graph.heap import Class, External

if TYPE_CHECKING:
    from asyncifier.graph.solve import Solver

_OPEN_TO_ALL = frozenset({"builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol"})
"""Bases from outside that bring no methods of their own."""


class Meant(NamedTuple):
    """At `line` of `module`, `name` is taken for `found`, the one thing of that name."""

    module: int
    line: int
    name: str
    found: str


def moved_module(solver: Solver, dotted: str, name: str) -> int | None:
    """The module `dotted` is not there, but one of its name further below in its package defines `name`.

    `from .migrations.dates import Detector`, where the package has `migrations/builtin/dates.py`.
    """
    package, _, last = dotted.rpartition(".")
    if package not in solver.by_name and package not in solver.packages:
        return None
    found = [
        index
        for path, index in solver.by_last_name.get(last, ())
        if path.startswith(f"{package}.") and solver.definition(index, name)
    ]
    return found[0] if len(found) == 1 else None


def method_of_another_class(solver: Solver, cls: int, name: str) -> tuple[int, Meant] | None:
    """The private method `name`, which `cls` lacks, of the one class of the project that has it; in the same module.

    A class whose bases are not all known, that hands on unknown attributes, or of which the attribute is set
    anywhere, may have it.
    """
    obj = solver.objects[cls]
    owners = solver.defining[name]
    if not name.startswith("_") or name.startswith("__") or len(owners) != 1 or not isinstance(obj, Class):
        return None
    (owner,) = owners
    other = solver.objects[owner]
    assert isinstance(other, Class)
    if other.module != obj.module or other.scope == obj.scope or name in solver.stored_names:
        return None
    for item in solver.mro(cls):
        base = solver.objects[item]
        is_known = isinstance(base, Class) or (isinstance(base, External) and base.path in _OPEN_TO_ALL)
        if not is_known or item in solver.uncertain_bases:
            return None
    if solver.has_method(cls, "__getattr__") or solver.has_method(cls, "__getattribute__"):
        return None
    facts = solver.modules[obj.module].facts
    line = next((load.line for load in facts.loads if load.name == name), facts.scopes[obj.scope].line)
    names = [solver.modules[item.module].qualified_name(item.scope) for item in (obj, other)]
    return owner, Meant(obj.module, line, f"{names[0]}.{name}", f"{names[1]}.{name}")
