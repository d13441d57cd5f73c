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

from asyncifier.decide.uses import COMPREHENSIBLE, CONSUMERS, LAZY, PIPES, SHORT_CIRCUITS, Use
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
ENUMERATE = AddHelper(
    "_enumerate",
    '''async def _enumerate(items, start=0):
    """`enumerate` of an async generator."""
    async with contextlib.aclosing(items):
        async for item in items:
            yield start, item
            start += 1
''',
)
NUMBERED = AddHelper(
    "_numbered",
    '''async def _numbered(items, start=0):
    """`enumerate` of an asynchronous iterable."""
    async for item in items:
        yield start, item
        start += 1
''',
)
ZIP = AddHelper(
    "_zip",
    '''async def _zip(*iterables):
    """`zip` of iterables some of which are asynchronous."""
    iterators = [aiter(items) if hasattr(items, "__aiter__") else iter(items) for items in iterables]
    while iterators:
        row = []
        for iterator in iterators:
            try:
                row.append(await anext(iterator) if hasattr(iterator, "__anext__") else next(iterator))
            except (StopIteration, StopAsyncIteration):
                return
        yield tuple(row)
''',
)
CHAIN = AddHelper(
    "_chain",
    '''async def _chain(*iterables):
    """`itertools.chain` of iterables some of which are asynchronous."""
    for items in iterables:
        if hasattr(items, "__aiter__"):
            async for item in items:
                yield item
        else:
            for item in items:
                yield item
''',
)
ISLICE = AddHelper(
    "_islice",
    '''async def _islice(items, *limits):
    """`itertools.islice` of an asynchronous iterable."""
    limit = slice(*limits)
    start, step = limit.start or 0, limit.step or 1
    taken = itertools.count() if limit.stop is None else range(limit.stop)
    iterator = aiter(items)
    for number in taken:
        try:
            item = await anext(iterator)
        except StopAsyncIteration:
            return
        if number >= start and (number - start) % step == 0:
            yield item
''',
)
PIPED = {
    "builtins.zip": ZIP,
    "itertools.chain": CHAIN,
    "itertools.islice": ISLICE,
    "builtins.enumerate": NUMBERED,
}
"""For each pipe that is no comprehension its asynchronous counterpart."""
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
        if use.external not in PIPES:
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

    def problem(self, use: Use) -> str | None:
        """Why what is iterated through a pipe can't be asynchronous."""
        call = self.graph.modules[use.site.module].facts.calls[use.site.number]
        form = self.form(use)
        if form is None or (form.how == "list" and form.consumer < 0 and use.external not in COMPREHENSIBLE):
            return "its result goes to code that works synchronously"
        if any(arg.stars for arg in call.args) or any(leaf.name == "wrapped" for leaf in use.leaves):
            return "it is handed more than one can see"
        if use.external in COMPREHENSIBLE and (len(call.args) != 2 or not call.args[0].dotted):
            return "it would need an asynchronous map()"
        is_left = form.how == "generator" or (form.loop is not None and form.loop.leaves)
        is_left = is_left or use.external in ("builtins.zip", "itertools.islice")
        if is_left and use.external != "builtins.enumerate" and self._cleans_up(use):
            return "it may be left before its end, when it has to clean up"
        return None

    def _cleans_up(self, use: Use) -> bool:
        return any(self.graph.scope(function).cleans_up for function in use.generators)

    def is_closed(self, use: Use) -> bool:
        """Nobody but the consumer has what is iterated: it ends with it, and cleans up."""
        call = self.graph.modules[use.site.module].facts.calls[use.site.number]
        return self._cleans_up(use) and not call.args[use.position].dotted

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


def comprehension(
    use: Use, call: Call, form: Form, variable: str, *, awaits: bool = True, asynchronous: bool = False
) -> str:
    """The template for the new call: `[await {0}(item) for item in {1}]`."""
    wait, each = "await " * awaits, "async for" if asynchronous else "for"
    count = len(call.args) - 1
    names = [variable] if count == 1 else [f"{variable}{number}" for number in range(1, count + 1)]
    source = "{1}" if count == 1 else f"zip({', '.join(f'{{{number}}}' for number in range(1, count + 1))})"
    target, called = ", ".join(names), "{0}"
    match use.external:
        case "builtins.map":
            text = f"{wait}{called}({target}) {each} {target} in {source}"
        case "itertools.starmap":
            text = f"{wait}{called}(*{target}) {each} {target} in {source}"
        case "itertools.filterfalse":
            text = f"{target} {each} {target} in {source} if not {wait}{called}({target})"
        case _:
            text = f"{target} {each} {target} in {source} if {wait}{called}({target})"
    if form.how == "list":
        return f"{{{text}}}" if form.path == "builtins.set" else f"[{text}]"
    return f"({text})"
