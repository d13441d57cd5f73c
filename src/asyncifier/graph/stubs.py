"""How what tests put in the place of the program's own values flows: mocks, and replaced names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncifier.graph.heap import ExternalValue, Module, double_of, double_path

if TYPE_CHECKING:
    from asyncifier.graph.solve import Argument, Site, Solver


@dataclass(frozen=True)
class Replacing:
    """The arguments of `patch.object(app, "find", new)`: their places, None for what is not given."""

    holder: int
    """The place of the object or of the path."""
    name: str
    """The path, or the name of the attribute."""
    is_path: bool
    value: int | None


def replacing(how: str, args: list[tuple[str, object]]) -> Replacing | None:
    """What a call replaces whose arguments have these (keyword, constant); None where it can't be seen."""
    positional = [index for index, (keyword, _) in enumerate(args) if not keyword]
    named = {keyword: index for index, (keyword, _) in enumerate(args) if keyword}
    holder = positional[0] if positional else named.get("target")
    if holder is None:
        return None
    path = args[holder][1]
    is_path = how == "path" or (how == "either" and isinstance(path, str))
    after = positional[1:]
    if not is_path:
        name = after[0] if after else named.get("attribute", named.get("name"))
        path = args[name][1] if name is not None else None
        after = after[1:]
    value = after[0] if after else named.get("new", named.get("value"))
    return Replacing(holder, path, is_path, value) if isinstance(path, str) else None


def make_double(solver: Solver, path: str, args: list[Argument], target: int, site: Site) -> None:
    """`MagicMock(return_value=conn, find=g)`: a value of its own for each call."""
    made = double_path(path, site.module, site.number)
    solver.add(target, solver.intern(ExternalValue(made)))
    for arg in args:
        if arg.keyword:
            solver.edge(arg.node, solver.path_field(made, arg.keyword))


def load_from_double(solver: Solver, obj: ExternalValue, name: str, target: int) -> None:
    """`mock.find.return_value` is what `mock.find()` gives."""
    step = "()" if name == "return_value" and double_of(obj) is not None else f".{name}"
    solver.add(target, solver.value(obj.path, step))


def replace(solver: Solver, how: str, args: list[Argument], site: Site) -> None:
    """The value flows into the name that it takes the place of."""
    if any(arg.stars for arg in args):
        return
    found = replacing(how, [(arg.keyword, arg.constant) for arg in args])
    if found is None or found.value is None:
        return
    name = found.name.rpartition(".")[2] if found.is_path else found.name
    data = (name, args[found.value].node, (site.module, -1 - site.number))
    if not found.is_path:
        solver.watch(args[found.holder].node, "stub", data)
        return
    for module, steps in named_by(solver, found.name):
        if not steps:
            solver.on_stub(data, solver.intern(Module(module)))
        elif len(steps) == 1 and steps[0] in solver.modules[module].facts.scopes[0].names:
            node = solver.modules[module].facts.scopes[0].names[steps[0]]
            solver.watch(solver.offsets[module] + node, "stub", data)


def named_by(solver: Solver, path: str) -> Iterator[tuple[int, list[str]]]:
    """The module that holds what the path names, and the steps from there: `app.Repo.find` -> (app, ["Repo"])."""
    parts = path.split(".")[:-1]
    for end in range(len(parts), 0, -1):
        module = solver.by_name.get(".".join(parts[:end]))
        if module is not None:
            yield module, parts[end:]
            return
