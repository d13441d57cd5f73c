"""What changes in a project's files that are not Python: its dependencies, and how pytest runs its tests.

The old library goes only when nothing uses it any more: no file that was left alone, no test that patches it by name,
no URL that names it, no other library that loads it. What can't be edited is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from asyncifier.decide import Decisions
from asyncifier.decide.codes import hint_for
from asyncifier.discover import Discovery
from asyncifier.errors import FileProblem
from asyncifier.leftovers import Need, OldLibrary, mentions, needs
from asyncifier.library import Library
from asyncifier.manifests import Kind, Swap, includes, is_manifest, pytest_configuration, swap_dependencies
from asyncifier.plan import Refusal, TextChange

PYTEST_NEEDS = ("pytest-asyncio>=0.26",)
_LARGEST = 1_000_000  # bytes; what is longer was not written by a person


@dataclass(frozen=True)
class Texts:
    """The changed files, and what a person has to look at."""

    changes: tuple[TextChange, ...] = ()
    told: tuple[Refusal, ...] = ()


def change_texts(discovery: Discovery, decisions: Decisions, sources: Mapping[str, bytes]) -> Texts:
    """The files that change with the decisions; `sources` are the Python files as they will be."""
    if not decisions.files:
        return Texts()
    files = _Files(discovery, sources)
    swaps, told = _swaps(decisions, files, sources)
    test_needs = PYTEST_NEEDS if decisions.test_files_turned else ()
    found = (
        swap_dependencies(files.manifests, swaps, test_needs=test_needs, included=files.included)
        if swaps or test_needs
        else None
    )
    changes = {change.path: change for change in found.changes} if found else {}
    problems = [*files.problems, *(found.problems if found else ())]
    problems += _by_hand(files, swaps, changes)
    if decisions.test_files_turned:
        problems += _configure_pytest(files, changes, session_scope=decisions.wide_fixtures)
    told += [_refusal("ASY320", problem) for problem in problems]
    return Texts(tuple(changes[path] for path in sorted(changes)), tuple(told))


class _Files:
    """The texts of a project: lists of what it needs (`manifests`), and other configuration."""

    def __init__(self, discovery: Discovery, sources: Mapping[str, bytes]) -> None:
        self.root = discovery.root
        self.problems: list[FileProblem] = []
        self.included: dict[str, Kind] = {}
        self.others: dict[str, str] = {}
        self.manifests: dict[str, str] = {}
        for path in discovery.texts:
            into = self.manifests if is_manifest(path) or path in _PYTEST_FILES else self.others
            self.read(path, into)
        for path in sources:
            if PurePosixPath(path).name == "setup.py":
                try:
                    self.manifests[path] = sources[path].decode()
                except UnicodeDecodeError as error:
                    self.problems.append(FileProblem(path, 0, f"cannot be read: {error}"))
        waiting = list(self.manifests)
        while waiting:
            path = waiting.pop()
            for name, kind in includes(path, self.manifests[path]) if path.endswith((".txt", ".in")) else ():
                if (
                    name not in self.manifests
                    and not name.startswith("..")
                    and self.read(name, self.manifests)
                ):
                    waiting.append(name)
                self.included[name] = kind

    def read(self, path: str, into: dict[str, str]) -> bool:
        file = self.root / path
        try:
            if not file.is_file() or file.stat().st_size > _LARGEST:
                return False
            into[path] = file.read_bytes().decode()
        except (OSError, UnicodeDecodeError) as error:
            if into is self.manifests:
                self.problems.append(FileProblem(path, 0, f"cannot be read: {error}"))
            return False
        return True


_PYTEST_FILES = ("pytest.ini", ".pytest.ini", "tox.ini")


# --- what goes, and what stays ----------------------------------------------------------------------------


def _swaps(
    decisions: Decisions, files: _Files, sources: Mapping[str, bytes]
) -> tuple[list[Swap], list[Refusal]]:
    kept = {library.id for library in decisions.kept}
    swaps: list[Swap] = []
    told: list[Refusal] = []
    for library in decisions.converted:
        if not library.to_dists:
            continue
        new = (*library.to_dists, *_extra(library, decisions.new_modules))
        gone = _gone(library.dists, new)
        left = _left(library, gone, files, sources) if gone and library.id not in kept else ()
        swaps.append(Swap(library.dists, new, library.id not in kept and not left))
        if any(mentions(text, gone) for text in files.manifests.values()):
            told += [_still_needed(gone[0], need) for need in left]
    return swaps, told


def _extra(library: Library, new_modules: Sequence[str] | frozenset[str]) -> Iterator[str]:
    """The distributions of the optional modules that the new code imports."""
    for module, dists in library.optional_dists.items():
        if any(name == module or name.startswith(f"{module}.") for name in new_modules):
            yield from dists


def _gone(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The old distributions that are not among the new ones."""
    names = {_normal(re.split(r"[^\w.-]", need, maxsplit=1)[0]) for need in new}
    return [dist for dist in old if _normal(dist) not in names]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _left(
    library: Library, gone: Sequence[str], files: _Files, sources: Mapping[str, bytes]
) -> tuple[Need, ...]:
    modules = (library.module.partition(".")[0], *library.also)
    # A library of two distributions may lose only one of them: PyMySQL stays, DBUtils goes.
    named = tuple(module for module in modules if _normal(module) in map(_normal, gone))
    old = OldLibrary(named or modules, library.loaded_by)
    return needs(sources, {**files.others, **files.manifests}, old)


def _still_needed(dist: str, need: Need) -> Refusal:
    message = f"{dist} stays among the dependencies: this {need.why}"
    return Refusal("ASY321", need.path, need.line, message, hint_for("ASY321"), "warning")


def _refusal(code: str, problem: FileProblem) -> Refusal:
    return Refusal(code, problem.path, problem.line, problem.message, hint_for(code), "warning")


# --- what a person has to edit ------------------------------------------------------------------------------


def _by_hand(
    files: _Files, swaps: Sequence[Swap], changes: Mapping[str, TextChange]
) -> Iterator[FileProblem]:
    """Other files that name a distribution which goes, and lock files that are out of date now."""
    gone = [dist for swap in swaps if swap.drop_old for dist in _gone(swap.old_dists, swap.new)]
    folders = {PurePosixPath(path).parent for path in changes}
    for path, text in sorted({**files.manifests, **files.others}.items()):
        name = PurePosixPath(path).name
        found = mentions(text, gone) if gone and _INSTALLS.fullmatch(name) else ()
        if name.endswith(".lock"):
            if found or (name in _LOCKS and PurePosixPath(path).parent in folders):
                yield FileProblem(path, 0, "is out of date now: make it anew")
            continue
        for line, dist in found:
            yield FileProblem(path, line, f"names {dist}: edit it by hand")


_INSTALLS = re.compile(r"(?i).*(docker|container)file.*|.+\.(ya?ml|sh|lock)|Makefile|Procfile|tox\.ini")
_LOCKS = ("poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "pylock.toml")


def _configure_pytest(
    files: _Files, changes: dict[str, TextChange], *, session_scope: bool
) -> tuple[FileProblem, ...]:
    """pytest-asyncio's settings, on top of what has changed already."""
    current = {path: changes[path].new if path in changes else text for path, text in files.manifests.items()}
    configured = pytest_configuration(current, session_scope=session_scope)
    for change in configured.changes:
        before = changes.get(change.path)
        changes[change.path] = replace(
            change, old=before.old if before else change.old,
            reason=f"{before.reason}; {change.reason}" if before else change.reason,
        )  # fmt: skip
    return configured.problems
