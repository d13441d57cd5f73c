"""What a conversion has left behind: names of a library that was replaced, and marks where something was refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from asyncifier.check.findings import Found
from asyncifier.graph import CallGraph
from asyncifier.leftovers import OldLibrary, needs
from asyncifier.library import Libraries, Library
from asyncifier.markers import markers_in


def leftovers(graph: CallGraph, models: Sequence[Library], sources: Mapping[str, bytes]) -> Iterator[Found]:
    """The first place of each file that needs a library of which the project uses the replacement already.

    A library of which the replacement is a part (`redis.asyncio`), or that comes with Python, is none.
    """
    imported = {
        binding.target.partition(".")[0] for module in graph.modules for binding in module.facts.bindings
    }
    swapped: dict[str, list[Library]] = {}
    for library in models:
        new = (library.to_module or "").partition(".")[0]
        if library.dists and new in imported and new not in _roots(library):
            swapped.setdefault(_roots(library)[0], []).append(library)
    modules = {module.path: index for index, module in enumerate(graph.modules)}
    for root, libraries in sorted(swapped.items()):
        place = f"{root} was replaced by {' and '.join(library.to_module or '' for library in libraries)}"
        named = dict(_named(graph, libraries))
        for module, (line, column, dotted) in sorted(named.items()):
            yield Found("ASY606", module, line, column, f"{dotted} is used here, but {place}")
        old = OldLibrary(_roots(libraries[0]))
        for need in needs({path: sources[path] for path in modules if path in sources}, {}, old):
            module = modules[need.path]
            if module not in named and not need.why.startswith("imports"):
                yield Found("ASY606", module, need.line, 0, f"this {need.why}, but {place}")


def _roots(library: Library) -> tuple[str, ...]:
    return (library.module.partition(".")[0], *library.also)


def _named(graph: CallGraph, models: Sequence[Library]) -> Iterator[tuple[int, tuple[int, int, str]]]:
    """The first name in each file that has another one now, whatever the target."""
    libraries = Libraries(tuple(models))
    for index, module in enumerate(graph.modules):
        facts = module.facts
        for reference in sorted(facts.references, key=lambda item: (item.line, item.column)):
            target = facts.bindings[reference.binding].target
            dotted = libraries.canonical(".".join([target, *reference.parts[1:]]))
            if dotted.partition(".")[0] not in _roots(models[0]):
                continue
            names = [libraries.new_name(library, dotted) for library in models]
            if all(name != dotted for name in names) and any(name is not None for name in names):
                yield index, (reference.line, reference.column, dotted)
                break


def marked(graph: CallGraph, sources: Mapping[str, bytes]) -> Iterator[Found]:
    """Where an earlier run has written down that it refused something."""
    for index, module in enumerate(graph.modules):
        for marker in markers_in(sources.get(module.path, b"")):
            message = f"marked as refused ({marker.code}): {marker.reason}".rstrip(": ")
            yield Found("ASY607", index, marker.line, marker.column, message)
