"""New names for old ones, and the import statements that go with them.

Every reference to an imported name that must change gets a new dotted name; from these follow, per import
statement, which aliases stay and which statements come in. A reference keeps its style: `pg.connect` under
`import psycopg2 as pg` stays an attribute of `pg`, a name from a `from` import stays a bare name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from asyncifier.edits import AddImports, Edit, EditGeneric, EditImport, EditQuoted, Ref, ReplaceExpr
from asyncifier.facts.values import Binding, Import, ModuleFacts, Reference, TypePart


@dataclass(frozen=True)
class NewName:
    """`dotted` replaces a reference; `tuple_with_old` keeps the old name beside it (an except clause)."""

    dotted: str
    tuple_with_old: bool = False
    inside: str = ""
    """How it is written through the module that is imported already."""


@dataclass(frozen=True)
class NewGeneric:
    """An edit of a generic type, in the annotation in quotes of that number if it is not -1.

    `imported`: (import statement, what is needed where it stands).
    """

    edit: EditGeneric
    quoted: int
    imported: tuple[tuple[int, str], ...] = ()


def gives_awaitable(
    facts: ModuleFacts, reference: Reference, part: TypePart, is_coroutine: bool
) -> NewGeneric | None:
    """`Callable[…, T]` -> `Callable[…, Awaitable[T]]`, or `Coroutine[Any, Any, T]`; None where a name is taken.

    `reference` is `Callable`, in a file with those facts: what is new comes from where it comes from.
    """
    name, imported = _beside(facts, reference, "Coroutine" if is_coroutine else "Awaitable")
    arguments = "{item}"
    if is_coroutine:
        any_, any_imported = _any(facts, reference)
        arguments, imported = f"{any_}, {any_}, {{item}}", (*imported, *any_imported)
        if not any_:
            return gives_awaitable(facts, reference, part, is_coroutine=False)
    if not name:
        return None
    edit = EditGeneric(Ref("subscript", part.subscript), last=f"{name}[{arguments}]")
    return NewGeneric(edit, part.quoted, imported)


def _beside(facts: ModuleFacts, reference: Reference, name: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """How a name from the module of `reference` is written, and the imports that it needs; "" where it is taken."""
    binding = facts.bindings[reference.binding]
    if len(reference.parts) > 1:
        return ".".join([*reference.parts[:-1], name]), ()
    for other in facts.bindings:
        if other.target in (f"typing.{name}", f"collections.abc.{name}") and other.scope == 0:
            return other.name, ()
    if _is_taken(facts, reference, name) or name in facts.defined_names:
        return "", ()
    module = binding.target.rpartition(".")[0]
    return name, ((binding.statement, f"from {module} import {name}"),)


def _any(facts: ModuleFacts, reference: Reference) -> tuple[str, tuple[tuple[int, str], ...]]:
    """The same of `typing.Any`."""
    for binding in facts.bindings:
        if binding.target in ("typing", "typing.Any") and binding.scope == 0:
            return f"{binding.name}.Any" if binding.target == "typing" else binding.name, ()
    if _is_taken(facts, reference, "Any") or "Any" in facts.defined_names:
        return "", ()
    beside = facts.bindings[reference.binding].statement
    found = [
        item.number for item in facts.imports if (item.module, item.scope) == ("typing", 0) and item.is_from
    ]
    return "Any", (((found or [beside])[0], "from typing import Any"),)


def split_module(dotted: str) -> tuple[str, str]:
    """The module and the rest: `psycopg.AsyncConnection.connect` -> (`psycopg`, `AsyncConnection.connect`).

    By the naming convention: modules are lower case, and what a dotted name ends in is no module.
    """
    parts = dotted.split(".")
    for index, part in enumerate(parts):
        if index and part[:1].isupper():
            return ".".join(parts[:index]), ".".join(parts[index:])
    return ".".join(parts[:-1]), parts[-1]


def rename(
    facts: ModuleFacts,
    new_names: Mapping[int, NewName],
    modules: Sequence[str],
    exported: frozenset[str],
    gone: frozenset[int] = frozenset(),
    unused: frozenset[int] = frozenset(),
    copied: frozenset[int] = frozenset(),
    generics: Sequence[NewGeneric] = (),
) -> list[Edit]:
    """The edits of one file.

    `new_names` by index in `facts.references`; `gone` are references that other edits remove; `modules` are to
    be importable by their full names besides; `exported` are names that other files import from this one, whose
    import must stay; `unused` are bindings whose imports go, as nothing ever mentions them; `copied` are references
    that stay as they were as well, in the other form of a function.
    """
    groups: dict[tuple[int, str], list[int]] = {}
    for index, binding in enumerate(facts.bindings):
        groups.setdefault((binding.scope, binding.name), []).append(index)
    edits: list[Edit] = []
    needed: dict[int, list[str]] = {}
    dropped: set[tuple[int, int]] = set()
    quoted: dict[int, list[ReplaceExpr | EditGeneric]] = {}
    for generic in generics:
        if generic.quoted < 0:
            edits.append(generic.edit)
        else:
            quoted.setdefault(generic.quoted, []).append(generic.edit)
        for number, statement in generic.imported:
            needed.setdefault(number, []).append(statement)
    for (scope, name), bindings in groups.items():
        references = [
            (index, reference)
            for index, reference in enumerate(facts.references)
            if reference.binding in bindings
        ]
        changed = [(index, reference) for index, reference in references if index in new_names]
        removed = [reference for index, reference in references if index in gone]
        if not changed and not removed:
            continue
        home = facts.bindings[changed[0][1].binding if changed else removed[0].binding]
        keep = len(changed) + len(removed) < len(references) or (scope == 0 and name in exported)
        is_copied = any(index in copied for index, _ in references)
        keep = keep or is_copied
        keep = keep or any(facts.bindings[item].target in modules for item in bindings)  # a helper names it
        for index, reference in changed:
            text, statement = _spell(home, reference, new_names[index])
            if ", " in new_names[index].dotted:  # several classes for one
                old = f"{'.'.join(reference.parts)}, " if new_names[index].tuple_with_old else ""
                text = f"({old}{new_names[index].dotted})"
                statement = f"import {split_module(new_names[index].dotted)[0].partition('.')[0]}"
            elif _is_taken(facts, reference, text) or (is_copied and _same_local_name(name, statement)):
                text, statement = (
                    new_names[index].dotted,
                    f"import {split_module(new_names[index].dotted)[0]}",
                )
            keep = keep or new_names[index].tuple_with_old or bool(new_names[index].inside)
            if text != ".".join(reference.parts):
                edit = ReplaceExpr(Ref(reference.kind, reference.number), text)
                if reference.quoted < 0:
                    edits.append(edit)
                else:
                    quoted.setdefault(reference.quoted, []).append(edit)
            if statement:
                needed.setdefault(home.statement, []).append(statement)
        packages = {_package(facts, facts.bindings[item]) for item in bindings}
        if keep and any(
            _same_local_name(name, statement) and packages != {_plain_package(statement)}
            for statement in needed.get(home.statement, ())
        ):
            keep = False  # one local name can't stand for both; the caller keeps such references apart
        moved = {index for index, _ in changed} | {index for index, _ in references if index in gone}
        unneeded = _unneeded(facts, bindings, references, moved) if keep and name not in exported else []
        if packages & {_plain_package(statement) for statement in needed.get(home.statement, ())}:
            # `import redis.asyncio` imports `redis` as well
            unneeded += [item for item in bindings if _plain_module(facts, facts.bindings[item]) == name]
        dropped |= {
            (facts.bindings[item].statement, facts.bindings[item].alias)
            for item in (unneeded if keep else bindings)
        }
    dropped |= {(facts.bindings[item].statement, facts.bindings[item].alias) for item in unused}
    edits += _statements(facts, needed, dropped)
    edits += [EditQuoted(Ref("quoted", number), tuple(found)) for number, found in sorted(quoted.items())]
    first = [item for item in facts.imports if item.scope == 0 and not item.is_late]
    present = {statement for item in first for statement in needed.get(item.number, ())}
    present |= {text for item in first for text in _texts(item, set())}
    added = tuple(dict.fromkeys(f"import {name}" for name in modules if f"import {name}" not in present))
    if added:
        edits.append(AddImports(added))
    return edits


def with_twins(
    facts: ModuleFacts, edits: Sequence[Edit], twins: Sequence[tuple[int, int, str, bool]]
) -> list[Edit]:
    """The edits, with the new names of `twins` in the import statements of the old ones.

    `twins`: (import statement, its alias, new name, whether the old name stays).
    """
    by_statement: dict[int, list[tuple[int, str, bool]]] = {}
    for number, alias, new, keeps in twins:
        by_statement.setdefault(number, []).append((alias, new, keeps))
    found = list(edits)
    for number, added in by_statement.items():
        at = Ref("import", number)
        statement = next(item for item in facts.imports if item.number == number)
        gone = {alias for alias, _, keeps in added if not keeps}
        before = next((item for item in found if isinstance(item, EditImport) and item.at == at), None)
        new_names = sorted(new for _, new, _ in added)
        source = f"from {'.' * statement.level}{statement.module} import "
        kept = _texts(statement, gone)
        if before is not None:
            found.remove(before)
            texts = (*before.statements, source + ", ".join(new_names))
        else:
            names = [*(text.removeprefix(source) for text in kept), *new_names]
            joined = source + ", ".join(names)
            is_short = len(joined) <= _LINE or not kept
            texts = (joined,) if is_short else (*kept, source + ", ".join(new_names))
        found.append(EditImport(at, texts))
    return found


_LINE = 88
"""How long a line may be that names are added to."""


def _unneeded(
    facts: ModuleFacts,
    bindings: Sequence[int],
    references: Sequence[tuple[int, Reference]],
    moved: set[int],
) -> list[int]:
    """Of several imports of one package, those whose modules nothing mentions any more: `import dns.query`.

    Something did mention them, and what stays is imported by another one: who imports `dns.name` by way of
    `dns.query` keeps both.
    """
    modules = {item: _plain_module(facts, facts.bindings[item]) for item in bindings}
    staying = [".".join(reference.parts) for index, reference in references if index not in moved]
    leaving = [".".join(reference.parts) for index, reference in references if index in moved]
    found = [
        item
        for item, module in modules.items()
        if "." in module
        and any(_is_below(dotted, module) for dotted in leaving)
        and not any(_is_below(dotted, module) for dotted in staying)
    ]
    rest = [module for item, module in modules.items() if item not in found]
    is_covered = all(any(module and _is_below(dotted, module) for module in rest) for dotted in staying)
    return found if is_covered else []


def _is_below(dotted: str, module: str) -> bool:
    return dotted == module or dotted.startswith(f"{module}.")


def _plain_module(facts: ModuleFacts, binding: Binding) -> str:
    """`a.b` for `import a.b`; "" for any other import."""
    statement = next((item for item in facts.imports if item.number == binding.statement), None)
    if statement is None or statement.is_from or statement.names[binding.alias].asname:
        return ""
    return statement.names[binding.alias].name


def _package(facts: ModuleFacts, binding: Binding) -> str:
    return _plain_module(facts, binding).partition(".")[0]


def _plain_package(statement: str) -> str | None:
    """`a` for the text `import a.b`; None for an import that binds another thing."""
    words = statement.split()
    return words[1].partition(".")[0] if words[0] == "import" and len(words) == 2 else None


def _spell(binding: Binding, reference: Reference, new: NewName) -> tuple[str, str]:
    """How the reference is written now, and the import statement it needs."""
    if new.inside:
        return _with_old(new.inside, ".".join(reference.parts), new), ""
    module, rest = split_module(new.dotted)
    old = ".".join(reference.parts)
    is_from = "." in binding.target and binding.name == binding.target.rpartition(".")[2]
    if not is_from and binding.name != binding.target.partition(".")[0]:
        # `import psycopg2 as pg` or `from m import n as alias`
        if binding.target.count(".") == 0:
            top = new.dotted.partition(".")[0]
            text = new.dotted.replace(top, binding.name, 1)
            return _with_old(text, old, new), f"import {top} as {binding.name}"
        if "." not in rest and len(reference.parts) == 1:
            return _with_old(binding.name, old, new), f"from {module} import {rest} as {binding.name}"
        return _with_old(rest, old, new), f"from {module} import {rest.partition('.')[0]}"
    if is_from:
        depth = len(reference.parts) - 1
        parts = new.dotted.split(".")
        if depth and parts[-depth:] == list(reference.parts[1:]) and len(parts) > depth + 1:
            # `from psycopg2 import errors` and `errors.UniqueViolation`: the module keeps its place
            head = parts[-depth - 1]
            text = ".".join(parts[-depth - 1 :])
            return _with_old(text, old, new), f"from {'.'.join(parts[: -depth - 1])} import {head}"
        return _with_old(rest, old, new), f"from {module} import {rest.partition('.')[0]}"
    top = new.dotted.partition(".")[0]
    return _with_old(new.dotted, old, new), f"import {module or top}"


def _is_taken(facts: ModuleFacts, reference: Reference, text: str) -> bool:
    """The new name means something else where the reference stands."""
    first = text.partition(".")[0]
    if first == reference.parts[0]:
        return False
    scope = reference.scope
    while scope > 0:
        if first in facts.scopes[scope].names:
            return True
        scope = facts.scopes[scope].parent
    return first in facts.defined_names and not any(item.name == first for item in facts.bindings)


def _with_old(text: str, old: str, new: NewName) -> str:
    return f"({old}, {text})" if new.tuple_with_old and text != old else text


def _same_local_name(name: str, statement: str) -> bool:
    _, _, local = statement.rpartition(" ")
    return local.partition(".")[0] == name


def _statements(
    facts: ModuleFacts, needed: dict[int, list[str]], dropped: set[tuple[int, int]]
) -> list[Edit]:
    texts: dict[int, list[str]] = {}
    groups: dict[tuple[int, bool], list[str]] = {}
    edited = {*needed, *(number for number, _ in dropped)}
    for statement in facts.imports:
        if statement.number not in edited and not statement.is_late:
            groups.setdefault((statement.scope, statement.type_checking), []).extend(_texts(statement, set()))
    for statement in sorted(facts.imports, key=lambda item: item.number):
        gone = {alias for number, alias in dropped if number == statement.number}
        wanted = needed.get(statement.number, [])
        if not gone and not wanted:
            continue
        already = groups.setdefault((statement.scope, statement.type_checking), [])
        kept = _texts(statement, gone)
        new = _merged([*wanted, *(item for item in kept if not item.startswith("from ."))])
        if not gone:  # the statement stays as it is; what is new follows it
            new = [text for text in _merged(wanted) if text not in kept and text not in already]
            merged = _merged([*kept, *new]) if statement.is_from and not statement.level else []
            fits = len(merged) == 1 and len(merged[0]) <= _LINE
            texts[statement.number] = merged if fits else [*kept, *new]
        else:
            relative = [item for item in kept if item.startswith("from .")]
            texts[statement.number] = [*relative, *(text for text in new if text not in already)]
        if not statement.is_late:
            already += texts[statement.number]
    return [EditImport(Ref("import", number), tuple(found)) for number, found in texts.items()]


def _merged(statements: Sequence[str]) -> list[str]:
    """Several `from m import …` in one, names sorted; plain imports first."""
    plain = sorted({item for item in statements if not item.startswith("from ")})
    from_imports: dict[str, set[str]] = {}
    for item in statements:
        if item.startswith("from "):
            module, _, names = item.removeprefix("from ").partition(" import ")
            from_imports.setdefault(module, set()).update(name.strip() for name in names.split(","))
    shorter = [item for item in plain if not any(other.startswith(item + ".") for other in plain)]
    tops = {item.removeprefix("import ").partition(".")[0] for item in shorter}
    plain = [item for item in plain if item in shorter or item.removeprefix("import ") in tops]
    return [
        *plain,
        *(
            f"from {module} import {', '.join(sorted(names))}"
            for module, names in sorted(from_imports.items())
        ),
    ]


def _texts(statement: Import, gone: set[int]) -> list[str]:
    """The statement as text, without the aliases in `gone`; [] when none is left."""
    names = [
        f"{item.name} as {item.asname}" if item.asname else item.name
        for index, item in enumerate(statement.names)
        if index not in gone
    ]
    if not names:
        return []
    if statement.is_from:
        return [f"from {'.' * statement.level}{statement.module} import {', '.join(names)}"]
    return [f"import {name}" for name in names] if gone else [f"import {', '.join(names)}"]
