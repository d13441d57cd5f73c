"""Finds the Python files of a project, reads them and names their modules; understands none of them.

    >>> discovery = discover([Path("src/shop/db.py")], load_config(Path()))
    >>> [(file.module, file.selected) for file in discovery.files]
    [('shop', False), ('shop.db', True), ('test_db', False)]

The whole project is read, whatever was asked for: who calls a function decides what may become of it.
`selected` says what was asked for.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from pathspec import GitIgnoreSpec

from asyncifier.config import Config, did_you_mean, load_config_for
from asyncifier.errors import FileProblem, UsageError

SUFFIXES = (".py", ".pyi")
CONFIGURATION = re.compile(
    r"""(?ix) .+\.(toml|cfg|ini|ya?ml|env|sh|lock|dockerfile) | \.env(\.[\w.-]+)?
    | (Docker|Container)file([.-].+)? | Pipfile | Makefile | Procfile | .*(requirements|constraints).*\.(txt|in)"""
)
"""Names of files that may say what a project needs; `requirements/*.txt` count too."""

DEFAULT_EXCLUDES = frozenset(
    [
        ".asyncify",
        ".bzr",
        ".direnv",
        ".eggs",
        ".git",
        ".hg",
        ".hypothesis",
        ".idea",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        ".vscode",
        "__pycache__",
        "__pypackages__",
        "node_modules",
        "site-packages",
    ]
)
DEFAULT_EXCLUDES_UNLESS_PACKAGES = frozenset(["_build", "buck-out", "build", "dist", "env", "venv"])
"""Build output by default, but `build/__init__.py` makes it a package of the project."""

_NO_OVERLAY: Mapping[Path, bytes] = MappingProxyType({})


@dataclass(frozen=True)
class SourceFile:
    """One Python file: bytes and names. `path` is relative to the root, with forward slashes.

    `module` is unique among a discovery's files (stubs apart). `import_root` is the folder, relative to
    the root ("." for itself), that stands on `sys.path` when the module is imported by that name.
    """

    path: str
    module: str
    is_package: bool
    source: bytes
    is_stub: bool = False
    selected: bool = True
    import_root: str = "."


@dataclass(frozen=True)
class Discovery:
    """The project's files, sorted by path, and what could not be read. `config` is the one that held.

    `texts`: the paths of files that are not Python and may say what the project needs; nobody has read them yet.
    """

    root: Path
    files: tuple[SourceFile, ...]
    problems: tuple[FileProblem, ...]
    config: Config
    texts: tuple[str, ...] = ()


def discover(
    paths: Sequence[Path], config: Config, *, overlay: Mapping[Path, bytes] = _NO_OVERLAY
) -> Discovery:
    """Reads the project that `paths` lie in (`config`'s, when there are none or they lie in it).

    `overlay` has the bytes of unsaved buffers; they stand before what is on disk, or for a new file.
    """
    buffers = {_real(path): content for path, content in overlay.items()}
    wanted = _existing(paths, buffers)
    if not all(path.is_relative_to(config.root) for path in wanted):
        config = load_config_for(wanted)
    walk = _Walk(config)
    for folder in _starting_folders(config, wanted):
        walk.project(folder)
    for path in wanted:
        walk.named(path)
    for path in buffers:
        walk.add(path)
    sources = {}
    for path in sorted(walk.files):
        if (content := buffers.get(path)) is None:
            content = walk.read(path)
        if content is not None:
            sources[walk.relative(path)] = content
    modules = _name_modules(config, sources)
    chosen = {walk.relative(path) for path in walk.files if not wanted or _is_under(path, wanted)}
    files = [
        SourceFile(
            path=path,
            module=modules[path].name,
            is_package=PurePosixPath(path).stem == "__init__",
            source=source,
            is_stub=path.endswith(".pyi"),
            selected=path in chosen,
            import_root=modules[path].import_root,
        )
        for path, source in sources.items()
    ]
    files.sort(key=lambda file: file.path)
    texts = tuple(sorted(walk.relative(path) for path in walk.texts))
    return Discovery(config.root, tuple(files), tuple(sorted(walk.problems, key=str)), config, texts)


# --- what was asked for -------------------------------------------------------------------------------


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _existing(paths: Sequence[Path], buffers: Mapping[Path, bytes]) -> list[Path]:
    """The real paths; a `UsageError` that names every one that is not there."""
    problems = []
    for path in paths:
        # A broken link is there: it is a file that can't be read, and the run goes on without it.
        if not os.path.lexists(path) and _real(path) not in buffers:
            beside = [near.name for near in path.parent.iterdir()] if path.parent.is_dir() else []
            problems.append(f"{path}: no such file or folder{did_you_mean(path.name, beside)}")
    if problems:
        raise UsageError("\n".join(problems))
    return [_real(path) if path.exists() else _real(path.parent) / path.name for path in paths]


def _is_under(path: Path, wanted: Sequence[Path]) -> bool:
    return any(path == top or top in path.parents for top in wanted)


def _starting_folders(config: Config, wanted: Sequence[Path]) -> list[Path]:
    """The folders to walk: the project, or, where nothing marks one, the neighbours of single files."""
    if config.has_marker or not wanted:
        return [config.root]
    return [path.parent for path in wanted if not path.is_dir()]


# --- walking ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Ignores:
    """The .gitignore files from some folder upwards; the deepest one that says anything decides."""

    folder: Path
    spec: GitIgnoreSpec
    above: _Ignores | None = None

    def match(self, path: Path, is_folder: bool) -> bool:
        level: _Ignores | None = self
        while level is not None:
            relative = path.relative_to(level.folder).as_posix()
            verdict = level.spec.check_file(f"{relative}/" if is_folder else relative).include
            if verdict is not None:
                return verdict
            level = level.above
        return False


@dataclass
class _Walk:
    """Collects `files` (real paths) and `problems`; each real folder and each real file once."""

    config: Config
    files: set[Path] = field(default_factory=set)
    texts: set[Path] = field(default_factory=set)
    problems: list[FileProblem] = field(default_factory=list)
    _folders: set[Path] = field(default_factory=set)
    _links: list[tuple[Path, _Ignores | None]] = field(default_factory=list)
    _excluded: GitIgnoreSpec = field(init=False)

    def __post_init__(self) -> None:
        patterns = [*(self.config.exclude or ()), *self.config.extend_exclude]
        self._excluded = GitIgnoreSpec.from_lines(patterns)

    def project(self, folder: Path) -> None:
        """Everything under `folder` that is not excluded; without a marked project only near neighbours."""
        self._walk(folder, _ignores_above(folder), only_packages=not self.config.has_marker)
        self._follow_links()

    def named(self, path: Path) -> None:
        """A path from the command line: taken even when it is excluded."""
        if path.is_dir():
            # A folder that was not reached is excluded from outside: only what is inside it counts now.
            if path not in self._folders:
                self._walk(path, None)
                self._follow_links()
        elif path not in self.files and not any(
            problem.path == self.relative(path) for problem in self.problems
        ):
            self.add_file(path)

    def add(self, path: Path) -> None:
        self.files.add(path)

    def add_file(self, path: Path) -> None:
        """A file, or the reason why it is none that can be read."""
        if path.is_file():
            self.files.add(_real(path))
        elif path.is_symlink():
            self._problem(path, "is a broken link")
        elif path.is_dir():
            self._problem(path, "is a folder, not a file")
        else:
            self._problem(path, "is not a regular file")

    def read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except OSError as error:
            self._problem(path, f"cannot be read: {error.strerror}")
            return None

    def relative(self, path: Path) -> str:
        return Path(os.path.relpath(path, self.config.root)).as_posix()

    def _problem(self, path: Path, message: str) -> None:
        self.problems.append(FileProblem(self.relative(path), 0, message))

    def _walk(self, top: Path, ignores: _Ignores | None, *, only_packages: bool = False) -> None:
        pending = [(top, ignores)]
        while pending:
            folder, ignores = pending.pop()
            if folder in self._folders:
                continue
            self._folders.add(folder)
            try:
                entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError as error:
                self._problem(folder, f"cannot be read: {error.strerror}")
                continue
            if any(entry.name == ".gitignore" for entry in entries):
                ignores = _with_gitignore(folder, ignores)
            for entry in entries:
                path = Path(entry.path)
                if entry.name.endswith(SUFFIXES):
                    if not self._is_excluded(path, ignores, is_folder=False):
                        if entry.is_file(follow_symlinks=False):
                            self.files.add(path)
                        elif entry.is_symlink() and path.is_file():
                            self._links.append((path, ignores))
                        else:
                            self.add_file(path)
                elif _is_configuration(path) and entry.is_file(follow_symlinks=False):
                    if not self._is_excluded(path, ignores, is_folder=False):
                        self.texts.add(path)
                elif entry.is_dir(follow_symlinks=False):
                    if only_packages and not (path / "__init__.py").exists():
                        continue
                    if not self._is_excluded(path, ignores, is_folder=True):
                        pending.append((path, ignores))
                elif (
                    entry.is_symlink()
                    and entry.is_dir()
                    and not self._is_excluded(path, ignores, is_folder=True)
                ):
                    self._links.append((path, ignores))

    def _follow_links(self) -> None:
        """After the real files, so that what is there twice keeps its real name.

        A linked folder outside of the project is another project's: not followed (bazel-out, a home folder).
        """
        while self._links:
            path, _ignored_by = self._links.pop(0)
            target = _real(path)
            if target.is_file():
                self.files.add(target)
            elif target.is_relative_to(self.config.root) and target not in self.config.root.parents:
                self._walk(target, None)

    def _is_excluded(self, path: Path, ignores: _Ignores | None, *, is_folder: bool) -> bool:
        if is_folder and self.config.exclude is None and _is_excluded_by_default(path):
            return True
        if len(self._excluded) and path.is_relative_to(self.config.root):
            relative = path.relative_to(self.config.root).as_posix()
            if self._excluded.check_file(f"{relative}/" if is_folder else relative).include:
                return True
        return ignores is not None and ignores.match(path, is_folder)


def _is_configuration(path: Path) -> bool:
    in_requirements = path.parent.name == "requirements" and path.suffix in (".txt", ".in")
    return in_requirements or CONFIGURATION.fullmatch(path.name) is not None


def _is_excluded_by_default(folder: Path) -> bool:
    if folder.name in DEFAULT_EXCLUDES or folder.name.endswith(".egg-info"):
        return True
    if folder.name in DEFAULT_EXCLUDES_UNLESS_PACKAGES:
        return not (folder / "__init__.py").exists()
    return (folder / "pyvenv.cfg").exists()  # a virtual environment by another name


def _ignores_above(folder: Path) -> _Ignores | None:
    """The .gitignore files that hold for `folder` from further up in the same git repository."""
    above = []
    for parent in folder.parents:
        if (folder / ".git").exists():
            break
        above.append(parent)
        if (parent / ".git").exists():
            ignores = None
            for parent in reversed(above):
                ignores = _with_gitignore(parent, ignores)
            return ignores
    return None


def _with_gitignore(folder: Path, above: _Ignores | None) -> _Ignores | None:
    try:
        lines = (folder / ".gitignore").read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return above
    return _Ignores(folder, GitIgnoreSpec.from_lines(lines), above)


# --- module names -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Module:
    name: str
    import_root: str


_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+(\.*)[ \t]*([\w.]*)[ \t]+import[ \t]*(\([^)]*\)|[^\n#]*)|import[ \t]+([^\n#]+))",
    re.MULTILINE,
)


@dataclass(frozen=True)
class _Imports:
    """What the project's files import: absolute dotted names, and per folder the most leading dots."""

    names: frozenset[str]
    dots: Mapping[str, int]


def _name_modules(config: Config, sources: Mapping[str, bytes]) -> dict[str, _Module]:
    """A module name for each path; two files never get the same one, apart from a stub and its module.

    1. Under a folder of `src` (or a `src` folder that is no package): relative to that.
    2. Otherwise the topmost folder with `__init__.py` is the package, and its parent the import root,
    3. unless the project imports that parent as a namespace package: then what is above it.
    """
    folders = {PurePosixPath(path).parent.as_posix() for path in sources}
    packages = {PurePosixPath(p).parent.as_posix() for p in sources if PurePosixPath(p).stem == "__init__"}
    imports = _imports(sources)
    inside: dict[str, set[str]] = {}
    for path in sources:
        parts = PurePosixPath(path).with_suffix("").parts
        for depth in range(len(parts)):
            inside.setdefault("/".join(parts[:depth]) or ".", set()).add(parts[depth])
    roots = {folder: _import_root(config, folder, packages, imports, inside) for folder in folders}
    named: dict[str, _Module] = {}
    taken: set[tuple[str, bool]] = set()
    for path in sorted(sources, key=lambda p: (PurePosixPath(p).stem != "__init__", p.count("/"), p)):
        root = roots[PurePosixPath(path).parent.as_posix()]
        name = _dotted(path, root) or config.root.name
        candidates = [name, _dotted(path, ".") or name]
        # `x.py` beside `x/__init__.py` can't be imported: a name that nothing can import.
        candidates += [f"{name}~{number}" for number in range(2, len(sources) + 3)]
        free = next(name for name in candidates if (name, path.endswith(".pyi")) not in taken)
        taken.add((free, path.endswith(".pyi")))
        named[path] = _Module(free, root)
    return named


def _dotted(path: str, root: str) -> str:
    """`shop.db` for `src/shop/db.py` below `src`."""
    file = PurePosixPath(path)
    relative = file.relative_to(root) if root != "." else file
    parts = relative.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _import_root(
    config: Config,
    folder: str,
    packages: set[str],
    imports: _Imports,
    inside: Mapping[str, set[str]],
) -> str:
    here = PurePosixPath(folder)
    chain = [here, *here.parents]
    configured = [place for place in chain if place.as_posix() in config.src]
    if configured:
        return configured[0].as_posix()
    base = here
    while base.as_posix() in packages and base != base.parent:
        base = base.parent
    if ".." in base.parts:
        return base.as_posix()  # a linked file outside of the root
    above = [base, *base.parents]
    for place in above:
        if place.name == "src":
            return place.as_posix()
    for place in reversed(above[1:]):
        if _is_imported_from(place, base, imports, inside):
            return place.as_posix()
    dots = imports.dots.get(base.as_posix(), 0) if base == here else 0
    return above[min(dots, len(above) - 1)].as_posix()


def _is_imported_from(
    root: PurePosixPath, namespace: PurePosixPath, imports: _Imports, inside: Mapping[str, set[str]]
) -> bool:
    """Some file says `company.pkg` for what lies in `company`, seen from `root`."""
    dotted = ".".join(namespace.relative_to(root).parts)
    return any(f"{dotted}.{child}" in imports.names for child in inside.get(namespace.as_posix(), ()))


def _imports(sources: Mapping[str, bytes]) -> _Imports:
    names: set[str] = set()
    dots: dict[str, int] = {}
    for path, source in sources.items():
        folder = PurePosixPath(path).parent.as_posix()
        for level, module, imported, plain in _IMPORT.findall(source):
            if level:
                dots[folder] = max(dots.get(folder, 0), len(level))
                continue
            for name in _imported_names(module, imported, plain):
                while name and name not in names:
                    names.add(name)
                    name = name.rpartition(".")[0]
    return _Imports(frozenset(names), dots)


def _imported_names(module: bytes, imported: bytes, plain: bytes) -> Iterator[str]:
    if plain:
        for part in plain.split(b","):
            yield part.strip().split(b" ")[0].decode(errors="replace")
        return
    for part in re.findall(rb"(\w+)(?:[ \t]+as[ \t]+\w+)?", imported):
        yield (module + b"." + part).decode(errors="replace")
