"""The engine as a handful of functions: what the command line, an editor server or a notebook calls.

>>> outcome = make_plan([Path("src")], Options(codemods=("db-drivers",)), with_changes=True)
>>> run = apply_changes(outcome, command="asyncify apply src")
>>> undo(Path("."), run).restored
('src/app/repo.py',)
"""

from __future__ import annotations

import difflib
import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol

from pathspec import GitIgnoreSpec

from asyncifier.cache import FactsCache, cache_directory
from asyncifier.codemod import Codemod, installed_codemods
from asyncifier.config import (
    Config,
    check_targets,
    did_you_mean,
    load_config_for,
    model_files,
    with_targets,
)
from asyncifier.decide import Decisions, Policy, decide
from asyncifier.decide.codes import hint_for
from asyncifier.decide.executor import Executor
from asyncifier.decide.portal import TEXT
from asyncifier.dependencies import change_texts
from asyncifier.discover import Discovery, SourceFile, discover
from asyncifier.errors import AsyncifyError, FileProblem, UsageError
from asyncifier.explain import Holding, callers, functions_named, holdings, holdings_at, object_names
from asyncifier.facts import EXTRACTOR_VERSION, ModuleFacts, decode_facts
from asyncifier.facts.parallel import Unreadable, extract
from asyncifier.graph import CallGraph, SourceModule, build_graph
from asyncifier.graph.origins import Origins
from asyncifier.library import Libraries, Library, load_library
from asyncifier.markers import with_markers
from asyncifier.plan import Choice, FilePlan, FunctionPlan, Link, Plan, Refusal, SitePlan, Step, TextChange
from asyncifier.scripts import console_scripts

PORTAL = TEXT.encode()

if TYPE_CHECKING:
    from asyncifier.check import Finding
    from asyncifier.modelcheck import ModelCheck


class Progress(Protocol):
    """Told how far a stage is: `progress("facts", 120, 3369)`."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


@dataclass(frozen=True)
class Options:
    """What the user chose for one run; what is left empty comes from the project's configuration."""

    codemods: tuple[str, ...] = ()
    """Names of codemods; empty means all that apply."""
    targets: tuple[str, ...] = ()
    """`group=target`, as in "postgresql=psycopg"."""
    only: bool = False
    """Only the named codemods, without the propagation and bridging that make the result run."""
    use_cache: bool = True
    markers: bool = False
    """Write comments where something is refused; see `asyncifier.markers`."""


@dataclass(frozen=True)
class FileResult:
    """One file that changes, Python or not: its path relative to the root and its bytes before and after.

    `old` is None when the file is new.
    """

    path: str
    old: bytes | None
    new: bytes


@dataclass(frozen=True)
class Outcome:
    """The plan, the changed files (if they were asked for) and the files the run went on without."""

    plan: Plan
    changes: tuple[FileResult, ...] = ()
    problems: tuple[FileProblem, ...] = ()


@dataclass(frozen=True)
class CheckResult:
    """What a check found, sorted by place, and the files that it went on without. Paths are relative to `root`."""

    root: str
    findings: tuple[Finding, ...] = ()
    problems: tuple[FileProblem, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Why the functions, call sites and objects that `name` stands for are what they are.

    `name` is a qualified name, the end of one (`Repo.find`, `Repo.conn`, `find(db)`, `find()` for what is
    returned), or a place (`app/repo.py:31`). When nothing was found, `suggestions` holds the nearest names.
    """

    name: str
    functions: tuple[FunctionPlan, ...] = ()
    sites: tuple[SitePlan, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    suggestions: tuple[str, ...] = ()
    callers: tuple[Link, ...] = ()
    """Who calls the functions."""
    holdings: tuple[Holding, ...] = ()
    """What the objects of that name can hold, and where it came from."""
    choices: tuple[Choice, ...] = ()
    """For functions that synchronous and asynchronous code need: what was chosen, and what the other way costs."""

    @property
    def found(self) -> bool:
        return bool(self.functions or self.sites or self.refusals or self.holdings)


@dataclass(frozen=True)
class CodemodInfo:
    """A codemod as `asyncify codemods` lists it."""

    name: str
    summary: str
    libraries: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModelInfo:
    """A library model as `asyncify models` lists it: `source` becomes `target`.

    `group` and `target_name` are what the user writes to choose it: `postgresql=psycopg`.
    """

    id: str
    source: str
    target: str
    group: str
    target_name: str
    path: str
    functions: int
    types: int


@dataclass(frozen=True)
class UndoResult:
    """What taking a run back did: files put back as they were, and files removed that the run had made."""

    run: str
    restored: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without Python's search for cyclic garbage: it takes half the time where millions of objects are made to stay.

    What was made is left out of later searches as well, up to `gc.unfreeze`.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


@contextmanager
def _unfrozen_behind() -> Iterator[None]:
    """Whatever `_no_collection` has set aside is searched again when this is over, and the graph is gone."""
    try:
        yield
    finally:
        gc.unfreeze()


def make_plan(
    paths: Sequence[Path],
    options: Options,
    progress: Progress | None = None,
    *,
    with_changes: bool = False,
) -> Outcome:
    """The plan for the project around `paths`; with the new bytes of every changed file if asked for."""
    config = _configured(paths, options)
    discovery = discover(paths, config)
    return _outcome(discovery, config, options, progress or _silent)


def apply_changes(outcome: Outcome, *, command: str) -> str:
    """The id of the run that wrote `outcome.changes`, all or nothing."""
    from asyncifier.write import Change, write_all

    changes = [Change(change.path, change.old, change.new) for change in outcome.changes]
    return write_all(Path(outcome.plan.root), changes, command=command) or ""


def rewrite_buffer(path: Path, source: bytes | None, options: Options) -> bytes:
    """The new bytes of one file in its project; `source` is the unsaved buffer, None for what is on disk."""
    config = _configured([path], options)
    overlay = {} if source is None else {path: source}
    discovery = discover([path], config, overlay=overlay)
    outcome = _outcome(discovery, config, options, _silent)
    wanted = [file for file in discovery.files if file.selected]
    problems = [problem for problem in outcome.problems if not wanted or problem.path == wanted[0].path]
    if problems or not wanted:
        raise AsyncifyError("; ".join(map(str, problems)) or f"{path}: not a Python file of this project")
    changed = {change.path: change.new for change in outcome.changes}
    return changed.get(wanted[0].path, wanted[0].source)


@_unfrozen_behind()
def explain(name: str, paths: Sequence[Path], options: Options) -> Explanation:
    """Why a function or a call site gets its colour, or what an object is and where it came from."""
    config = _configured(paths, options)
    graph, decisions, outcome = _decided(discover(paths, config), config, options, _silent, explain=True)
    plan = outcome.plan
    functions = functions_named(graph, name)
    planned = {(item.name, item.file, item.line): item for item in plan.functions}
    held_back = {
        (item.function.name, item.function.file, item.function.line): item for item in decisions.held_back
    }
    plans: list[FunctionPlan] = []
    because: list[Refusal] = []
    for function in functions:
        scope = graph.scope(function)
        key = (graph.qualified_name(function), graph.modules[function[0]].path, scope.line)
        if key in planned:
            plans.append(planned[key])
        elif key in held_back:
            plans.append(held_back[key].function)
            because += held_back[key].because
        elif scope.is_async:
            plans.append(FunctionPlan(*key, "async", "is asynchronous already"))
        else:
            reason = "stays synchronous: nothing that it calls does I/O that is converted"
            plans.append(FunctionPlan(*key, "sync", reason))
    sites = tuple(
        item for item in plan.sites if _is_meant(name, item.callee, item.file, item.line) and not plans
    )
    file, _, line = name.rpartition(":")
    is_place = bool(file) and line.isdigit()
    found = () if functions else holdings_at(graph, file, int(line)) if is_place else holdings(graph, name)
    because += [
        item
        for item in plan.refusals
        if name == item.code
        or _is_meant(name, "", item.file, item.line)
        or any(f'"{holding.name}" = ' in item.hint for holding in found)
    ]
    called = tuple(link for function in functions for link in callers(graph, function))
    answer = Explanation(
        name, tuple(plans), sites, tuple(dict.fromkeys(because)), callers=called, holdings=tuple(found),
        choices=tuple(item for item in plan.choices if {plan.name for plan in plans} & set(item.functions)),
    )  # fmt: skip
    return answer if answer.found or is_place else replace(answer, suggestions=tuple(_near(name, graph)))


def _near(name: str, graph: CallGraph) -> list[str]:
    """The names of functions and objects that are spelled alike."""
    names = sorted({*map(graph.qualified_name, graph.functions()), *object_names(graph)})
    last = name.rpartition(".")[2]
    same = [item for item in names if item.rpartition(".")[2] == last]
    return (same or difflib.get_close_matches(name, names, n=5, cutoff=0.6))[:5]


def _is_meant(wanted: str, name: str, file: str, line: int) -> bool:
    return (bool(name) and (name == wanted or name.endswith(f".{wanted}"))) or wanted == f"{file}:{line}"


@_unfrozen_behind()
def call_graph(paths: Sequence[Path], options: Options) -> dict[str, list[str]]:
    """The callees of every function, by qualified name."""
    config = _configured(paths, options)
    discovery = discover(paths, config)
    graph, _, _ = analyse(discovery, config, options, _silent)
    return graph.edges()


@_unfrozen_behind()
def check(paths: Sequence[Path], options: Options, progress: Progress | None = None) -> CheckResult:
    """What is wrong now in the asynchronous code under `paths`; the whole project around it is read."""
    from asyncifier.check import check as find

    config = _configured(paths, options)
    discovery = discover(paths, config)
    libraries = _checking_libraries(config, options)
    graph, problems = _solved(discovery, config, options, progress or _silent, libraries)
    selected = {file.path for file in discovery.files if file.selected}
    sources = {file.path: file.source for file in discovery.files}
    models = [library for library in _known_models(config) if library.target]
    findings = tuple(item for item in find(graph, libraries, models, sources) if item.file in selected)
    return CheckResult(str(discovery.root), findings, (*discovery.problems, *problems))


def list_codemods() -> tuple[CodemodInfo, ...]:
    """All codemods, in the order in which they apply."""
    models = _built_in_models()
    return tuple(
        CodemodInfo(
            codemod.name,
            codemod.summary,
            tuple(
                dict.fromkeys(item.module for item in models if item.codemod == codemod.name and item.target)
            ),
        )
        for codemod in installed_codemods()
    )


def list_models() -> tuple[ModelInfo, ...]:
    """All library models: those of the project around the current folder, and those that are installed."""
    return tuple(
        ModelInfo(
            model.id, model.module, model.to_module or "", model.group, model.target, Path(model.path).name,
            len(model.functions), sum(not type_.is_derived for type_ in model.types.values()),
        )
        for model in _all_models()
    )  # fmt: skip


def check_models(ids: Sequence[str] = ()) -> tuple[ModelCheck, ...]:
    """The models with these ids (all when none is named), compared with the libraries that are installed."""
    from asyncifier.modelcheck import check_model

    models = {model.id: model for model in _all_models()}
    for name in ids:
        if name not in models:
            raise UsageError(f"{name}: no such model{did_you_mean(name, models)}")
    return tuple(check_model(models[name]) for name in ids or models)


def undo(root: Path, run: str | None = None) -> UndoResult:
    """What was put back by taking `run` (or the last run) of the project at `root` back."""
    from asyncifier import write

    result = write.undo(root, run)
    return UndoResult(result.run, tuple(result.restored), tuple(result.deleted))


# -- the pipeline ---------------------------------------------------------------------------------------------


@_unfrozen_behind()
def _outcome(discovery: Discovery, config: Config, options: Options, progress: Progress) -> Outcome:
    return _decided(discovery, config, options, progress)[2]


def _decided(
    discovery: Discovery, config: Config, options: Options, progress: Progress, *, explain: bool = False
) -> tuple[CallGraph, Decisions, Outcome]:
    """discover -> facts -> graph -> colours -> plan -> rewrite -> verify, for one project.

    A file that can't be rewritten is taken out and everything is decided again, so that what is written fits
    together: its functions stay synchronous, and so do those that depend on them.
    """
    graph, problems, libraries = analyse(discovery, config, options, progress)
    sources = {file.path: file for file in discovery.files}
    policy = _policy(discovery, config)
    while True:
        progress("decide", 0, 1)
        decisions = decide(graph, libraries, policy, explain=explain)
        bases = _marked(sources, decisions.refusals, add=options.markers or config.markers)
        changes, failed = _rewritten(decisions.files, bases, config, progress)
        if not failed:
            break
        policy = replace(policy, frozen={**policy.frozen, **failed})
    selected = {file.path for file in discovery.files if file.selected}
    rewritten = {path: base for path, base in bases.items() if base != sources[path].source}
    rewritten |= {change.path: change.new for change in changes}
    kept = [
        FileResult(path, sources[path].source, new)
        for path, new in sorted(rewritten.items())
        if path in selected and new != sources[path].source
    ]
    found = change_texts(
        discovery, decisions,
        {path: file.source for path, file in sources.items()} | {change.path: change.new for change in kept},
    )  # fmt: skip
    new_files = decisions.new_files if kept else ()
    found = replace(found, changes=(*found.changes, *new_files))
    told = (*found.told, *_misdeclared(graph, config))
    decisions = replace(decisions, refusals=(*decisions.refusals, *told))
    plan = _plan(discovery.root, decisions, found.changes, selected, policy.frozen)
    before = {change.path: change.old for change in kept}
    kept = [change for change in kept if change.path not in {text.path for text in found.changes}]
    kept += [
        FileResult(
            item.path,
            before.get(item.path, None if item.old is None else item.old.encode()),
            item.new.encode(),
        )
        for item in found.changes
    ]
    changes = sorted(kept, key=lambda item: item.path)
    return graph, decisions, Outcome(plan, tuple(changes), (*discovery.problems, *problems))


def _marked(sources: Mapping[str, SourceFile], refusals: Iterable[Refusal], *, add: bool) -> dict[str, bytes]:
    """The files as they are to be rewritten: with markers where something is refused, and without old ones."""
    by_file: dict[str, list[Refusal]] = {}
    for item in refusals:
        by_file.setdefault(item.file, []).append(item)
    return {path: with_markers(file.source, by_file.get(path, ()), add=add) for path, file in sources.items()}


def _policy(discovery: Discovery, config: Config) -> Policy:
    return Policy(
        keep_sync=config.keep_sync,
        entry_points=(*config.entry_points, *console_scripts(discovery.root)),
        declared_async=config.declared_async,
        foreign=_foreign(discovery.files, config),
        lowest_python=config.lowest_python,
        mark_conflicts=config.conflicts == "mark",
        bridge_calls=config.bridges == "calls",
        portals=frozenset(file.module for file in discovery.files if file.source == PORTAL),
        executor=Executor(config.executor_workers, config.executor_name) if config.executor_workers else None,
        files=config.files,
        max_concurrency=config.max_concurrency,
        twins=config.twin_mode,
        twin_name=config.twin_name,
        twin_public=config.twin_public,
    )


def _foreign(files: Sequence[SourceFile], config: Config) -> frozenset[str]:
    """The files that `convert` leaves out: they give types, and nothing in them changes."""
    if not config.convert:
        return frozenset()
    chosen = GitIgnoreSpec.from_lines(config.convert)
    return frozenset(file.path for file in files if not chosen.match_file(file.path))


def _misdeclared(graph: CallGraph, config: Config) -> Iterator[Refusal]:
    """The lines of `[tool.asyncify.types]` that say nothing about this program."""
    file = config.file or config.root / "pyproject.toml"
    lines = file.read_text(encoding="utf-8").splitlines() if graph.solver.misdeclared else []
    for item in graph.solver.misdeclared:
        line = next((number for number, text in enumerate(lines, 1) if item.name in text), 0)
        near = did_you_mean(item.name, Origins(graph).names) if item.is_unknown_name else ""
        message = f'types."{item.name}" = "{item.type}": {item.problem}{near}; the line is ignored'
        yield Refusal("ASY221", file.name, line, message, hint_for("ASY221"), "warning")


def analyse(
    discovery: Discovery, config: Config, options: Options, progress: Progress
) -> tuple[CallGraph, tuple[FileProblem, ...], Libraries]:
    """The solved graph of a project, the files without facts, and the library models that apply."""
    libraries = _libraries(config, _chosen_codemods(config, options))
    return *_solved(discovery, config, options, progress, libraries), libraries


@_no_collection()
def _solved(
    discovery: Discovery, config: Config, options: Options, progress: Progress, libraries: Libraries
) -> tuple[CallGraph, tuple[FileProblem, ...]]:
    """The solved graph of a project, and the files without facts."""
    facts, problems = _facts(discovery.files, options, progress)
    stubs = {
        str(PurePosixPath(file.path).with_suffix(".py")): (file.path, facts[file.path])
        for file in discovery.files
        if file.is_stub and file.path in facts
    }
    modules = [
        SourceModule(file.module, file.path, file.is_package, facts[file.path], stubs.get(file.path))
        for file in discovery.files
        if file.path in facts and not file.is_stub
    ]
    progress("graph", 0, 1)
    flows = [flow for codemod in installed_codemods() if codemod.flows for flow in codemod.flows(modules)]
    return (
        build_graph(
            modules, libraries, config.types, flows, trusts_annotations=config.annotations == "trust"
        ),
        problems,
    )


def _facts(
    files: Sequence[SourceFile], options: Options, progress: Progress
) -> tuple[dict[str, ModuleFacts], tuple[FileProblem, ...]]:
    """The facts of every file that is Python, from the cache where its content was seen before."""
    store = FactsCache(cache_directory() if options.use_cache else None, EXTRACTOR_VERSION)
    cached = store.get_many([file.source for file in files])
    known = dict(zip((file.path for file in files), cached, strict=True))
    new = [file for file in files if known[file.path] is None]
    blobs = extract([file.source for file in new], lambda done: progress("facts", done, len(files)))
    problems = [
        FileProblem(file.path, found.line, found.message)
        for file, found in zip(new, blobs, strict=True)
        if isinstance(found, Unreadable)
    ]
    fresh = {
        file.path: (file.source, found)
        for file, found in zip(new, blobs, strict=True)
        if isinstance(found, bytes)
    }
    store.put_many(fresh.values())
    facts = {}
    for file in files:
        blob = fresh[file.path][1] if file.path in fresh else known[file.path]
        if blob is not None:
            facts[file.path] = decode_facts(blob)
    return facts, tuple(problems)


def _rewritten(
    files: Sequence[FilePlan], sources: Mapping[str, bytes], config: Config, progress: Progress
) -> tuple[list[FileResult], dict[str, str]]:
    """The new bytes of every planned file, and the reason for each file that could not be rewritten."""
    from asyncifier.rewrite import rewrite_source
    from asyncifier.verify import verify

    changes: list[FileResult] = []
    failed: dict[str, str] = {}
    versions = (config.lowest_python, config.highest_python)
    for done, file in enumerate(files):
        progress("rewrite", done, len(files))
        old = sources[file.path]
        try:
            new = rewrite_source(old, file.edits)
            verify(old, new, file.edits, versions=versions)
        except AsyncifyError as error:
            failed[file.path] = str(error)
            continue
        if new != old:
            changes.append(FileResult(file.path, old, new))
    return changes, failed


def _plan(
    root: Path,
    decisions: Decisions,
    texts: tuple[TextChange, ...],
    selected: set[str],
    frozen: Mapping[str, str],
) -> Plan:
    files = tuple(file for file in decisions.files if file.path in selected)
    refusals = tuple(
        Refusal("ASY901", path, 0, reason, "the rest of the project does not depend on it")
        for path, reason in sorted(frozen.items())
    ) + _each_once(decisions.refusals)
    actions = Counter(site.action for site in decisions.sites)
    summary = {
        "functions": len(decisions.functions),
        "files": len(files) + len(texts),
        "edits": sum(len(file.edits) for file in files),
        "refusals": sum(1 for refusal in refusals if refusal.severity == "error"),
        "warnings": sum(1 for refusal in refusals if refusal.severity == "warning"),
        **{str(action): actions[action] for action in sorted(actions)},
    }
    steps: tuple[Step, ...] = ()
    if files:
        names = tuple(file.path for file in files)
        swapped = ", ".join(f"{item.module} to {item.to_module}" for item in decisions.converted)
        steps = (Step("convert", names, f"{swapped}, with everything that calls it"),)
    return Plan(
        str(root), decisions.functions, decisions.sites, refusals, steps, files, texts, summary, decisions.choices
    )  # fmt: skip


def _each_once(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """One for each place, code and message: two hints or columns do not make it two."""
    found: dict[tuple[str, int, str, str], Refusal] = {}
    for item in refusals:
        found.setdefault((item.file, item.line, item.code, item.message), item)
    return tuple(found.values())


# -- configuration and models ---------------------------------------------------------------------------------


def _configured(paths: Sequence[Path], options: Options) -> Config:
    config = load_config_for(paths)
    return with_targets(config, options.targets) if options.targets else config


def _chosen_codemods(config: Config, options: Options) -> tuple[Codemod, ...]:
    installed = {codemod.name: codemod for codemod in installed_codemods()}
    for name in options.codemods:
        if name not in installed:
            raise UsageError(f"{name}: no such codemod{did_you_mean(name, installed)}")
    chosen = options.codemods or [name for name in config.codemods if name in installed]
    return tuple(installed[name] for name in chosen)


def _libraries(config: Config, codemods: Iterable[Codemod]) -> Libraries:
    """The models of the chosen codemods and targets, the project's own first."""
    names = {codemod.name for codemod in codemods}
    own = tuple(load_library(path) for path in model_files(config))
    known: dict[str, list[str]] = {}
    for model in (*own, *_built_in_models()):
        if model.target:
            known.setdefault(model.group, []).append(model.target)
    check_targets(config, known)
    built_in = tuple(
        model
        for model in _built_in_models()
        if model.states_facts_only
        or (model.codemod in names and config.targets.get(model.group, model.target) == model.target)
    )
    blocking = [item for item in _vocabulary() if item.id in _TOLD_IN_PLANS and "executor" in names]
    return Libraries((*own, *built_in, *blocking))


def _checking_libraries(config: Config, options: Options) -> Libraries:
    """What code that is asynchronous already may use: the models, their other sides, and what is known besides."""
    from asyncifier.check.counterparts import counterparts

    known = _libraries(config, _chosen_codemods(config, options)).models
    used = {library.id for library in known}
    vocabulary = [library for library in _vocabulary() if library.id not in used]
    last = [library for library in vocabulary if library.id in _TOLD_IN_PLANS]
    first = [library for library in vocabulary if library not in last]
    return Libraries((*first, *counterparts(_known_models(config)), *known, *last))


_TOLD_IN_PLANS = frozenset({"blocking", "files", "object-mappers"})
"""The models of what blocks that a conversion reads as well: the others are for `asyncify check` only."""


@cache
def _vocabulary() -> tuple[Library, ...]:
    folders = dict.fromkeys(item.vocabulary for item in installed_codemods() if item.vocabulary is not None)
    return tuple(load_library(path) for folder in folders for path in sorted(folder.glob("*.toml")))


def _all_models() -> tuple[Library, ...]:
    return _known_models(load_config_for([]))


def _known_models(config: Config) -> tuple[Library, ...]:
    """All models, whatever targets were chosen, the project's own first."""
    return (*(load_library(path) for path in model_files(config)), *_built_in_models())


@cache
def _built_in_models() -> tuple[Library, ...]:
    folders = dict.fromkeys(codemod.models for codemod in installed_codemods() if codemod.models is not None)
    return tuple(load_library(path) for folder in folders for path in sorted(folder.glob("*.toml")))


def _silent(stage: str, done: int, total: int) -> None:
    return None
