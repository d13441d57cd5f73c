"""What becomes of `map(f, xs)`, `sorted(xs, key=f)` and their like, once `f` has to be awaited.

What gives its results one by one turns into a comprehension, where the place that takes them can use one:

    list(map(f, xs))                  ->  [await f(item) for item in xs]
    any(filter(f, xs))                ->  await _any(item for item in xs if await f(item))
    for x in map(f, xs):              ->  async for x in (await f(item) for item in xs):

The others get an asynchronous helper that calls the function as often, and in the same order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from asyncifier.decide.uses import COMPREHENSIBLE, CONSUMERS, LAZY, SHORT_CIRCUITS, Use
from asyncifier.edits import AddHelper
from asyncifier.facts.values import Call, Loop
from asyncifier.graph import CallGraph
from asyncifier.graph.heap import External, Generator, Inst
from asyncifier.graph.solve import Site

REDUCE = AddHelper(
    "_reduce",
    '''async def _reduce(function, items, *initial):
    """`functools.reduce` with a coroutine function."""
    items = itertools.chain(initial, items)
    for result in items:
        break
    else:
        raise TypeError("reduce() of empty iterable with no initial value")
    for item in items:
        result = await function(result, item)
    return result
''',
)
SORTED = AddHelper(
    "_sorted",
    '''async def _sorted(items, *, key, reverse=False):
    """`sorted` with a coroutine function as its key."""
    keyed = [(await key(item), item) for item in list(items)]
    keyed.sort(key=operator.itemgetter(0), reverse=reverse)
    return [item for _, item in keyed]
''',
)
_EXTREME = '''async def _{name}(items, *, key, **default):
    """`{name}` with a coroutine function as its key."""
    keyed = [(await key(item), item) for item in items]
    return {name}(keyed, key=operator.itemgetter(0))[1] if keyed else {name}((), **default)
'''
HELPERS = {
    "functools.reduce": (REDUCE, "itertools"),
    "builtins.sorted": (SORTED, "operator"),
    "builtins.min": (AddHelper("_min", _EXTREME.format(name="min")), "operator"),
    "builtins.max": (AddHelper("_max", _EXTREME.format(name="max")), "operator"),
}
"""For each callable its asynchronous counterpart, and the module that this needs."""


@dataclass(frozen=True)
class Form:
    """How the results are taken: all at once ("list"), one by one ("generator", "loop"), or by a helper ("helper")."""

    how: Literal["list", "generator", "loop", "helper"]
    consumer: int = -1
    """Number of the call that takes them, as its first argument."""
    path: str = ""
    """What is called there."""
    loop: Loop | None = None


class Mapped:
    """The forms of all uses of kind "mapped", for one program."""

    def __init__(self, graph: CallGraph) -> None:
        self.graph = graph

    def form(self, use: Use) -> Form | None:
        """None where the results go to something that can't wait for them."""
        call = self.graph.modules[use.site.module].facts.calls[use.site.number]
        if use.external not in COMPREHENSIBLE:
            takes_turns = use.external != "builtins.sorted" and self._is_generated(use.site.module, call)
            return None if takes_turns else Form("helper")
        if call.target in self._bound[use.site.module]:
            return None  # `list(m := map(f, xs))`
        return self._forms[use.site.module].get(use.site.number)

    def _is_generated(self, module: int, call: Call) -> bool:
        """The items are made one by one, each when it is its turn: gathered first, all would be made too early."""
        iterated = call.args[0 if any(arg.keyword == "key" for arg in call.args) else 1]
        held = [obj for _, obj in self.graph.held(module, iterated.node)]
        return iterated.genexp >= 0 or any(isinstance(obj, Generator | Inst) for obj in held)

    @cached_property
    def _bound(self) -> list[frozenset[int]]:
        """For each file: the nodes whose value gets a name."""
        return [frozenset(copy.source for copy in module.facts.copies) for module in self.graph.modules]

    @cached_property
    def _forms(self) -> list[dict[int, Form]]:
        return [self._forms_in(module) for module in range(len(self.graph.modules))]

    def _forms_in(self, module: int) -> dict[int, Form]:
        facts = self.graph.modules[module].facts
        numbers = {call.target: number for number, call in enumerate(facts.calls)}
        forms = {loop.call: Form("loop", loop=loop) for loop in facts.loops
                 if loop.call >= 0 and loop.kind in ("for", "comp", "yieldfrom")}  # fmt: skip
        for number, call in enumerate(facts.calls):
            for position, arg in enumerate(call.args):
                inner = numbers.get(arg.node)
                if inner is None:
                    continue
                if arg.stars == 1:
                    forms[inner] = Form("list")
                elif position == 0 and not arg.keyword and not arg.stars:
                    found = self._consumed(module, number)
                    if found is not None:
                        forms[inner] = found
        return forms

    def _consumed(self, module: int, number: int) -> Form | None:
        paths = {
            obj.path if isinstance(obj, External) else ""
            for _, obj in self.graph.targets(Site(module, "call", number))
        }
        path = paths.pop() if len(paths) == 1 else ""
        if path in SHORT_CIRCUITS or path == "builtins.next":
            return Form("generator", number, path)
        return Form("list", number, path) if path in CONSUMERS - LAZY else None


def comprehension(use: Use, call: Call, form: Form, variable: str) -> str:
    """The template for the new call: `[await {0}(item) for item in {1}]`."""
    count = len(call.args) - 1
    names = [variable] if count == 1 else [f"{variable}{number}" for number in range(1, count + 1)]
    source = "{1}" if count == 1 else f"zip({', '.join(f'{{{number}}}' for number in range(1, count + 1))})"
    target, called = ", ".join(names), "{0}"
    match use.external:
        case "builtins.map":
            text = f"await {called}({target}) for {target} in {source}"
        case "itertools.starmap":
            text = f"await {called}(*{target}) for {target} in {source}"
        case "itertools.filterfalse":
            text = f"{target} for {target} in {source} if not await {called}({target})"
        case _:
            text = f"{target} for {target} in {source} if await {called}({target})"
    if form.how == "list":
        return f"{{{text}}}" if form.path == "builtins.set" else f"[{text}]"
    return f"({text})"
