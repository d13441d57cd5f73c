"""Stub files follow the modules that they describe: `app.pyi` beside `app.py`.

    def find(conn: sqlite3.Connection) -> str: ...   ->   async def find(conn: aiosqlite.Connection) -> str: ...

A function of the stub is that of the same name in the module, and its annotations speak of the same values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from asyncifier.decide.annotations import Annotations, AsyncType
from asyncifier.decide.names import NewGeneric, NewName, gives_awaitable, rename
from asyncifier.edits import Edit, EditGeneric, MakeAsync, Ref, RenameDef
from asyncifier.facts.values import ModuleFacts, Reference, TypePart
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.library import Libraries, Library, Refused


@dataclass(frozen=True)
class StubEdits:
    """What is written in one stub file, and where it can't be: (line, why)."""

    path: str
    edits: tuple[Edit, ...]
    left: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class StubFiles:
    """Edits the stub files of a program. `renamed` are the new names of functions, `made` those that are made by a
    method of another name now, `converted` the libraries of which nothing stays."""

    graph: CallGraph
    libraries: Libraries
    annotations: Annotations
    renamed: Mapping[FunctionId, str]
    made: frozenset[FunctionId]
    converted: tuple[Library, ...]

    def edits(self) -> Iterator[StubEdits]:
        for index, module in enumerate(self.graph.modules):
            if module.stub is not None:
                found = self.of_file(index, *module.stub)
                if found.edits or found.left:
                    yield found

    def of_file(self, module: int, path: str, facts: ModuleFacts) -> StubEdits:
        edits: list[Edit] = []
        left: list[tuple[int, str]] = []
        colours = self.annotations.colours
        functions = self.functions(module, facts)
        for number, function in functions.items():
            scope = facts.scopes[number]
            at = Ref("def", scope.number)
            if function not in colours.because or scope.is_async:
                continue
            new_name = self.renamed.get(function)
            if function in colours.kept.names:
                left.append((scope.line, f"{scope.name} has a twin {colours.kept.names[function]} now"))
            elif function in self.made:
                left.append((scope.line, "the objects are made by an asynchronous method now"))
            elif not self.graph.scope(function).is_generator:
                edits.append(MakeAsync(at, new_name))
            elif new_name is not None:
                edits.append(RenameDef(at, new_name))
        new_names, generics = self.types(module, facts, functions)
        edits += rename(facts, new_names, (), frozenset(handed_on(facts)), generics=generics)
        return StubEdits(path, tuple(edits), tuple(left))

    def functions(self, module: int, facts: ModuleFacts) -> dict[int, FunctionId]:
        """The functions of the module by the scopes of the stub."""
        named = {
            scope.qualname: (module, number)
            for number, scope in enumerate(self.graph.modules[module].facts.scopes)
            if scope.kind == "function"
        }  # of several with one name, the last one
        return {
            number: named[scope.qualname]
            for number, scope in enumerate(facts.scopes)
            if scope.kind == "function" and scope.qualname in named
        }

    def types(
        self, module: int, facts: ModuleFacts, functions: Mapping[int, FunctionId]
    ) -> tuple[dict[int, NewName], list[NewGeneric]]:
        new_names: dict[int, NewName] = {}
        generics: list[NewGeneric] = []
        dotted = [self.dotted(module, facts, reference) for reference in facts.references]
        by_piece = {
            (reference.kind, reference.number, reference.quoted): index
            for index, reference in enumerate(facts.references)
        }
        for index, name in enumerate(dotted):
            for library in self.converted:
                if self.libraries.library_of(name) is library:
                    new = self.libraries.new_name(library, name, as_type=True)
                    if new is not None and not isinstance(new, Refused) and new != name:
                        new_names[index] = NewName(new.partition(", ")[0])
        for part in facts.type_parts:
            at = by_piece.get((part.kind, part.number, part.quoted))
            same = self.same_part(module, facts, functions, part)
            if at is None or same is None:
                continue
            for change in self.annotations.of_part(module, same, dotted[at]):
                place = Ref("subscript", part.subscript)
                reference = facts.references[at]
                if isinstance(change, AsyncType):
                    new_names[at] = NewName(change.dotted)
                    if change.drops:
                        generics.append(NewGeneric(EditGeneric(place, keep=2), part.quoted))
                    continue
                generic = gives_awaitable(facts, reference, part, change.is_coroutine)
                generics += [generic] if generic is not None else []
        return new_names, generics

    def dotted(self, module: int, facts: ModuleFacts, reference: Reference) -> str:
        target = facts.bindings[reference.binding].target
        level = len(target) - len(target.lstrip("."))
        if level:
            target = self.graph.solver.resolve_module(module, level, target.lstrip("."))
        return self.libraries.canonical(".".join([target, *reference.parts[1:]]))

    def same_part(
        self, module: int, facts: ModuleFacts, functions: Mapping[int, FunctionId], part: TypePart
    ) -> TypePart | None:
        """The part of the stub as one of the module, where what it speaks of is there as well."""
        if part.alias:
            return part
        inside = functions.get(part.function if part.function >= 0 else part.scope)
        if part.function >= 0:
            if inside is None:
                return None
            node = self.graph.scope(inside).returned
            return msgspec.structs.replace(part, node=node, function=inside[1], scope=inside[1])
        own = facts.scopes[part.scope]
        theirs = next(
            (
                number
                for number, scope in enumerate(self.graph.modules[module].facts.scopes)
                if (scope.kind, scope.qualname) == (own.kind, own.qualname)
            ),
            None,
        )
        number = inside[1] if inside is not None else theirs
        name = next((name for name, node in own.names.items() if node == part.node), "")
        if number is None or not name or part.attribute:
            return None
        found = self.graph.modules[module].facts.scopes[number].names.get(name)
        return msgspec.structs.replace(part, node=found, scope=number) if found is not None else None


def handed_on(facts: ModuleFacts) -> tuple[str, ...]:
    """The names that a stub hands on: `from a import b as b`, or those of its `__all__`."""
    names = [
        name.asname
        for statement in facts.imports
        for name in statement.names
        if name.asname and name.asname == name.name
    ]
    return (*names, *(facts.exports or ()))
