"""How pytest passes values: a fixture's result flows into every parameter of that name that sees it.

A test or fixture sees the fixtures of its class and module, then those of every `conftest.py` from its folder
upwards; the nearest one wins. https://docs.pytest.org/en/stable/reference/fixtures.html#fixture-availability
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from asyncifier.facts.values import ModuleFacts, Scope
from asyncifier.graph import Flow, SourceModule


@dataclass(frozen=True)
class _Fixture:
    name: str
    module: int
    folder: PurePosixPath
    is_conftest: bool
    node: int


def fixture_flows(modules: Sequence[SourceModule]) -> Iterator[Flow]:
    """The flows from fixtures into parameters of tests and other fixtures."""
    fixtures: dict[str, list[_Fixture]] = {}
    for index, module in enumerate(modules):
        for scope in module.facts.scopes:
            name = _fixture_name(module.facts, scope)
            if name is None:
                continue
            path = PurePosixPath(module.path)
            node = scope.yielded if scope.is_generator else scope.returned
            fixtures.setdefault(name, []).append(
                _Fixture(name, index, path.parent, path.name == "conftest.py", node)
            )
    for index, module in enumerate(modules):
        for scope in module.facts.scopes:
            if scope.kind != "function" or not _is_called_by_pytest(module.facts, scope):
                continue
            for param in scope.params:
                found = _nearest(fixtures.get(param.name, ()), index, PurePosixPath(module.path), scope)
                if found is not None and not param.has_default:
                    yield (found.module, found.node), (index, param.node)


def _is_called_by_pytest(facts: ModuleFacts, scope: Scope) -> bool:
    return scope.name.startswith("test") or _fixture_name(facts, scope) is not None


def _fixture_name(facts: ModuleFacts, scope: Scope) -> str | None:
    """The name under which the function is a fixture; None when it is none."""
    if scope.kind != "function" or not scope.decorators:
        return None
    lines = range(max(1, _line_before(facts, scope)), scope.line)
    for reference in facts.references:
        if reference.line not in lines or reference.role not in ("decorator", "call"):
            continue
        target = facts.bindings[reference.binding].target
        dotted = ".".join([target, *reference.parts[1:]])
        if dotted in ("pytest.fixture", "pytest_asyncio.fixture", "_pytest.fixtures.fixture"):
            for call in facts.calls:
                if (call.line, call.column) == (reference.line, reference.column):
                    for arg in call.args:
                        if arg.keyword == "name" and isinstance(arg.constant, str):
                            return arg.constant
            return scope.name
    return None


def _line_before(facts: ModuleFacts, scope: Scope) -> int:
    """The line of the definition before this one; its decorators stand below it."""
    above = [
        other.line
        for other in facts.scopes
        if other.line < scope.line and other.kind in ("function", "class")
    ]
    return max(above, default=0)


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
