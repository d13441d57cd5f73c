"""What `mock.patch` hands to the functions that it decorates: a mock for each that says not what else to take.

The innermost decorator's mock comes first, and that of a decorator of the class after those of its method.
https://docs.python.org/3/library/unittest.mock.html#patch
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from asyncifier.facts.values import Call, Scope
from asyncifier.graph import Flow, SourceModule

_NAMED_BY = {"mock.patch": 1, "mock.patch.object": 2}
"""How many arguments say what is replaced; with one more, that takes its place, and nothing is handed over."""


def mock_flows(modules: Sequence[SourceModule]) -> Iterator[Flow]:
    """The flows from decorators into the parameters of what they decorate."""
    for index, module in enumerate(modules):
        facts = module.facts
        if not any("mock" in binding.target for binding in facts.bindings):
            continue
        called = {
            (reference.line, reference.column): ".".join(
                [facts.bindings[reference.binding].target, *reference.parts[1:]]
            ).removeprefix("unittest.")
            for reference in facts.references
            if reference.role == "call"
        }
        calls = {call.target: call for call in facts.calls}
        for scope in facts.scopes:
            if scope.kind != "function":
                continue
            made = list(_made(scope, calls, called))
            owner = facts.scopes[scope.parent]
            in_class = owner.kind == "class"
            if in_class and scope.name.startswith("test"):
                made += _made(owner, calls, called)
            for name, param in zip(made, scope.params[in_class:], strict=False):
                yield f"unittest.{name}()", (index, param.node)


def _made(scope: Scope, calls: dict[int, Call], called: dict[tuple[int, int], str]) -> Iterator[str]:
    """By which of its decorators a mock is handed to it, from the innermost."""
    for node, _ in scope.decorators:
        call = calls.get(node)
        name = called.get((call.line, call.column), "") if call is not None else ""
        if call is None or name not in _NAMED_BY:
            continue
        positional = sum(not arg.keyword for arg in call.args)
        if positional == _NAMED_BY[name] and not any(arg.keyword == "new" for arg in call.args):
            yield name


__all__ = ["mock_flows"]
