"""The rules of a model for arguments, against the parameters of the old and the new callable.

    >>> rules = ArgRules(positional=("key", "value"), rename={"ttl": "expires"})
    >>> list(complaints(rules, old=signature("key", "val", "ttl"), new=signature("key", "val", "expires")))
    ["args.positional: `value` stands where the old library has `val`"]

Pure functions: what the parameters are is `introspect`'s affair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from inspect import Parameter
from typing import TypeAlias

from asyncifier.library import ArgRules

Parameters: TypeAlias = Sequence[Parameter]


def complaints(rules: ArgRules, old: Parameters | None, new: Parameters | None) -> Iterator[str]:
    """What is wrong with the rules; a side that is None tells nothing and is not compared."""
    if old is not None:
        yield from _against_old(rules, old)
    if new is not None:
        yield from _against_new(rules, new)
    if old is not None and new is not None:
        yield from _lost_on_the_way(rules, old, new)
        yield from _shifted(rules, old, new)


def _against_old(rules: ArgRules, old: Parameters) -> Iterator[str]:
    """Rules about parameters that the old callable does not have."""
    places = _by_position(old)
    for number, name in enumerate(rules.positional):
        if number >= len(places):
            if not _takes(old, Parameter.VAR_POSITIONAL):
                yield f"args.positional: the old library takes only {len(places)} arguments by position"
            break
        actual = places[number]
        if actual.name != name and actual.kind is not Parameter.POSITIONAL_ONLY:
            yield f"args.positional: `{name}` stands where the old library has `{actual.name}`"
    if _takes(old, Parameter.VAR_KEYWORD) or _takes(old, Parameter.VAR_POSITIONAL):
        return
    names = {parameter.name for parameter in old} | set(rules.positional)
    for kind in ("rename", "drop", "value", "keyword_only"):
        for name in getattr(rules, kind):
            if name not in names:
                yield f"args.{kind}: the old library has no parameter `{name}`"


def _against_new(rules: ArgRules, new: Parameters) -> Iterator[str]:
    """Names that the new callable is given and does not take."""
    given = [*rules.rename.values(), *rules.add, *(rules.rename.get(n, n) for n in rules.keyword_only)]
    for name in dict.fromkeys(given):
        if not _takes_keyword(new, name):
            yield f"args: the new library takes no `{name}=`"


def _lost_on_the_way(rules: ArgRules, old: Parameters, new: Parameters) -> Iterator[str]:
    """Arguments that may be given to the old callable and not to the new one, and those that only the new one wants."""
    gone = {*rules.drop, *rules.refuse}
    passed = {
        rules.rename.get(parameter.name, parameter.name)
        for parameter in old
        if parameter.kind in _NAMED and parameter.name not in gone
    }
    for name in sorted(passed - set(rules.rename.values())):
        if not _takes_keyword(new, name):
            yield f"args: the new library takes no `{name}=`: rename, drop or refuse it"
    vague = _takes(old, Parameter.VAR_KEYWORD) or _takes(old, Parameter.VAR_POSITIONAL)
    unnamed = any(parameter.kind is Parameter.POSITIONAL_ONLY for parameter in old)
    for parameter in () if vague or unnamed else new:
        wanted = parameter.default is Parameter.empty and parameter.kind in (
            *_NAMED,
            Parameter.POSITIONAL_ONLY,
        )
        if wanted and parameter.name not in passed and parameter.name not in rules.add:
            yield f"args: the new library wants `{parameter.name}`, which the old one has not: add it"


def _shifted(rules: ArgRules, old: Parameters, new: Parameters) -> Iterator[str]:
    """Arguments that would arrive at another parameter when they are given by position."""
    gone = {*rules.drop, *rules.refuse}
    kept = [parameter for parameter in _by_position(old) if parameter.name not in gone]
    named = [parameter.name in rules.keyword_only for parameter in kept]
    after = kept[named.index(True) :] if True in named else []
    for late in (p.name for p in after if p.name not in rules.keyword_only and p.name in rules.positional):
        yield f"args.keyword_only: `{late}` comes after one of them and would follow a keyword argument: name it too"
    places = _by_position(new)
    for number, parameter in enumerate(kept):
        if named[number]:
            break
        name = rules.rename.get(parameter.name, parameter.name)
        if number >= len(places):
            if not _takes(new, Parameter.VAR_POSITIONAL):
                yield f"args: the new library takes `{name}` by keyword only: list it in keyword_only"
            break
        place = places[number]
        if place.name != name and Parameter.POSITIONAL_ONLY not in (place.kind, parameter.kind):
            yield f"args: by position, `{parameter.name}` would arrive as `{place.name}`"
            break


_NAMED = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)


def _by_position(parameters: Parameters) -> list[Parameter]:
    kinds = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    return [parameter for parameter in parameters if parameter.kind in kinds]


def _takes(parameters: Parameters, kind: object) -> bool:
    return any(parameter.kind is kind for parameter in parameters)


def _takes_keyword(parameters: Parameters, name: str) -> bool:
    named = any(parameter.name == name and parameter.kind in _NAMED for parameter in parameters)
    return named or _takes(parameters, Parameter.VAR_KEYWORD)
