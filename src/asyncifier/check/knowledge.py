"""What the models say of the things that one site calls, enters or iterates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from asyncifier.graph import CallGraph, Site
from asyncifier.graph.heap import External, ExternalValue, Lib, LibMethod, Object
from asyncifier.library import Libraries, LibraryType, Member


@dataclass(frozen=True)
class Known:
    """A member of a library, and the dotted name that it is told by."""

    name: str
    member: Member
    is_replaced: bool
    """A conversion would replace it: what its model says of awaiting is true of the replacement only."""
    is_file: bool
    """It waits for a disk only."""

    @property
    def gives_awaitable(self) -> bool:
        """Calling it gives something to await."""
        return not self.is_replaced and self.member.call in ("await", "await_or_acm")


@dataclass(frozen=True)
class Knowledge:
    """Answers from the models for the objects of one graph."""

    graph: CallGraph
    libraries: Libraries

    def called(self, obj: Object) -> Known | None:
        """The library's function, class or method that calling `obj` runs."""
        match obj:
            case External(path=path) | ExternalValue(path=path):
                known = self.libraries.member_at(self.libraries.canonical(path))
                if known is None:
                    return None
                return Known(path, known[2], bool(known[0].target), known[0].is_files)
            case LibMethod(receiver=receiver, name=name):
                lib = self.graph.solver.objects[receiver]
                owner = self.libraries.type_of(lib.type) if isinstance(lib, Lib) else None
                member = owner[1].methods.get(name) if owner is not None else None
                if owner is None or member is None:
                    return None
                library, type_ = owner
                return Known(f"{type_.source}.{name}", member, bool(library.target), library.is_files)
            case _:
                return None

    def members_at(self, site: Site) -> Iterator[Known]:
        """Those of all that a call may run."""
        for _, obj in self.graph.targets(site):
            known = self.called(obj)
            if known is not None:
                yield known

    def type_of(self, obj: Object) -> LibraryType | None:
        """The modelled type of a library's object."""
        known = self.libraries.type_of(obj.type) if isinstance(obj, Lib) else None
        return known[1] if known is not None else None

    def is_asynchronous(self, obj: Object) -> bool:
        """It is an object of a library that nothing replaces."""
        known = self.libraries.type_of(obj.type) if isinstance(obj, Lib) else None
        return known is not None and not known[0].target
