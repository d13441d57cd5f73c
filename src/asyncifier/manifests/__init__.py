"""Edits of the files that say what a project needs and how its tests run; comments, order and layout stay.

    >>> swap = Swap(old_dists=("psycopg2", "psycopg2-binary"), new=("psycopg[binary]>=3.2",))
    >>> [change.new for change in swap_dependencies({"requirements.txt": "psycopg2==2.9  # db\\n"}, [swap]).changes]
    ['psycopg[binary]>=3.2  # db\\n']

Pure functions from texts to texts; which files there are is `discover`'s affair. A file that can't be
understood is left alone and reported as a `FileProblem`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import tomlkit
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from tomlkit.exceptions import TOMLKitError

from asyncifier.errors import FileProblem
from asyncifier.manifests import setup_script
from asyncifier.plan import TextChange

Kind: TypeAlias = Literal["requirements", "constraints", ""]
"""What a text file with one requirement a line is; "" for files in a format of their own."""


@dataclass(frozen=True)
class Swap:
    """One library for another: `old_dists` go (unless `drop_old` is False: still imported somewhere), `new` come.

    With no old distributions (a library of the standard library) `new` joins the project's own dependencies.
    A distribution that is on both sides (`redis` has `redis.asyncio` in it) stays, from the version on that `new` says.
    """

    old_dists: tuple[str, ...]
    new: tuple[str, ...]
    drop_old: bool = True


@dataclass(frozen=True)
class Manifests:
    """The changed files, and the ones that a person has to look at."""

    changes: tuple[TextChange, ...] = ()
    problems: tuple[FileProblem, ...] = ()


def swap_dependencies(
    files: Mapping[str, str],
    swaps: Sequence[Swap],
    *,
    test_needs: Sequence[str] = (),
    included: Mapping[str, Kind] = MappingProxyType({}),
) -> Manifests:
    """The dependency files among `files` with every swap made; `test_needs` go where pytest itself is listed.

    Looks at pyproject.toml (PEP 621, dependency groups, Poetry), setup.cfg, setup.py, Pipfile, requirements*.txt and
    .in, and constraints; `included` has what other files include by any other name, see `includes`.
    """
    changes: list[TextChange] = []
    problems: list[FileProblem] = []
    homeless = [swap for swap in swaps if not swap.old_dists]
    main = _main_manifest(files)
    for path in sorted(files):
        edits = _Edits(tuple(swaps), tuple(test_needs), tuple(homeless) if path == main else ())
        text = files[path]
        try:
            new = _edited(path, text, edits, included.get(path) or _kind(path))
        except _Malformed as error:
            problems.append(FileProblem(path, error.line, str(error)))
            continue
        problems += [FileProblem(path, line, message) for line, message in edits.warnings]
        if new != text:
            changes.append(TextChange(path, text, new, "the new libraries are declared"))
    missing = [need for swap in homeless for need in swap.new]
    if main is None and missing:
        problems.append(
            FileProblem("pyproject.toml", 0, f"no list of dependencies found: add {', '.join(missing)}")
        )
    return Manifests(tuple(changes), tuple(problems))


def pytest_configuration(files: Mapping[str, str], *, session_scope: bool = False) -> Manifests:
    """pytest-asyncio's settings in the configuration that pytest reads, or in a new pytest.ini.

    >>> pytest_configuration({}).changes[0].new
    '[pytest]\\nasyncio_mode = auto\\nasyncio_default_fixture_loop_scope = function\\n'

    `session_scope` keeps one event loop for all tests, which connections made in session fixtures need.
    """
    # pytest-asyncio warns as long as the scope of the fixtures' loop is not said.
    settings = {"asyncio_mode": "auto", "asyncio_default_fixture_loop_scope": "function"}
    if session_scope:
        settings |= dict.fromkeys(
            ("asyncio_default_fixture_loop_scope", "asyncio_default_test_loop_scope"), "session"
        )
    for path, section in _PYTEST_CONFIGURATIONS:
        text = files.get(path)
        if text is None:
            continue
        try:
            new = (
                _with_toml_settings(text, settings)
                if path.endswith(".toml")
                else _with_ini_settings(text, section, settings)
            )
        except _Malformed as error:
            return Manifests(problems=(FileProblem(path, error.line, str(error)),))
        if new is None:  # the file has no section for pytest
            continue
        reason = "pytest-asyncio runs the tests"
        return Manifests((TextChange(path, text, new, reason),) if new != text else ())
    lines = ["[pytest]", *(f"{name} = {value}" for name, value in settings.items())]
    return Manifests(
        (TextChange("pytest.ini", None, "\n".join(lines) + "\n", "pytest-asyncio runs the tests"),)
    )


# In pytest's own order: https://docs.pytest.org/en/stable/reference/customize.html
_PYTEST_CONFIGURATIONS = (
    ("pytest.ini", "pytest"),
    (".pytest.ini", "pytest"),
    ("pyproject.toml", "tool.pytest.ini_options"),
    ("tox.ini", "pytest"),
    ("setup.cfg", "tool:pytest"),
)


class _Malformed(Exception):
    """A file that its own format does not allow."""

    def __init__(self, message: str, line: int = 0) -> None:
        self.line = line
        super().__init__(message)


class _Edits:
    """What to do in one file, and what was noticed while doing it."""

    def __init__(self, swaps: tuple[Swap, ...], test_needs: tuple[str, ...], added: tuple[Swap, ...]) -> None:
        self.swaps = swaps
        self.test_needs = test_needs
        self.added = added
        self.warnings: list[tuple[int, str]] = []

    def swap_for(self, requirement: str) -> Swap | None:
        """The swap that takes `requirement` away."""
        name = _name(requirement)
        return next((swap for swap in self.swaps if name and name in map(_normal, swap.old_dists)), None)

    def takes_away(self, requirement: str) -> bool:
        """It goes, and nothing of the same name comes."""
        swap = self.swap_for(requirement)
        return swap is not None and swap.drop_old and _name(requirement) not in map(_name, swap.new)

    def wants_test_needs(self, names: Iterable[str]) -> bool:
        return "pytest" in names


def _edited(path: str, text: str, edits: _Edits, kind: Kind) -> str:
    match kind:
        case "requirements":
            return _requirements(text, edits)
        case "constraints":
            return _constraints(text, edits)
    match PurePosixPath(path).name:
        case "pyproject.toml":
            return _pyproject(text, edits)
        case "setup.cfg":
            return _setup_cfg(text, edits)
        case "setup.py":
            return _setup_py(text, edits)
        case "Pipfile":
            return _pipfile(text, edits)
    return text


def _kind(path: str) -> Kind:
    """requirements.txt, requirements-dev.in, dev-requirements.txt, requirements/base.txt; constraints.txt."""
    pure = PurePosixPath(path)
    if pure.suffix not in (".txt", ".in"):
        return ""
    if "constraints" in pure.stem:
        return "constraints"
    return "requirements" if "requirements" in pure.stem or pure.parent.name == "requirements" else ""


def is_manifest(path: str) -> bool:
    """A file that `swap_dependencies` can edit."""
    name = PurePosixPath(path).name
    return bool(_kind(path)) or name in ("pyproject.toml", "setup.cfg", "setup.py", "Pipfile")


def includes(path: str, text: str) -> Iterator[tuple[str, Kind]]:
    """The files that a file of requirements includes: `-r base.txt`, `-c constraints.txt`.

    >>> list(includes("deps/dev.txt", "-r prod.txt\\nclick\\n--constraint ../pins.txt\\n"))
    [('deps/prod.txt', 'requirements'), ('pins.txt', 'constraints')]
    """
    for match in _INCLUDE.finditer(text):
        name = match["name"].strip("\"'")
        if "://" not in name and not PurePosixPath(name).is_absolute():
            found = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            yield found, "constraints" if match["option"] in ("-c", "--constraint") else "requirements"


_INCLUDE = re.compile(
    r"(?m)^\s*(?P<option>-r|--requirement|-c|--constraint)(?:\s+|=|(?<=-[rc]))(?P<name>[^\s#]+)"
)


def _main_manifest(files: Mapping[str, str]) -> str | None:
    """The file with the project's own dependencies: pyproject.toml, setup.cfg, setup.py, Pipfile, requirements.txt."""
    pyproject = files.get("pyproject.toml", "")
    if re.search(r"(?m)^\s*(\[project\]|\[tool\.poetry\.dependencies\]|\[tool\.poetry\])", pyproject):
        return "pyproject.toml"
    if re.search(r"(?m)^install_requires\b", files.get("setup.cfg", "")):
        return "setup.cfg"
    if any(listed.is_main for listed in setup_script.read(files.get("setup.py", "")).lists):
        return "setup.py"
    return next((path for path in _MAIN_FILES if path in files), None)


_MAIN_FILES = (
    "Pipfile",
    "requirements.in",
    "requirements.txt",
    *(
        f"requirements/{name}{suffix}"
        for name in ("base", "common", "main", "prod", "production")
        for suffix in (".in", ".txt")
    ),
)


# --- requirements: one per line --------------------------------------------------------------------------

_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


def _name(requirement: str) -> str:
    """The normalised name in a requirement: `Psycopg2-Binary>=2 ; extra` -> `psycopg2-binary`."""
    match = _NAME.match(requirement)
    return _normal(match[1]) if match else ""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _marker(requirement: str) -> str:
    """The environment marker with its semicolon, as it stands: ` ; python_version < "3.12"`."""
    match = re.search(r"\s*;.*$", requirement, re.DOTALL)
    return match[0].rstrip() if match else ""


def _replacements(requirements: Sequence[str], edits: _Edits) -> list[tuple[str, ...]]:
    """For each requirement what stands in its place: itself, nothing, or the new ones."""
    present = {_name(requirement) for requirement in requirements}
    result: list[tuple[str, ...]] = []
    for requirement in requirements:
        swap = edits.swap_for(requirement)
        if swap is None:
            result.append((requirement,))
            continue
        same = next((need for need in swap.new if _name(need) == _name(requirement)), None)
        kept = () if swap.drop_old else (requirement,)
        if same is not None:
            kept = (_raised(requirement, same),)
        new = tuple(item + _marker(requirement) for item in swap.new if _name(item) not in present)
        present |= {_name(item) for item in swap.new}
        result.append((*kept, *new))
    return result


def _additions(requirements: Sequence[str], edits: _Edits, *, is_main: bool) -> list[str]:
    """New requirements that take no other one's place."""
    present = {_name(requirement) for requirement in requirements}
    wanted = [need for swap in edits.added for need in swap.new] if is_main else []
    wanted += edits.test_needs if edits.wants_test_needs(present) else ()
    return [need for need in wanted if _name(need) not in present]


_REQUIREMENT = re.compile(r"(\s*[A-Za-z0-9][\w.-]*\s*(?:\[[^\]]*\])?\s*)([^;@]*?)(\s*(?:[;@].*)?)", re.DOTALL)


def _raised(requirement: str, need: str) -> str:
    """`redis[hiredis]>=4,<9 ; extra` -> `redis[hiredis]>=5.0.1,<9 ; extra`, where `redis>=5.0.1` is needed."""
    match = _REQUIREMENT.fullmatch(requirement)
    if match is None or "@" in match[3].partition(";")[0]:
        return requirement
    return match[1] + _versions_within(match[2], need) + match[3]


def _versions_within(versions: str, need: str) -> str:
    """The version specifiers with nothing allowed that `need` does not: `>=4` -> `>=5,<9` for `redis>=5,<9`."""
    specifiers = need[len(_name(need)) :].partition("[")[0] or need.rpartition("]")[2]
    least, _, below = specifiers.removeprefix(">=").partition(",<")
    raised = _raised_versions("" if versions == "*" else versions, least)
    return _lowered_versions(raised, below, f">={least},<{below}") if below else raised


def _lowered_versions(versions: str, below: str, otherwise: str) -> str:
    """The version specifiers with nothing allowed from `below` on; `otherwise` where nothing else is left."""
    parts = [part.strip() for part in versions.split(",") if part.strip()]
    try:
        number = {part: Version(part.lstrip("=~>^<! ").removesuffix(".*")) for part in parts}
    except ValueError:  # versions that are none
        return versions
    limit = Version(below)
    if any(number[part] >= limit for part in number if part[0] in "=~>^" or part[0].isdigit()):
        return otherwise
    if any(part[0] == "<" and number[part] <= limit and part != f"<={below}" for part in number):
        return versions
    if any((part.startswith("==") and not part.endswith(".*")) or part[0].isdigit() for part in number):
        return versions  # pinned to one that is allowed
    return ",".join([*(part for part in parts if part[0] != "<"), f"<{below}"])


def _raised_versions(versions: str, least: str) -> str:
    """The version specifiers with nothing allowed that is older than `least`: `>=4, <9` -> `>=5.0.1,<9`."""
    parts = [part.strip() for part in versions.split(",") if part.strip()]
    lower = [part for part in parts if part[:1] in "=~>^"]
    try:
        if any(Version(part.lstrip("=~>^ ").removesuffix(".*")) >= Version(least) for part in lower):
            return versions
        others = [part for part in parts if part not in lower]
        if any(part[:1] in "=~^" for part in lower) or Version(least) not in SpecifierSet(",".join(others)):
            others = []
    except ValueError:  # versions that are none
        return versions
    return ",".join([f">={least}", *others])


_LINE = re.compile(
    r"(?P<indent>\s*)(?P<requirement>[A-Za-z0-9].*?)(?P<comment>[ \t]+\#[^\r\n]*)?(?P<end>\r?\n?)$", re.DOTALL
)


def _requirements(text: str, edits: _Edits) -> str:
    lines = _logical_lines(text)
    matches = [_LINE.match(line) for line in lines]
    requirements = [match["requirement"] if match else "" for match in matches]
    hashed = [number for number, line in enumerate(lines) if matches[number] and "--hash" in line]
    if hashed:
        concerned = [n for n in hashed if edits.swap_for(requirements[n])]
        if concerned or edits.added:
            line = sum(part.count("\n") for part in lines[: (concerned or hashed)[0]]) + 1
            edits.warnings.append((line, "locked with hashes and left alone: compile it again"))
        return text
    replaced = _replacements(requirements, edits)
    output = [
        line if match is None or new == (requirement,) else _relined(match, new)
        for line, match, requirement, new in zip(lines, matches, requirements, replaced, strict=True)
    ]
    names = [item for new in replaced for item in new]
    additions = _additions(names, edits, is_main=True)
    return _appended("".join(output), additions)


def _logical_lines(text: str) -> list[str]:
    r"""Lines with those that end in a backslash joined to the next."""
    lines: list[str] = []
    for line in text.splitlines(keepends=True):
        if lines and lines[-1].rstrip("\r\n").endswith("\\"):
            lines[-1] += line
        else:
            lines.append(line)
    return lines


def _relined(match: re.Match[str], new: Sequence[str]) -> str:
    """The new requirements on lines of their own; the old line's comment stays with the first."""
    end = match["end"] or "\n"
    lines = [match["indent"] + item for item in new]
    if lines and match["comment"]:
        lines[0] += match["comment"]
    text = end.join(lines) + (end if lines else "")
    return text if match["end"] or not lines else text[: -len(end)]


def _appended(text: str, additions: Sequence[str]) -> str:
    if not additions:
        return text
    end = "\r\n" if "\r\n" in text else "\n"
    start = end if text and not text.endswith("\n") else ""
    return text + start + "".join(addition + end for addition in additions)


def _constraints(text: str, edits: _Edits) -> str:
    """Lines about what is not wanted any more go; nothing comes in their place, as constraints install nothing."""
    output = []
    for line in _logical_lines(text):
        match = _LINE.match(line)
        requirement = match["requirement"] if match else ""
        swap = edits.swap_for(requirement)
        same = next((need for need in swap.new if _name(need) == _name(requirement)), None) if swap else None
        if match is None or swap is None:
            output.append(line)
        elif same is not None:
            output.append(_relined(match, [_raised(requirement, same)]))
        elif not swap.drop_old:
            output.append(line)
    return "".join(output)


# --- setup.py --------------------------------------------------------------------------------------------


def _setup_py(text: str, edits: _Edits) -> str:
    """setup.py with the lists that are written out in it edited; other mentions of what goes are told."""
    script = setup_script.read(text)
    replaced = [_replacements([item.text for item in listed.items], edits) for listed in script.lists]
    added = [
        _additions([need for new in news for need in new], edits, is_main=listed.is_main)
        for listed, news in zip(script.lists, replaced, strict=True)
    ]
    for line, string in script.strings:
        if edits.takes_away(string):
            edits.warnings.append((line, "this list is not written out in setup(): edit it by hand"))
    return setup_script.with_requirements(script, replaced, added)


# --- setup.cfg -------------------------------------------------------------------------------------------

_SECTION = re.compile(r"\[(?P<name>[^\]]+)\]\s*(?:[#;].*)?$")
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w.-]*)\s*[=:]\s*(?P<value>.*?)\s*$")


def _setup_cfg(text: str, edits: _Edits) -> str:
    """setup.cfg with the lists of `install_requires`, `tests_require` and every extra edited."""
    lines = text.splitlines(keepends=True)
    output: list[str] = []
    section = key = ""
    number = 0
    while number < len(lines):
        line = lines[number]
        header, entry = _SECTION.match(line), _KEY.match(line)
        if header:
            section = header["name"].strip()
        elif entry:
            key = entry["key"]
        output.append(line)
        number += 1
        if not entry or not _is_requirement_list(section, key):
            continue
        block = []
        while number < len(lines) and (lines[number][:1].isspace() and lines[number].strip()):
            block.append(lines[number])
            number += 1
        if not block and entry["value"]:
            output[-1] = _inline_list(line, entry["value"], edits, is_main=key == "install_requires")
            continue
        output += _indented_list(block, edits, is_main=key == "install_requires")
    return "".join(output)


def _is_requirement_list(section: str, key: str) -> bool:
    if section == "options":
        return key in ("install_requires", "tests_require")
    return section == "options.extras_require"


def _indented_list(block: Sequence[str], edits: _Edits, *, is_main: bool) -> list[str]:
    matches = [_LINE.match(line) for line in block]
    requirements = [match["requirement"] if match else "" for match in matches]
    replaced = _replacements(requirements, edits)
    output = [
        line if match is None or new == (requirement,) else _relined(match, new)
        for line, match, requirement, new in zip(block, matches, requirements, replaced, strict=True)
    ]
    additions = _additions([item for new in replaced for item in new], edits, is_main=is_main)
    indent = next((match["indent"] for match in matches if match), "    ")
    if additions and output and not output[-1].endswith("\n"):
        output[-1] += "\n"
    return output + [f"{indent}{addition}\n" for addition in additions]


def _inline_list(line: str, value: str, edits: _Edits, *, is_main: bool) -> str:
    """`install_requires = a; b` on one line."""
    requirements = [item.strip() for item in value.split(",")] if ";" not in value else [value]
    replaced = [item for new in _replacements(requirements, edits) for item in new]
    replaced += _additions(replaced, edits, is_main=is_main)
    if replaced == requirements:
        return line
    if len(replaced) == 1:
        return line.replace(value, replaced[0], 1)
    start = line[: line.index(value)].rstrip()
    return start + "\n" + "".join(f"    {item}\n" for item in replaced)


# --- pyproject.toml --------------------------------------------------------------------------------------


def _parsed(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise _Malformed(f"not valid TOML: {error}", getattr(error, "line", 0)) from error


def _pyproject(text: str, edits: _Edits) -> str:
    document = _parsed(text)
    project = _table(document, "project")
    has_list = project is not None and ("dependencies" in project or "dependencies" in _dynamic(project))
    has_poetry_list = _table(document, "tool", "poetry", "dependencies") is not None
    changed = False
    if project is not None:
        if edits.added and not has_list and not has_poetry_list:
            needs = tomlkit.array()
            needs.extend(need for swap in edits.added for need in swap.new)
            project["dependencies"] = needs
            changed = has_list = True
        changed |= _array(project.get("dependencies"), edits, is_main=True)
        for extra in (_table(project, "optional-dependencies") or {}).values():
            changed |= _array(extra, edits, is_main=False)
    for group in (_table(document, "dependency-groups") or {}).values():
        changed |= _array(group, edits, is_main=False)
    for group in _tool_lists(document):
        changed |= _array(group, edits, is_main=False)
    return _poetry(tomlkit.dumps(document) if changed else text, edits, is_main=not has_list)


def _tool_lists(document: tomlkit.TOMLDocument) -> Iterator[Any]:
    """The lists of requirements that uv, PDM and Hatch have in tables of their own."""
    yield (_table(document, "tool", "uv") or {}).get("dev-dependencies")
    yield from (_table(document, "tool", "pdm", "dev-dependencies") or {}).values()
    for name in _table(document, "tool", "hatch", "envs") or {}:
        environment = _table(document, "tool", "hatch", "envs", name) or {}
        yield from (environment.get(key) for key in ("dependencies", "extra-dependencies"))


def _table(parent: Mapping[str, Any], *keys: str) -> MutableMapping[str, Any] | None:
    """The table at the key path; None when there is none. A key that is no table is a malformed file."""
    value: Any = parent
    for key in keys:
        value = value.get(key)
        if value is None:
            return None
        if not isinstance(value, MutableMapping):
            raise _Malformed(f"{'.'.join(keys)}: expected a table")
    found: MutableMapping[str, Any] = value
    return found


def _dynamic(project: Mapping[str, Any]) -> Sequence[str]:
    dynamic = project.get("dynamic", ())
    return dynamic if isinstance(dynamic, list) else ()


def _array(array: Any, edits: _Edits, *, is_main: bool) -> bool:
    """Edits one array of requirements in place and says whether it changed."""
    if not isinstance(array, tomlkit.items.Array):
        return False
    before = [str(item) if isinstance(item, str) else "" for item in array]
    replaced = _replacements(before, edits)
    changed = False
    for index in range(len(before) - 1, -1, -1):  # from the end: the indices before stay true
        new = replaced[index]
        if new == (before[index],):
            continue
        changed = True
        if new:
            array[index] = new[0]
            for offset, item in enumerate(new[1:], 1):
                array.insert(index + offset, item)
        else:
            del array[index]
    additions = _additions([item for new in replaced for item in new], edits, is_main=is_main)
    for addition in additions:
        array.append(addition)
    return changed or bool(additions)


_POETRY_SECTION = re.compile(r"tool\.poetry\.(?:dependencies|dev-dependencies|group\.[^.]+\.dependencies)")


def _poetry(text: str, edits: _Edits, *, is_main: bool) -> str:
    """Poetry's tables (`name = "^1.0"`), edited line by line: tomlkit can't put a new key in an old one's place."""
    output: list[str] = []
    for section, lines in _sections(text):
        if not _POETRY_SECTION.fullmatch(section):
            output += lines
            continue
        main = is_main and section == "tool.poetry.dependencies"
        output += _poetry_section(lines, edits, is_main=main)
    return "".join(output)


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each section's name with its lines, the header among them; "" for what stands before the first."""
    name, lines = "", list[str]()
    for line in text.splitlines(keepends=True):
        header = _SECTION.match(line)
        if header:
            yield name, lines
            name, lines = header["name"].strip(), []
        lines.append(line)
    yield name, lines


_POETRY_LINE = re.compile(r"""["']?(?P<key>[A-Za-z0-9][\w.-]*)["']?\s*=\s*""")


def _poetry_section(lines: Sequence[str], edits: _Edits, *, is_main: bool) -> list[str]:
    present = {_normal(match["key"]) for line in lines if (match := _POETRY_LINE.match(line))}
    output: list[str] = []
    for line in lines:
        match = _POETRY_LINE.match(line)
        swap = edits.swap_for(match["key"]) if match else None
        if match is None or swap is None:
            output.append(line)
            continue
        entry = _poetry_value(line)
        if entry is None:
            edits.warnings.append((0, f"{match['key']} is given over several lines and left alone"))
            output.append(line)
            continue
        new = [need for need in swap.new if _name(need) not in present]
        present |= {_name(need) for need in new}
        same = next((need for need in swap.new if _name(need) == _normal(match["key"])), None)
        output += [_raised_poetry(line, same)] if same is not None else [] if swap.drop_old else [line]
        output += [_poetry_line(need, entry) for need in new]
    additions = _additions(sorted(present), edits, is_main=is_main)
    last = max(number for number, line in enumerate(output) if line.strip()) + 1
    ends = "\r\n" if output[0].endswith("\r\n") else "\n"
    if additions and not output[last - 1].endswith("\n"):
        output[last - 1] += ends
    output[last:last] = [_poetry_line(need, _PoetryEntry({}, ends)) for need in additions]
    return output


def _raised_poetry(line: str, need: str) -> str:
    """`redis = "^4.0"` -> `redis = ">=5.0.1"`."""
    ((_, value),) = tomlkit.parse(line).items()
    versions = value.get("version", "*") if isinstance(value, MutableMapping) else value
    if versions == "*" and "<" not in need:
        return line
    return line.replace(f'"{versions}"', f'"{_versions_within(str(versions), need)}"', 1)


@dataclass(frozen=True)
class _PoetryEntry:
    """What of an old entry holds for the new one: its options, its comment and line end."""

    options: Mapping[str, Any]
    rest: str


def _poetry_value(line: str) -> _PoetryEntry | None:
    """The entry on the line; None when it goes on over the line's end."""
    try:
        ((_, value),) = tomlkit.parse(line).items()
    except (TOMLKitError, ValueError):
        return None
    options = {
        option: value[option]
        for option in ("optional", "markers", "python")
        if isinstance(value, MutableMapping) and option in value
    }
    comment = value.trivia.comment_ws + value.trivia.comment if value.trivia.comment else ""
    return _PoetryEntry(options, comment + line[len(line.rstrip("\r\n")) :])


def _poetry_line(requirement: str, old: _PoetryEntry) -> str:
    """`psycopg[binary]>=3.2` -> `psycopg = {version = ">=3.2", extras = ["binary"]}`."""
    match = re.fullmatch(r"([A-Za-z0-9._-]+)(?:\[([^\]]*)\])?\s*(.*)", requirement)
    assert match is not None  # our models' own requirements
    fields: dict[str, Any] = {"version": match[3] or "*"}
    if match[2]:
        fields["extras"] = [extra.strip() for extra in match[2].split(",")]
    fields |= old.options
    if len(fields) == 1:
        return f"{match[1]} = {tomlkit.item(fields['version']).as_string()}{old.rest}"
    entry = tomlkit.inline_table()
    entry.update(fields)
    return f"{match[1]} = {entry.as_string()}{old.rest}"


def _pipfile(text: str, edits: _Edits) -> str:
    """Pipfile: tables like Poetry's, with other names."""
    _parsed(text)
    output: list[str] = []
    for section, lines in _sections(text):
        is_main = section == "packages"
        is_list = is_main or section == "dev-packages"
        output += _poetry_section(lines, edits, is_main=is_main) if is_list else lines
    return "".join(output)


# --- pytest's settings -----------------------------------------------------------------------------------


def _with_toml_settings(text: str, settings: Mapping[str, str]) -> str | None:
    document = _parsed(text)
    options = _table(document, "tool", "pytest", "ini_options")
    if options is None:
        return None
    missing = {name: value for name, value in settings.items() if options.get(name) != value}
    for name, value in missing.items():
        options[name] = value
    return tomlkit.dumps(document) if missing else text


def _with_ini_settings(text: str, section: str, settings: Mapping[str, str]) -> str | None:
    """`text` with the settings in `[section]`; None when it has no such section."""
    lines = text.splitlines(keepends=True)
    headers = [(n, match["name"].strip()) for n, line in enumerate(lines) if (match := _SECTION.match(line))]
    start = next((n for n, name in headers if name == section), None)
    if start is None:
        if headers or text.strip() == "":
            return None if section != "pytest" or text.strip() else text + _ini(section, settings)
        raise _Malformed("no section header before the first line", 1)
    stop = next((n for n, _ in headers if n > start), len(lines))
    end = "\r\n" if lines[start].endswith("\r\n") else "\n"
    missing = dict(settings)
    for number in range(start + 1, stop):
        entry = _KEY.match(lines[number])
        if entry is None or entry["key"] not in missing:
            continue
        value = missing.pop(entry["key"])
        if entry["value"] != value:
            lines[number] = f"{entry['key']} = {value}{end}"
    if not lines[start].endswith("\n"):
        lines[start] += end
    lines[start + 1 : start + 1] = [f"{name} = {value}{end}" for name, value in missing.items()]
    return "".join(lines)


def _ini(section: str, settings: Mapping[str, str]) -> str:
    return f"[{section}]\n" + "".join(f"{name} = {value}\n" for name, value in settings.items())
