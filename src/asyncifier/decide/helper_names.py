"""Helpers whose name means something else in the file get another one, wherever edits call them.

def _sorted(xs): …          # the program's own
sorted(xs, key=rank)    ->  await _sorted_(xs, key=rank)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from asyncifier.edits import (
    AddHelper,
    AsyncFor,
    AsyncWith,
    Edit,
    EditCall,
    MakeLater,
    ReplaceAssign,
    ReplaceExpr,
    YieldFromLoop,
)
from asyncifier.facts.values import ModuleFacts


def with_free_names(edits: Iterable[Edit], facts: ModuleFacts) -> list[Edit]:
    """The edits, with other names for the helpers among them whose name is taken."""
    edits = list(edits)
    taken = {name for scope in facts.scopes for name in scope.names}
    names: dict[str, str] = {}
    for edit in edits:
        if isinstance(edit, AddHelper) and edit.name in taken and not _is_there(edit, facts):
            new = f"{edit.name}_"
            while new in taken:
                new += "_"
            names[edit.name] = new
    return [_renamed(edit, names) for edit in edits] if names else edits


def _is_there(helper: AddHelper, facts: ModuleFacts) -> bool:
    """The file has the helper already, and nothing else of its name."""
    tree = ast.parse(helper.text).body
    made = next(item for item in tree if getattr(item, "name", "") == helper.name)
    named = [index for index, scope in enumerate(facts.scopes) if helper.name in scope.names]
    found = [scope for scope in facts.scopes if scope.parent == 0 and scope.name == helper.name]
    if named != [0] or len(found) != 1:
        return False
    if isinstance(made, ast.ClassDef):
        return found[0].kind == "class"
    if not isinstance(made, ast.FunctionDef | ast.AsyncFunctionDef) or found[0].kind != "function":
        return False
    parameters = sorted(item.arg for item in ast.walk(made.args) if isinstance(item, ast.arg))
    same_colour = found[0].is_async == isinstance(made, ast.AsyncFunctionDef)
    return same_colour and sorted(param.name for param in found[0].params) == parameters


def _renamed(edit: Edit, names: Mapping[str, str]) -> Edit:
    def new(text: str | None) -> str | None:
        return text if text is None else _replaced(text, names)

    def each(templates: tuple[tuple[int, str], ...]) -> tuple[tuple[int, str], ...]:
        return tuple((position, _replaced(text, names)) for position, text in templates)

    match edit:
        case EditCall():
            return replace(
                edit,
                callee=new(edit.callee),
                template=new(edit.template),
                args=replace(
                    edit.args,
                    replace=tuple((key, _replaced(text, names)) for key, text in edit.args.replace),
                ),
            )
        case AsyncWith():
            return replace(
                edit,
                templates=each(edit.templates),
                insert_after=each(edit.insert_after),
                insert_before=each(edit.insert_before),
            )
        case AsyncFor() | YieldFromLoop():
            return replace(edit, template=new(edit.template))
        case ReplaceAssign():
            return replace(edit, template=_replaced(edit.template, names))
        case MakeLater():
            return replace(edit, helper=_replaced(edit.helper, names))
        case ReplaceExpr(text=text) if text in names:
            return replace(edit, text=names[text])
        case AddHelper():
            return AddHelper(names.get(edit.name, edit.name), _replaced(edit.text, names))
        case _:
            return edit


def _replaced(text: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        text = re.sub(rf"(?<![\w.{{]){re.escape(old)}(?!\w)", new, text)
    return text
