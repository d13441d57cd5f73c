"""The settings of one project, read once and checked whole: `[tool.asyncify]` or asyncify.toml.

    >>> load_config(Path("shop/src/shop")).targets["postgresql"]
    'psycopg'

Every key is documented in docs/configuration.md. Reading finds the project's root too, and which Python
versions the project promises to run on, because they decide what code may be generated.
"""

from __future__ import annotations

import ast
import configparser
import difflib
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from asyncifier.errors import ConfigError, UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PythonVersion: TypeAlias = tuple[int, int]

CODEMODS = (
    "db-drivers",
    "http-clients",
    "stdlib",
    "orm",
    "frameworks",
    "async-await",
    "executor",
    "entrypoints",
    "tests",
)

TARGETS: Mapping[str, tuple[str, ...]] = {
    "postgresql": ("psycopg", "asyncpg", "aiopg"),
    "mysql": ("aiomysql", "asyncmy"),
    "mysql-connector": ("aio", "keep"),
    "sqlite": ("aiosqlite", "to_thread"),
    "mongodb": ("pymongo", "motor"),
    "redis": ("redis",),
    "http": ("httpx2", "httpx", "aiohttp"),
    "flask": ("keep", "quart", "fastapi"),
}
KEEP = "keep"
"""What can be chosen for what; the first is the default, except for `http` below Python 3.11."""

KEYS = (
    "src",
    "exclude",
    "extend-exclude",
    "codemods",
    "models",
    "test-command",
    "targets",
    "types",
    "keep-sync",
    "entry-points",
    "declared-async",
    "convert",
    "conflicts",
    "bridges",
    "annotations",
    "pool",
    "markers",
    "twins",
    "executor",
    "files",
)

BRIDGES = ("body", "calls")
"""How an entry point gets to async code: its body becomes a coroutine of its own that runs at once, or each of its
calls runs by itself on one event loop that lives as long as the program."""

ANNOTATIONS = ("hint", "trust")
"""What an annotation says: what is there where nothing else is known, or that nothing else can be there."""

CONFLICTS = ("keep", "mark")
"""What becomes of a place that must stay synchronous but calls what turns async: everything behind it is kept
synchronous, or the rest turns and the place is told, for somebody to mend by hand."""

TWIN_MODES = ("auto", "offload", "twin")
"""What becomes of a function that synchronous and asynchronous code need, both: it stays synchronous and asynchronous
callers run it in a thread, or it gets an asynchronous twin; `auto`: what costs less."""
TWIN_NAME = "{name}_async"

EXECUTOR_NAME = "blocking"
"""How the threads of a configured executor are called."""

FILE_POLICIES = ("leave", "offload")
"""What becomes of file I/O where a function turns async: nothing, and it is told; or it goes to a thread, where it
can."""

# What a project does not say: it runs on the Python that runs the tool, and on later ones.
DEFAULT_HIGHEST_PYTHON: PythonVersion = (3, 13)
DEFAULT_LOWEST_PYTHON: PythonVersion = min(sys.version_info[:2], DEFAULT_HIGHEST_PYTHON)


@dataclass(frozen=True)
class Config:
    """The settings of one project. A key that is not set has the default that docs/configuration.md names.

    `file` is where the settings were read, None when there are none. `has_marker` is False when nothing
    says that `root` is a project: no settings, pyproject.toml, setup.cfg or .git; then only the paths
    that were asked for and their neighbours are looked at, not the whole folder.
    """

    root: Path
    file: Path | None = None
    has_marker: bool = True
    src: tuple[str, ...] = ()
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] = ()
    codemods: tuple[str, ...] = CODEMODS
    models: tuple[str, ...] = ()
    test_command: str | None = None
    targets: Mapping[str, str] = field(default_factory=dict)
    chosen_targets: frozenset[str] = frozenset()
    """The keys of `targets` that the user has set; the others are defaults."""
    types: Mapping[str, str] = field(default_factory=dict)
    keep_sync: tuple[str, ...] = ()
    entry_points: tuple[str, ...] = ()
    declared_async: tuple[str, ...] = ()
    convert: tuple[str, ...] = ()
    """Path patterns of the files that may change, as in .gitignore; empty: all."""
    conflicts: str = CONFLICTS[0]
    bridges: str = BRIDGES[0]
    annotations: str = ANNOTATIONS[0]
    max_concurrency: int | None = None
    executor_workers: int | None = None
    """How many threads each module has for what blocks; None: those that asyncio has."""
    executor_name: str = EXECUTOR_NAME
    files: str = FILE_POLICIES[0]
    markers: bool = False
    twin_mode: str = TWIN_MODES[0]
    twin_name: str = TWIN_NAME
    """How the asynchronous twin of a function is called."""
    twin_public: tuple[str, ...] = ()
    """Globs of functions that outsiders call synchronously, beside what the project does with them."""
    lowest_python: PythonVersion = DEFAULT_LOWEST_PYTHON
    highest_python: PythonVersion = DEFAULT_HIGHEST_PYTHON


def load_config(start: Path) -> Config:
    """The settings that hold for the folder (or file) `start`: those of the nearest project around it.

    All mistakes in the file are told in one `ConfigError`. The search ends at the root of a git
    repository, so that a stray file in a parent folder changes nothing.
    """
    found = _find_project(_folder(start))
    reader = _Reader()
    lowest, highest = _python_versions(found, reader)
    chosen = reader.targets(found.table)
    twins = reader.twins(found.table)
    executor = reader.executor(found.table)
    config = Config(
        root=found.root,
        file=found.file,
        has_marker=found.has_marker,
        src=reader.folders(found.table, "src", found.root),
        exclude=reader.strings(found.table, "exclude") if "exclude" in found.table else None,
        extend_exclude=reader.strings(found.table, "extend-exclude"),
        codemods=reader.codemods(found.table),
        models=reader.strings(found.table, "models"),
        test_command=reader.string(found.table, "test-command"),
        targets={**default_targets(lowest), **chosen},
        chosen_targets=frozenset(chosen),
        types=reader.types(found.table),
        keep_sync=reader.names(found.table, "keep-sync"),
        entry_points=reader.names(found.table, "entry-points"),
        declared_async=reader.names(found.table, "declared-async"),
        convert=reader.strings(found.table, "convert"),
        conflicts=reader.choice(found.table, "conflicts", CONFLICTS),
        annotations=reader.choice(found.table, "annotations", ANNOTATIONS),
        bridges=reader.choice(found.table, "bridges", BRIDGES),
        max_concurrency=reader.max_concurrency(found.table),
        executor_workers=reader.whole_number(executor, "max-workers", "executor."),
        executor_name=reader.executor_name(executor),
        files=reader.files(found.table),
        markers=reader.flag(found.table, "markers"),
        twin_mode=reader.choice(twins, "mode", TWIN_MODES, "twins."),
        twin_name=reader.twin_name(twins),
        twin_public=reader.names(twins, "public", "twins."),
        lowest_python=lowest,
        highest_python=highest,
    )
    reader.unknown_keys(found.table, KEYS)
    if reader.problems:
        raise ConfigError(str(found.file or found.root / "pyproject.toml"), reader.problems)
    return config


def load_config_for(paths: Sequence[Path]) -> Config:
    """The settings of the project that all `paths` lie in; of the current folder when there are none."""
    folders = [str(_folder(path)) for path in paths]
    return load_config(Path(os.path.commonpath(folders)) if folders else Path.cwd())


def with_targets(config: Config, choices: Iterable[str]) -> Config:
    """`config` with the targets chosen on the command line: `["postgresql=asyncpg"]`."""
    targets, chosen = dict(config.targets), set(config.chosen_targets)
    for choice in choices:
        group, equals, target = (part.strip() for part in choice.partition("="))
        if not equals:
            raise UsageError(f"--target {choice}: write it as DB=DRIVER{_example_choice(choice)}")
        if group not in TARGETS:
            hint = did_you_mean(group, TARGETS)
            raise UsageError(f"--target {choice}: {group!r} is none of {', '.join(TARGETS)}{hint}")
        if target not in TARGETS[group]:
            hint = did_you_mean(target, TARGETS[group])
            valid = ", ".join(TARGETS[group])
            raise UsageError(f"--target {choice}: {target!r} is no target for {group}, only {valid}{hint}")
        targets[group] = target
        chosen.add(group)
    return replace(config, targets=targets, chosen_targets=frozenset(chosen))


def check_targets(config: Config, known: Mapping[str, Iterable[str]]) -> None:
    """Nothing was chosen that no model converts to. `known`: the targets of all models, by group."""
    problems = []
    for group in sorted(config.chosen_targets):
        target, valid = config.targets[group], sorted(known.get(group, ()))
        if target in valid or target == KEEP:
            continue
        there_are = (
            f"those there are convert to {', '.join(valid)}" if valid else f"there is none for {group}"
        )
        problems.append(f"targets.{group}: no model converts to {target!r}; {there_are}")
    if problems:
        raise UsageError("\n".join(problems))


def model_files(config: Config) -> tuple[Path, ...]:
    """The project's own model files: what the globs of `models` match, sorted, each once."""
    files: set[Path] = set()
    problems = []
    for pattern in config.models:
        found = [path for path in config.root.glob(pattern) if path.is_file()]
        files.update(found)
        if not found:
            problems.append(f"models: {pattern!r} matches no file under {config.root}")
    if problems:
        raise ConfigError(str(config.file or config.root), problems)
    return tuple(sorted(files))


def default_targets(lowest_python: PythonVersion) -> dict[str, str]:
    """The target of each group when the project does not choose one."""
    targets = {group: valid[0] for group, valid in TARGETS.items()}
    if lowest_python < (3, 11):
        targets["http"] = "httpx"  # httpx2 needs Python 3.11
    return targets


def did_you_mean(word: str, valid: Iterable[str]) -> str:
    """`"; did you mean 'asyncpg'?"` when one of `valid` is close to `word`, else nothing.

    >>> did_you_mean("asynpg", ["psycopg", "asyncpg"])
    "; did you mean 'asyncpg'?"
    """
    close = difflib.get_close_matches(word, list(valid), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


# --- finding the project ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Project:
    """Where the project is, its settings as raw TOML, and the raw pyproject.toml of its root."""

    root: Path
    file: Path | None
    has_marker: bool
    table: Mapping[str, Any]
    pyproject: Mapping[str, Any]


def _folder(path: Path) -> Path:
    absolute = path.resolve()
    return absolute.parent if absolute.is_file() or absolute.suffix in {".py", ".pyi"} else absolute


def _find_project(start: Path) -> _Project:
    nearest_marked = None
    for folder in (start, *start.parents):
        own = folder / "asyncify.toml"
        if own.is_file():
            return _Project(folder, own, True, _read_toml(own), _read_pyproject(folder))
        pyproject = _read_pyproject(folder)
        tool = pyproject.get("tool")
        if isinstance(tool, dict) and "asyncify" in tool:
            file = folder / "pyproject.toml"
            table = tool["asyncify"]
            if not isinstance(table, dict):
                raise ConfigError(str(file), ["tool.asyncify: must be a table, [tool.asyncify]"])
            return _Project(folder, file, True, table, pyproject)
        if nearest_marked is None and (pyproject or _is_marked(folder)):
            nearest_marked = _Project(folder, None, True, {}, pyproject)
        if (folder / ".git").exists():
            break  # what lies above is another project
    return nearest_marked or _Project(start, None, False, {}, {})


def _is_marked(folder: Path) -> bool:
    return any((folder / name).exists() for name in ("pyproject.toml", "setup.cfg", ".git"))


def _read_pyproject(folder: Path) -> Mapping[str, Any]:
    path = folder / "pyproject.toml"
    return _read_toml(path) if path.is_file() else {}


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        table: dict[str, Any] = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(str(path), [f"cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(str(path), [f"line {line}: not UTF-8 text"]) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), [_toml_problem(str(error))]) from error
    return table


def _toml_problem(message: str) -> str:
    """`"line 3, column 5: not valid TOML: Invalid value"` from tomllib's `Invalid value (at line 3, …)`."""
    match = re.fullmatch(r"(?s)(.*) \(at (line \d+, column \d+|end of document)\)", message)
    if match is None:
        return f"not valid TOML: {message}"
    return f"{match[2]}: not valid TOML: {match[1]}"


# --- reading values -----------------------------------------------------------------------------------

_TYPED_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*(\(([^\W\d]\w*)?\))?")
_GLOB = re.compile(r"[\w.*?\[\]!-]+")


class _Reader:
    """Takes values out of the TOML table and remembers every mistake in `problems`.

    A bad value reads as if it were not there, so that the next mistake is found too.
    """

    def __init__(self) -> None:
        self.problems: list[str] = []

    def unknown_keys(self, table: Mapping[str, Any], valid: Iterable[str], inside: str = "") -> None:
        valid = list(valid)
        for key in table:
            if key not in valid:
                hint = did_you_mean(key, valid) or f"; valid keys: {', '.join(valid)}"
                self.problems.append(f"{inside}{key}: unknown key{hint}")

    def string(self, table: Mapping[str, Any], key: str) -> str | None:
        value = table.get(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        self.problems.append(f"{key}: must be a string, not {_toml(value)}")
        return None

    def choice(self, table: Mapping[str, Any], key: str, valid: Sequence[str], inside: str = "") -> str:
        """One of `valid`; the first when the key is not set."""
        value = table.get(key, valid[0])
        if value in valid:
            return str(value)
        hint = did_you_mean(value, valid) if isinstance(value, str) else ""
        self.problems.append(f"{inside}{key}: must be one of {', '.join(valid)}, not {_toml(value)}{hint}")
        return valid[0]

    def strings(self, table: Mapping[str, Any], key: str, inside: str = "") -> tuple[str, ...]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
            return tuple(value)
        self.problems.append(f'{inside}{key}: must be a list of strings, ["…"], not {_toml(value)}')
        return ()

    def folders(self, table: Mapping[str, Any], key: str, root: Path) -> tuple[str, ...]:
        """Folders inside the root, as posix paths relative to it."""
        folders = []
        for name in self.strings(table, key):
            folder = (root / name).resolve()
            if not folder.is_dir():
                self.problems.append(f"{key}: {name!r} is no folder in {root}")
            elif not folder.is_relative_to(root):
                self.problems.append(f"{key}: {name!r} lies outside of the project, {root}")
            else:
                folders.append(folder.relative_to(root).as_posix())
        return tuple(dict.fromkeys(folders))

    def codemods(self, table: Mapping[str, Any]) -> tuple[str, ...]:
        """The chosen codemods in the order in which they run, whatever order they are written in."""
        if "codemods" not in table:
            return CODEMODS
        chosen = self.strings(table, "codemods")
        for name in chosen:
            if name not in CODEMODS:
                hint = did_you_mean(name, CODEMODS) or f"; there are {', '.join(CODEMODS)}"
                self.problems.append(f"codemods: unknown codemod {name!r}{hint}")
        return tuple(name for name in CODEMODS if name in chosen)

    def targets(self, table: Mapping[str, Any]) -> dict[str, str]:
        chosen = self._table(table, "targets")
        self.unknown_keys(chosen, TARGETS, "targets.")
        targets = {}
        for group in TARGETS.keys() & chosen.keys():
            target = chosen[group]
            if target in TARGETS[group]:
                targets[group] = target
                continue
            hint = did_you_mean(str(target), TARGETS[group])
            valid = ", ".join(TARGETS[group])
            self.problems.append(f"targets.{group}: {_toml(target)} is none of {valid}{hint}")
        return targets

    def types(self, table: Mapping[str, Any]) -> dict[str, str]:
        types = {}
        for name, value in self._table(table, "types").items():
            if isinstance(value, dict):
                dotted = f'"{_dotted(name, value)}"'
                self.problems.append(f"types.{name}: write the whole name in quotes, {dotted} = …")
            elif not _TYPED_NAME.fullmatch(name):
                self.problems.append(
                    f"types.{name}: not the name of an attribute (app.Repo.conn), a parameter "
                    "(app.find(conn)) or a return value (app.get())"
                )
            elif not isinstance(value, str) or not _is_type(value):
                self.problems.append(f"types.{name}: {_toml(value)} is not the name of a type")
            else:
                types[name] = value
        return types

    def names(self, table: Mapping[str, Any], key: str, inside: str = "") -> tuple[str, ...]:
        """Globs of qualified names, from a list or from a table with the list in `names`."""
        if isinstance(table.get(key), dict):
            table, inside, key = table[key], f"{key}.", "names"
            self.unknown_keys(table, ["names"], inside)
        globs = self.strings(table, key, inside)
        for glob in globs:
            if not _GLOB.fullmatch(glob):
                self.problems.append(f"{inside}{key}: {glob!r} is not a glob of qualified names (app.db.*)")
        return globs

    def flag(self, table: Mapping[str, Any], key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            self.problems.append(f"{key}: must be true or false, not {_toml(value)}")
        return value is True

    def max_concurrency(self, table: Mapping[str, Any]) -> int | None:
        pool = self._table(table, "pool")
        self.unknown_keys(pool, ["max-concurrency"], "pool.")
        return self.whole_number(pool, "max-concurrency", "pool.")

    def whole_number(self, table: Mapping[str, Any], key: str, inside: str = "") -> int | None:
        value = table.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
            return value
        self.problems.append(f"{inside}{key}: must be a whole number above 0, not {_toml(value)}")
        return None

    def twins(self, table: Mapping[str, Any]) -> Mapping[str, Any]:
        twins = self._table(table, "twins")
        self.unknown_keys(twins, ["mode", "name", "public"], "twins.")
        return twins

    def executor(self, table: Mapping[str, Any]) -> Mapping[str, Any]:
        executor = self._table(table, "executor")
        self.unknown_keys(executor, ["max-workers", "name"], "executor.")
        if "name" in executor and "max-workers" not in executor:
            self.problems.append("executor.name: needs max-workers beside it")
        return executor

    def files(self, table: Mapping[str, Any]) -> str:
        files = self._table(table, "files")
        self.unknown_keys(files, ["policy"], "files.")
        return self.choice(files, "policy", FILE_POLICIES, "files.")

    def executor_name(self, executor: Mapping[str, Any]) -> str:
        value = executor.get("name", EXECUTOR_NAME)
        if isinstance(value, str) and value.strip() and value.isprintable():
            return value
        self.problems.append(f"executor.name: must be a name, not {_toml(value)}")
        return EXECUTOR_NAME

    def twin_name(self, twins: Mapping[str, Any]) -> str:
        """A template with `{name}` that makes another name of every name."""
        value = twins.get("name", TWIN_NAME)
        made = value.replace("{name}", "f") if isinstance(value, str) and value.count("{name}") == 1 else ""
        if made.isidentifier() and made != "f":
            return str(value)
        self.problems.append(f'twins.name: must make a new name, like "{TWIN_NAME}", not {_toml(value)}')
        return TWIN_NAME

    def _table(self, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self.problems.append(f"{key}: must be a table, [{key}], not {_toml(value)}")
        return {}


def _toml(value: object) -> str:
    """A value about as the user wrote it: `true`, `3`, `'text'`."""
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _dotted(name: str, value: object) -> str:
    """`app.repo.conn` from the nested tables that the same name without quotes makes."""
    while isinstance(value, dict) and value:
        key, value = next(iter(value.items()))
        name = f"{name}.{key}"
    return name


def _is_type(text: str) -> bool:
    """Looks like an annotation: `psycopg2.extensions.connection`, `Connection | None`, `list[str]`."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return False
    return isinstance(tree.body, (ast.Name, ast.Attribute, ast.Subscript, ast.BinOp))


# --- Python versions ----------------------------------------------------------------------------------


def _python_versions(project: _Project, reader: _Reader) -> tuple[PythonVersion, PythonVersion]:
    """The lowest and the highest Python that the project has to run on."""
    key, declared = _declared_python(project)
    if declared is None:
        return DEFAULT_LOWEST_PYTHON, DEFAULT_HIGHEST_PYTHON
    try:
        allowed = python_versions(declared)
    except InvalidSpecifier:
        reader.problems.append(f"{key}: {declared!r} is not a version specifier such as '>=3.10'")
        return DEFAULT_LOWEST_PYTHON, DEFAULT_HIGHEST_PYTHON
    if not allowed:
        reader.problems.append(f"{key}: no Python 3 version satisfies {declared!r}")
        return DEFAULT_LOWEST_PYTHON, DEFAULT_HIGHEST_PYTHON
    lowest = allowed[0]
    # `>=3.10` has no upper end; claiming more than the versions this tool knows would promise too much.
    known = [version for version in allowed if version <= DEFAULT_HIGHEST_PYTHON]
    return lowest, known[-1] if known else lowest


def _declared_python(project: _Project) -> tuple[str, str | None]:
    """The key and value that say which Python versions the project supports, where the project says it."""
    for keys in (("project", "requires-python"), ("tool", "poetry", "dependencies", "python")):
        value: Any = project.pyproject
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str):
            return ".".join(keys), value
    return "options.python_requires in setup.cfg", _setup_cfg_python(project.root / "setup.cfg")


def _setup_cfg_python(path: Path) -> str | None:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(path, encoding="utf-8")
        return parser.get("options", "python_requires", fallback=None)
    except (configparser.Error, UnicodeDecodeError, OSError):
        return None  # other tools' file; we only wanted a hint from it


def python_versions(declared: str) -> list[PythonVersion]:
    """The Python 3 versions that a `requires-python` (or poetry's `python`) allows, in order.

    >>> python_versions(">=3.9,<3.12")
    [(3, 9), (3, 10), (3, 11)]
    >>> python_versions("~3.10 || ~3.12")
    [(3, 10), (3, 12)]
    """
    sets = [SpecifierSet(_standard_specifier(part)) for part in re.split(r"\|\|?", declared)]
    # Bounds may name a patch release: `>=3.10.4` still allows some 3.10.
    named = {int(patch) for patch in re.findall(r"\d+\.\d+\.(\d+)", declared)}
    patches = {0, 99, *named, *(patch + 1 for patch in named), *(patch - 1 for patch in named if patch)}
    return [
        (3, minor)
        for minor in range(30)
        if any(allowed.contains(f"3.{minor}.{patch}") for allowed in sets for patch in patches)
    ]


def _standard_specifier(text: str) -> str:
    """Poetry's `^3.10`, `~3.10`, `3.11` and `*` in the standard's words; the rest as it is."""
    parts = [part for part in re.split(r",\s*|\s+(?=[<>=!~^])", text.strip()) if part]
    return ",".join(_standard_clause(part.strip()) for part in parts)


def _standard_clause(clause: str) -> str:
    if clause == "*":
        return ">=3.0"
    if match := re.fullmatch(r"\^\s*(\d+)((?:\.\d+)*)", clause):
        return f">={match[1]}{match[2]},<{int(match[1]) + 1}"
    if match := re.fullmatch(r"~\s*(\d+)\.(\d+)((?:\.\d+)*)", clause):
        return f">={match[1]}.{match[2]}{match[3]},<{match[1]}.{int(match[2]) + 1}"
    if re.fullmatch(r"\d+(\.\d+)*(\.\*)?", clause):
        return f"=={clause}" if clause.endswith(".*") or clause.count(".") > 1 else f"=={clause}.*"
    return clause


def _example_choice(word: str) -> str:
    """`, for example postgresql=asyncpg` when the word is a driver or a group that we know."""
    for group, drivers in TARGETS.items():
        if word in drivers:
            return f": {group}={word}"
        if word == group:
            return f", for example {group}={drivers[-1]}"
    return ", for example postgresql=asyncpg"
