"""What is wrong now in a tree that is asynchronous, or half so, whoever wrote it.

`check` reads the same graph and the same uses as `decide`, with models that also know the asynchronous libraries; it
decides nothing and edits nothing. Its parts: `counterparts` (models of the asynchronous libraries, made from those of
the synchronous ones), `blocking` (what stops the event loop), `coroutines` (what is never awaited), `protocols`
(`for` and `with` over what is asynchronous), `remains` (what a conversion has left behind).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from asyncifier.check.blocking import BlockingCalls
from asyncifier.check.coroutines import LostCoroutines
from asyncifier.check.findings import Finding, Found
from asyncifier.check.knowledge import Knowledge
from asyncifier.check.protocols import wrong_protocols
from asyncifier.check.remains import leftovers, marked
from asyncifier.decide.codes import hint_for
from asyncifier.decide.uses import Uses
from asyncifier.graph import CallGraph
from asyncifier.library import Libraries, Library

__all__ = ["Finding", "check"]


def check(
    graph: CallGraph, libraries: Libraries, models: Sequence[Library], sources: Mapping[str, bytes]
) -> tuple[Finding, ...]:
    """The findings in the program, sorted; a comment on the line, or on the one that blocks, silences one.

    `libraries` know the asynchronous libraries too (see `counterparts`), `models` are what may have been replaced.
    """
    knowledge = Knowledge(graph, libraries)
    uses = _EveryUse(graph, libraries)
    found = [
        *BlockingCalls(graph, uses, knowledge).find(),
        *LostCoroutines(graph, uses, knowledge).find(),
        *wrong_protocols(graph, knowledge),
        *leftovers(graph, models, sources),
        *marked(graph, sources),
    ]
    return tuple(sorted({_as_told(graph, item) for item in found if not _is_ignored(graph, item)}))


_MAY_BE_MEANT = frozenset({"ASY606", "ASY607", "ASY608"})


class _EveryUse(Uses):
    """The uses of a program in which colour matters though it may have no blocking library at all."""

    def _reaches_a_driver(self) -> bool:
        return True


def _is_ignored(graph: CallGraph, found: Found) -> bool:
    places = ((found.module, found.line), *((found.also,) if found.also is not None else ()))
    codes = [graph.modules[module].facts.ignored.get(line) for module, line in places]
    return any(item is not None and (not item or found.code in item) for item in codes)


def _as_told(graph: CallGraph, found: Found) -> Finding:
    return Finding(
        graph.modules[found.module].path, found.line, found.column + 1, found.code, found.message,
        hint_for(found.code), "warning" if found.code in _MAY_BE_MEANT else "error", found.chain,
    )  # fmt: skip
