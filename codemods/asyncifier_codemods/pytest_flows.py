"""How pytest passes values: a fixture's result flows into every parameter of that name that sees it.

A test or fixture sees the fixtures of its class and module, then those of every `conftest.py` from its folder
upwards; the nearest one wins. https://docs.pytest.org/en/stable/reference/fixtures.html#fixture-availability
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from asyncifier.facts.values import Call, ModuleFacts, Reference, Scope
from asyncifier.graph import Flow, SourceModule


@dataclass(frozen=True)
class _Fixture:
    name: str
    module: int
    folder: PurePosixPath
    is_conftest: bool
    node: int


_OF_PLUGINS = {
    "monkeypatch": "pytest.MonkeyPatch",
    "mocker": "pytest_mock.MockerFixture",
    "tmp_path": "pathlib.Path",
    "request": "pytest.FixtureRequest",
}
"""What fixtures give that pytest and its plugins define."""


def fixture_flows(modules: Sequence[SourceModule]) -> Iterator[Flow]:
    """The flows from fixtures into parameters of tests and other fixtures."""
    named = [_fixture_names(module.facts) for module in modules]
    fixtures: dict[str, list[_Fixture]] = {}
    for index, names in enumerate(named):
        path = PurePosixPath(modules[index].path)
        for number, name in sorted(names.items()):
            scope = modules[index].facts.scopes[number]
            node = scope.yielded if scope.is_generator else scope.returned
            fixtures.setdefault(name, []).append(
                _Fixture(name, index, path.parent, path.name == "conftest.py", node)
            )
    for index, module in enumerate(modules):
        path = PurePosixPath(module.path)
        for number, scope in enumerate(module.facts.scopes):
            if scope.kind != "function" or not (scope.name.startswith("test") or number in named[index]):
                continue
            for param in scope.params:
                if param.has_default:
                    continue
                found = _nearest(fixtures.get(param.name, ()), index, path, scope)
                if found is not None:
                    yield (found.module, found.node), (index, param.node)
                elif param.name in _OF_PLUGINS:
                    yield _OF_PLUGINS[param.name], (index, param.node)


def _fixture_names(facts: ModuleFacts) -> dict[int, str]:
    """The functions of a module that are fixtures, by scope: the names under which they are."""
    decorating = [
        reference
        for reference in facts.references
        if reference.role in ("decorator", "call")
        and _dotted(facts, reference)
        in ("pytest.fixture", "pytest_asyncio.fixture", "_pytest.fixtures.fixture")
    ]
    if not decorating:
        return {}
    defined = sorted({scope.line for scope in facts.scopes if scope.kind in ("function", "class")})
    decorated = {
        scope.line: number
        for number, scope in enumerate(facts.scopes)
        if scope.kind == "function" and scope.decorators
    }
    calls = {(call.line, call.column): call for call in facts.calls}
    names: dict[int, str] = {}
    for reference in decorating:
        below = bisect_right(
            defined, reference.line
        )  # a decorator stands below the definition before its own
        number = decorated.get(defined[below]) if below < len(defined) else None
        if number is not None and number not in names:
            call = calls.get((reference.line, reference.column))
            names[number] = (_given_name(call) if call is not None else "") or facts.scopes[number].name
    return names


def _dotted(facts: ModuleFacts, reference: Reference) -> str:
    return ".".join([facts.bindings[reference.binding].target, *reference.parts[1:]])


def _given_name(call: Call) -> str:
    """`conn` for `@pytest.fixture(name="conn")`"""
    names = (arg.constant for arg in call.args if arg.keyword == "name")
    return next((name for name in names if isinstance(name, str)), "")


def _nearest(
    candidates: Sequence[_Fixture], module: int, path: PurePosixPath, scope: Scope
) -> _Fixture | None:
    own = [item for item in candidates if item.module == module and item.name != scope.name]
    if own:
        return own[-1]
    above = [
        item
        for item in candidates
        if item.is_conftest
        and (item.folder == path.parent or item.folder in path.parents)
        and not (item.module == module and item.name == scope.name)
    ]
    return max(above, key=lambda item: len(item.folder.parts), default=None)
