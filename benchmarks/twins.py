"""Convert the synchronous half of packages that ship both halves, and compare with what their authors wrote.

    python benchmarks/twins.py [--json FILE] CASE.json …

A case names a package and says what a maintainer would know before starting: the few calls that do I/O, what
replaces them, which functions are async by decision, which ones outsiders call. That becomes a configuration and
model files; `asyncify apply` converts a copy of the synchronous tree, and the scorer compares it with the
asynchronous tree. The scorer, `twin_score.py`, lies beside the folder of the cases; TWIN_SCORE or --scorer name
another one.
"""

from __future__ import annotations

import argparse
import ast
import email.parser
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from asyncifier import config

ROOT = Path(__file__).resolve().parent.parent
SCORER = ROOT / ".." / "shared" / "bench" / "twins" / "twin_score.py"
CONVERTER = (sys.executable, "-m", "asyncifier")

Case: TypeAlias = dict[str, Any]
Table: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Trees:
    """Where the trees of one case lie: what is converted, the same untouched, and the truth."""

    candidate: Path
    sync: Path
    truth: Path


@dataclass
class Model:
    """A library model on its way to a file: one for each top-level module that the case speaks of."""

    module: str
    to_module: str
    imports: dict[str, str] = field(default_factory=dict)
    functions: dict[str, Table] = field(default_factory=dict)
    types: dict[str, Table] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """What the converter is given: the models by file name and the tables of `asyncify.toml`."""

    models: Mapping[str, str]
    config: str


def case_name(case: Case) -> str:
    """What the case is called, or else its package."""
    return str(case.get("name") or case.get("package") or "twin")


# -- from a case to settings ----------------------------------------------------------------------------------


def settings_of(case: Case, sync: Path) -> Settings:
    """The configuration and the models that say what the case says."""
    models: dict[str, Model] = {}
    types: dict[str, str] = {}
    for swap in case.get("swaps", ()):
        _add_swap(models, swap)
    for leaf in case.get("leaves", ()):
        _add_leaf(models, types, leaf)
    for model in models.values():
        _add_results(model, sync)
    files = {f"{name}.toml": _model_toml(case_name(case), model) for name, model in sorted(models.items())}
    return Settings(files, _config_toml(case, types, bool(files)))


# Annotations and decorators of the standard library: the tool turns them by itself where it turns the function.
_TURNED_BY_THE_TOOL = frozenset({"contextlib", "collections", "typing"})


def _add_swap(models: dict[str, Model], swap: Mapping[str, str]) -> None:
    old, new = swap["sync"], swap.get("async", swap["sync"])
    if _top(old) in _TURNED_BY_THE_TOOL:
        return
    model = _model_for(models, old, new)
    if _is_class(old):
        _type(model, old)["to"] = new
    elif "." in old:
        model.functions.setdefault(old, {})["to"] = new
    else:
        model.imports[old] = new


def _add_leaf(models: dict[str, Model], types: dict[str, str], leaf: Mapping[str, str]) -> None:
    old, kind = leaf["sync"], leaf.get("kind", "call")
    new = leaf.get("async", old)
    if kind == "param":
        _add_parameter(models, types, old)
        return
    model = _model_for(models, old, new)
    if _is_class(old):
        entry = _type(model, old)
        entry.setdefault("to", new)
        entry["with" if kind == "with" else "iter"] = "async"
        return
    owner, _, name = old.rpartition(".")
    if not _is_class(owner):
        member = model.functions.setdefault(old, {})
        if kind != "executor":
            member |= _replacement(new)
    else:
        member = _type(model, owner)["methods"].setdefault(name, {})
        new_name = new.rpartition(".")[2]
        if kind != "executor" and new_name != name:
            member["to"] = new_name
    if kind in ("call", "executor"):
        member["call"] = "await" if kind == "call" else "block"
        return
    # What the call gives is entered or iterated asynchronously; so is what the attribute of that name holds,
    # where it is read and not called: `for part in response.stream`.
    held = f"{_short(owner)}_{name}"
    model.types[held] = {"from": [f"{owner}.{name}"], "methods": {}, kind: "async"}
    member["returns"] = held
    if _is_class(owner):
        _type(model, owner)["attrs"][name] = {"returns": held}


def _replacement(new: str) -> Table:
    """`to`, or for a method of the running loop, how to get at the loop."""
    loop = "asyncio.AbstractEventLoop."
    if new.startswith(loop):
        return {
            "setup": "loop = asyncio.get_running_loop()",
            "rewrite": f"loop.{new.removeprefix(loop)}({{args}})",
            "imports": ["asyncio"],
        }
    return {"to": new}


def _add_parameter(models: dict[str, Model], types: dict[str, str], place: str) -> None:
    """`owner#name`: the callable that the user hands in is now async."""
    function, _, name = place.partition("#")
    model = _model_for(models, function, function)
    held = f"{_short(function)}_{name}"
    model.types[held] = {"from": [f"{function}.{name}"], "methods": {"__call__": {"call": "await"}}}
    types[f"{function}({name})"] = f"{function}.{name}"


def _model_for(models: dict[str, Model], old: str, new: str) -> Model:
    return models.setdefault(_top(old), Model(_top(old), _top(new)))


def _type(model: Model, dotted: str) -> Table:
    """The type for the class, found also by the shorter names under which packages offer their classes."""
    name = _short(dotted)
    known = model.types.get(name)
    if known is None:
        known = model.types[name] = {"from": [], "methods": {}, "attrs": {}}
    *packages, cls = dotted.split(".")
    known["from"] += [
        alias
        for end in range(len(packages), 0, -1)
        if (alias := ".".join((*packages[:end], cls))) not in known["from"]
    ]
    return known


def _is_class(dotted: str) -> bool:
    """Named like a class: `redis.client.Redis`, `psycopg._pipeline._DummyLock`."""
    return dotted.rpartition(".")[2].lstrip("_")[:1].isupper()


def _top(dotted: str) -> str:
    return dotted.partition(".")[0]


def _short(dotted: str) -> str:
    return dotted.rpartition(".")[2]


def _add_results(model: Model, sync: Path) -> None:
    """What calls give, where the source of the package or a stub of the standard library says so."""
    for name, entry in model.types.items():
        for source in entry["from"][:1]:
            if entry.get("to"):
                model.functions.setdefault(source, {"to": entry["to"]}).setdefault("returns", name)
            for method, member in entry["methods"].items():
                _add_result(model, member, f"{source}.{method}", sync)
    for function, member in model.functions.items():
        _add_result(model, member, function, sync)


def _add_result(model: Model, member: Table, dotted: str, sync: Path) -> None:
    found = _annotated_result(dotted, sync)
    if found == "Self":
        member.setdefault("returns", "self")
    elif found in model.types:
        member.setdefault("returns", found)


def _annotated_result(dotted: str, sync: Path) -> str:
    """The last part of the class that the function is annotated to return: `sqlite3.connect` -> `Connection`."""
    parts = dotted.split(".")
    for end in range(len(parts) - 1, 0, -1):
        for path in _sources(parts[:end], sync):
            body: Sequence[ast.stmt] = _statements(path)
            for name in parts[end:-1]:
                body = next(
                    (item.body for item in body if isinstance(item, ast.ClassDef) and item.name == name), ()
                )
            for item in body:
                if isinstance(item, ast.FunctionDef) and item.name == parts[-1] and item.returns is not None:
                    return ast.unparse(item.returns).strip("\"'").rpartition(".")[2].partition("[")[0]
    return ""


def _statements(path: Path) -> Sequence[ast.stmt]:
    try:
        return ast.parse(path.read_bytes()).body
    except (SyntaxError, ValueError):  # not all that packages ship is for this Python
        return ()


def _sources(module: Sequence[str], sync: Path) -> Iterator[Path]:
    for root, suffix in ((sync, ".py"), (_typeshed(), ".pyi")):
        for path in (
            root.joinpath(*module).with_suffix(suffix),
            root.joinpath(*module, f"__init__{suffix}"),
        ):
            if path.is_file():
                yield path


def _typeshed() -> Path:
    try:
        import mypy
    except ImportError:
        return Path(os.devnull)
    return Path(mypy.__file__).parent / "typeshed" / "stdlib"


def dotted_function(place: str) -> str:
    """`pkg/mod.py::Qual.name` as the configuration writes it: `pkg.mod.Qual.name`."""
    path, _, function = place.partition("::")
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return f"{module}.{function}"


# -- files ----------------------------------------------------------------------------------------------------


def _config_toml(case: Case, types: Mapping[str, str], has_models: bool) -> str:
    """The `asyncify.toml` of the case. Only what its models say is converted: no built-in model is chosen."""
    table: Table = {
        "codemods": ["async-await"],
        "convert": [pair["sync"] for pair in case["pairs"]],
        "conflicts": "mark",
        "bridges": "calls",
        "annotations": "trust",
    }
    if has_models:
        table["models"] = ["models/*.toml"]
    for key, listed in (("entry-points", "entry_points"), ("declared-async", "declared_async")):
        names = [dotted_function(item["function"]) for item in case.get(listed, ())]
        if names and key in config.KEYS:
            table[key] = names
    if types:
        table["types"] = dict(types)
    return _toml(table)


def _model_toml(case: str, model: Model) -> str:
    pair = {
        "id": f"{case}-{model.module}",
        "from": {"module": model.module},
        "to": {"module": model.to_module},
        "group": model.module,
        "target": model.to_module,
    }
    types = {
        name: {key: value for key, value in entry.items() if value}
        | ({"others": "plain"} if any(entry.get(key) for key in ("methods", "attrs", "with", "iter")) else {})
        for name, entry in model.types.items()
    }
    tables = {"imports": model.imports, "functions": model.functions, "types": types}
    return _toml({"schema": 1, "pair": pair} | {key: value for key, value in tables.items() if value})


def _toml(table: Table) -> str:
    """The table as a document: plain values first, then its tables, inner ones inline below the second level."""
    lines = [f"{_key(key)} = {_inline(value)}" for key, value in table.items() if not isinstance(value, dict)]
    for key, value in table.items():
        if isinstance(value, dict):
            lines += ["", f"[{_key(key)}]"]
            lines += [f"{_key(name)} = {_inline(inner)}" for name, inner in value.items()]
    return "\n".join(lines) + "\n"


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_inline(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return json.dumps(value)


def _key(key: str) -> str:
    return key if key.replace("-", "_").isidentifier() and key.isascii() else json.dumps(key)


def lay_out(case: Case, folder: Path, wheels: Path) -> Trees:
    """Fresh trees: the published package is the truth; without what the case hides it is the converter's input."""
    shutil.rmtree(folder, ignore_errors=True)
    trees = Trees(folder / "candidate", folder / "sync", folder / "truth")
    first, *others = case.get("download") or [case]
    _unpack(_download(first, wheels), trees.sync)
    _unpack(_download(others[0] if others else first, wheels), trees.truth)
    for pattern in case.get("hide", ()):
        for path in sorted(trees.sync.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    for package in needed_packages(case, trees.sync):  # for the types of what the leaves belong to
        try:
            _unpack(_download(package, wheels), trees.sync)
        except (subprocess.CalledProcessError, OSError, ValueError, zipfile.BadZipFile) as error:
            print(f"{case_name(case)}: goes on without {package['package']}: {error}", file=sys.stderr)
    shutil.copytree(trees.sync, trees.candidate)
    settings = settings_of(case, trees.sync)
    (trees.candidate / "asyncify.toml").write_text(settings.config)
    for name, text in settings.models.items():
        (trees.candidate / "models").mkdir(exist_ok=True)
        (trees.candidate / "models" / name).write_text(text)
    return trees


def needed_packages(case: Case, sync: Path) -> list[Table]:
    """The packages that the leaves and swaps name, as the metadata of the case's package requires them here.

    What it requires for an extra counts: the case speaks of it.
    """
    named = {_top(item["sync"]) for key in ("leaves", "swaps") for item in case.get(key, ())}
    wanted = {canonicalize_name(name) for name in named if name not in sys.stdlib_module_names}
    found: dict[str, Table] = {}
    for metadata in sorted(sync.glob("*.dist-info/METADATA")):
        head = email.parser.HeaderParser().parsestr(metadata.read_text(encoding="utf-8", errors="replace"))
        extras = ["", *head.get_all("Provides-Extra", ())]
        for text in head.get_all("Requires-Dist", ()):
            try:
                requirement = Requirement(text)
            except InvalidRequirement:
                continue
            name = canonicalize_name(requirement.name)
            marker = requirement.marker
            if name not in wanted or (
                marker is not None and not any(marker.evaluate({"extra": extra}) for extra in extras)
            ):
                continue
            found.setdefault(name, {"package": requirement.name, "specifier": str(requirement.specifier)})
    return list(found.values())


def _download(package: Mapping[str, Any], wheels: Path) -> Path:
    """The wheel of one pinned package, from the registry that pip is configured for."""
    specifier = f"=={package['version']}" if package.get("version") else package.get("specifier", "")
    folder = wheels / f"{package['package']}{specifier}"
    if not any(folder.glob("*.whl")):
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        command += ["--only-binary", ":all:", "--dest", str(folder), *package.get("pip_options", ())]
        subprocess.run([*command, f"{package['package']}{specifier}"], check=True)
    wheel = next(iter(sorted(folder.glob("*.whl"))))
    wanted = package.get("sha256")
    if wanted and hashlib.sha256(wheel.read_bytes()).hexdigest() != wanted:
        raise ValueError(f"{wheel.name} is not the file that the case names")
    return wheel


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)


# -- running and scoring --------------------------------------------------------------------------------------


def run_case(
    case_file: Path, folder: Path, wheels: Path, scorer: Path, converter: Sequence[str], show: int
) -> Table:
    """Converts and scores one case: the entry of the JSON list."""
    case: Case = json.loads(case_file.read_text(encoding="utf-8"))
    case.setdefault("name", case_file.stem)
    trees = lay_out(case, folder / case["name"], wheels)
    files = [str(trees.candidate / pair["sync"]) for pair in case["pairs"]]
    started = time.perf_counter()
    run = subprocess.run([*converter, "apply", "--allow-dirty", *files], capture_output=True, text=True)
    seconds = time.perf_counter() - started
    said = run.stdout + run.stderr
    (folder / case["name"] / "said.txt").write_text(said)
    if run.returncode:
        print(
            f"{case['name']}: the converter ended with status {run.returncode}\n{_tail(said)}",
            file=sys.stderr,
        )
    result = folder / case["name"] / "score.json"
    command = [sys.executable, str(scorer), str(case_file), str(trees.truth), str(trees.candidate)]
    command += ["--sync", str(trees.sync), "--show", str(show), "--json", str(result)]
    scored = subprocess.run(command, capture_output=True, text=True)
    if scored.returncode:
        print(f"{case['name']}: could not be scored\n{_tail(scored.stderr)}", file=sys.stderr)
        return _entry({"case": case["name"], "overall": {}, "metrics": {}}, seconds, said)
    if show:
        print(scored.stdout)
    return _entry(json.loads(result.read_text()), seconds, said)


def _entry(score: Mapping[str, Any], seconds: float, said: str) -> Table:
    overall = score["overall"]
    kinds = {
        kind: {"precision": tally["precision"], "recall": tally["recall"]}
        for kind, tally in score["metrics"].items()
    }
    return {
        "case": score["case"],
        **{name: overall.get(name) for name in ("precision", "recall", "f1", "mcc")},
        "kinds": kinds,
        "seconds": round(seconds, 2),
        "refused": sum(line.startswith("refused:") for line in said.splitlines()),
    }


def _tail(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-5:])


def table(entries: Iterable[Table]) -> str:
    """The entries as text, one line each; a rate that nothing decides is "-"."""
    kinds = ("async_def", "await")
    head = ["precision", "recall", "f1", "mcc", *(f"{kind} {rate}" for kind in kinds for rate in ("P", "R"))]
    lines = [f"{'case':16}" + "".join(f"{name:>12}" for name in head) + f"{'seconds':>9}{'refused':>9}"]
    for entry in entries:
        rates = [entry[name] for name in ("precision", "recall", "f1", "mcc")]
        rates += [
            entry["kinds"].get(kind, {}).get(rate) for kind in kinds for rate in ("precision", "recall")
        ]
        cells = "".join(f"{'-' if rate is None else format(rate, '.4f'):>12}" for rate in rates)
        lines.append(f"{entry['case']:16}{cells}{entry['seconds']:9.1f}{entry['refused']:9}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("cases", type=Path, nargs="+", metavar="CASE.json")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the results to FILE")
    parser.add_argument(
        "--scorer", type=Path, default=os.environ.get("TWIN_SCORE"), help="path of twin_score.py"
    )
    parser.add_argument("--work", type=Path, help="keep the trees here (default: a folder that is removed)")
    parser.add_argument(
        "--show", type=int, default=0, metavar="N", help="print the score and N disagreements"
    )
    parser.add_argument(
        "--converter", default=shlex.join(CONVERTER), help="the command (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    near = [folder / "twin_score.py" for folder in options.cases[0].resolve().parents[:2]]
    scorer = Path(options.scorer or next((path for path in near if path.is_file()), SCORER))
    if not scorer.is_file():
        parser.error(f"no scorer at {scorer}: name it with --scorer or TWIN_SCORE")
    with tempfile.TemporaryDirectory() as folder:
        work = (options.work or Path(folder)).resolve()
        entries = []
        for case in options.cases:
            try:
                entries.append(
                    run_case(
                        case, work, work / "wheels", scorer, shlex.split(options.converter), options.show
                    )
                )
            except (OSError, ValueError, KeyError, subprocess.CalledProcessError) as error:
                print(f"{case}: left out: {error!r}", file=sys.stderr)
    print(table(entries))
    if options.json:
        options.json.write_text(json.dumps(entries, indent=2) + "\n")
    return 0 if len(entries) == len(options.cases) else 1


if __name__ == "__main__":
    sys.exit(main())
