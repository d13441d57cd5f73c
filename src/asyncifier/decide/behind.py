"""Which connections are the reason that a function turns async: what is taken out when it must not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from asyncifier.graph import FunctionId
from asyncifier.graph.heap import Root

if TYPE_CHECKING:
    from asyncifier.decide.colour import Colours, Painter
    from asyncifier.decide.uses import Use


class Behind:
    """The components behind each function and use, for one set of colours.

    Sets of components are the bits of integers, handed up from callee to caller until nothing changes; a search
    for each conflict would read most of a big program each time.
    """

    def __init__(self, painter: Painter, colours: Colours) -> None:
        self.painter = painter
        self.colours = colours
        self.bits: dict[Root, int] = {}
        self.masks: dict[FunctionId, int] = {}
        callers: dict[FunctionId, list[FunctionId]] = {}
        for function in (*colours.because, *colours.shims):
            mask = 0
            for use, counts in self._reasons(function):
                if counts:
                    mask |= self._mask(painter.components_of(use))
                for callee in painter.uses.turning(use):
                    callers.setdefault(callee, []).append(function)
            for member in painter.families.get(function, ()):
                callers.setdefault(member, []).append(function)
            self.masks[function] = mask
        waiting = [function for function, mask in self.masks.items() if mask]
        while waiting:
            function = waiting.pop()
            for caller in callers.get(function, ()):
                mask = self.masks[caller] | self.masks[function]
                if mask != self.masks[caller]:
                    self.masks[caller] = mask
                    waiting.append(caller)

    def _reasons(self, function: FunctionId) -> Iterator[tuple[Use, bool]]:
        """(use, its own connections count) for what made the function async and what waits in it."""
        because = self.colours.because.get(function)
        if because is not None:
            for joined in self.painter.joined(because, self.colours):
                yield joined, joined is not because
        for inner in self.painter.uses.in_function.get(function, ()):
            if id(inner) in self.colours.awaited:
                for joined in self.painter.joined(inner, self.colours):
                    yield joined, True

    def _mask(self, components: Iterable[Root]) -> int:
        mask = 0
        for component in components:
            mask |= self.bits.setdefault(component, 1 << len(self.bits))
        return mask

    def function(self, function: FunctionId) -> set[Root]:
        """The connections whose conversion turns the function async."""
        return self._components(self.masks.get(function, 0))

    def use(self, use: Use) -> set[Root]:
        """The connections whose conversion makes `use` wait."""
        mask = 0
        for joined in self.painter.joined(use, self.colours):
            mask |= self._mask(self.painter.components_of(joined))
            for function in self.painter.uses.turning(joined):
                mask |= self.masks.get(function, 0)
        return self._components(mask)

    def _components(self, mask: int) -> set[Root]:
        return {component for component, bit in self.bits.items() if mask & bit} if mask else set()
