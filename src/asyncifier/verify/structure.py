"""Are the two syntax trees the same but for the planned edits, and is every edit there?

Both trees are walked side by side. Where the old node has no edit, the new one must be alike. Where it has
one, the new node must be just what the edit says: `EditCall(awaited=True)` needs an `await` there, and an
`await` anywhere else is refused. What templates bring in is compared with the template itself.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NoReturn, TypeAlias, TypeVar

from asyncifier.edits import (
    AddHelper,
    AddImports,
    AsyncFor,
    AsyncWith,
    CloseAtEnd,
    Edit,
    EditCall,
    EditGeneric,
    EditImport,
    EditQuoted,
    ExtendExports,
    ListComprehension,
    MakeAsync,
    MakeFactory,
    MakeLater,
    Ref,
    RenameDef,
    ReplaceAssign,
    ReplaceExpr,
    RunInPlace,
    Shim,
    YieldFromLoop,
)
from asyncifier.numbering import number_pieces, ordered_children
from asyncifier.verify import in_place
from asyncifier.verify.unverified import Unverified

Check: TypeAlias = Callable[[ast.AST], None]
"""Raises `Unverified` unless the new node is what was planned."""
Node = TypeVar("Node", bound=ast.AST)

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PREFIX = "placeholder_of_asyncify_"


def check_structure(old: ast.Module, new: ast.Module, edits: Sequence[Edit]) -> None:
    """Raises `Unverified` at the first thing in `new` that neither `old` nor `edits` explain."""
    comparison = _Comparison(old, edits)
    exported = [pair for edit in edits if isinstance(edit, ExtendExports) for pair in edit.names]
    if exported:
        _take_out_exports(new, exported)
    body = _without_planned_additions(old, new, edits)
    comparison.block(old.body, body, _Place(0))


def _take_out_exports(new: ast.Module, names: Sequence[tuple[str, str]]) -> None:
    """Takes the planned names out of `__all__`, each of which must stand there right behind its old one."""
    for statement in new.body:
        targets = (
            statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        )
        value = getattr(statement, "value", None)
        if not any(isinstance(item, ast.Name) and item.id == "__all__" for item in targets):
            continue
        if not isinstance(value, ast.List | ast.Tuple):
            continue
        for old_name, new_name in names:
            texts = [item.value if isinstance(item, ast.Constant) else None for item in value.elts]
            index = texts.index(new_name) if new_name in texts else 0
            if not index or texts[index - 1] != old_name:
                _refuse(statement, f"{new_name} is not behind {old_name} in `__all__`")
            del value.elts[index]
        return
    _refuse(_Place(0), "there is no `__all__` to extend")


def _without_planned_additions(old: ast.Module, new: ast.Module, edits: Sequence[Edit]) -> list[ast.stmt]:
    """The statements of `new` without the imports and helpers that edits add."""
    added: list[str] = []
    for edit in edits:
        if isinstance(edit, AddImports):
            added += [ast.dump(statement) for text in edit.statements for statement in ast.parse(text).body]
        elif isinstance(edit, AddHelper):
            added += [ast.dump(statement) for statement in ast.parse(edit.text).body]
    if not added:
        return new.body
    there_before = [ast.dump(statement) for statement in old.body]
    body: list[ast.stmt] = []
    for statement in new.body:
        dumped = ast.dump(statement)
        if dumped in there_before:
            there_before.remove(dumped)
        elif dumped in added:
            added.remove(dumped)
            continue
        body.append(statement)
    return body


@dataclass(frozen=True)
class _Place:
    """Where to say the trouble is when there is no new node to point at."""

    line: int


@dataclass(frozen=True)
class _Argument:
    """One planned argument: `star` is "", "*" or "**"."""

    check: Check
    keyword: str | None = None
    star: str = ""


class _Comparison:
    """The walk. Methods named after a piece of syntax compare an old one that has an edit with the new one."""

    def __init__(self, old: ast.Module, edits: Sequence[Edit]) -> None:
        by_ref: dict[Ref, Edit] = {at: e for e in edits if (at := getattr(e, "at", None)) is not None}
        self._edits = {node: by_ref[ref] for node, ref in number_pieces(old).items() if ref in by_ref}
        self._awaited_before: set[int] = set()
        self._moved: dict[str, ast.Call] = {}
        """Calls that left their statement, by the name whose place they take in the next one."""
        self._object: str = ""
        """Inside a factory, the name of what it makes, which every `return` gives."""

    # Nodes -------------------------------------------------------------------------------------------------

    def same(self, old: ast.AST, new: ast.AST) -> None:
        """The new node is the old one, or what the edit for it says."""
        if self._moved and (call := self.moved_to(old)) is not None:
            self.same(call, new)
            return
        edit = self._edits.get(id(old))
        if isinstance(old, ast.Return) and self._object:
            _check_statement(f"return {self._object}", _of_type(new, ast.Return))
            return
        if self._object and isinstance(
            old, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
        ):
            outside, self._object = self._object, ""
            self.same(old, new)
            self._object = outside
            return
        match edit, old:
            case None, ast.ExceptHandler(type=ast.Tuple() as classes) if self.is_flattened(classes, new):
                self.flattened(classes, new)
                self.fields(old, new, but=("type",))
            case None, _:
                self.alike(old, new)
            case EditCall(), ast.Call():
                self.call(old, new, edit)
            case ReplaceExpr(), _:
                self.replaced(old, new, edit)
            case EditGeneric(), ast.Subscript():
                self.generic(old, new, edit)
            case EditQuoted(), ast.Constant():
                self.quoted(old, new, edit)
            case MakeAsync(), ast.FunctionDef() | ast.AsyncFunctionDef():
                self.function(old, new, edit)
            case RunInPlace(), ast.FunctionDef():
                self.function(old, in_place.as_coroutine(old, new, edit), MakeAsync(edit.at))
            case RenameDef(), ast.FunctionDef():
                self.renamed(old, new, edit)
            case AsyncWith(), ast.With() | ast.AsyncWith():
                self.with_(old, new, edit)
            case AsyncFor(), ast.For() | ast.AsyncFor() | ast.comprehension():
                self.loop(old, new, edit)
            case ListComprehension(), ast.GeneratorExp():
                self.fields(old, _of_type(new, ast.ListComp))
            case Shim() | CloseAtEnd(), _:
                self.alike(old, new)
            case _:
                _refuse(new, f"{type(edit).__name__} can't be for a {type(old).__name__}")

    def alike(self, old: ast.AST, new: ast.AST) -> None:
        """The new node is of the same type, and so are all its parts."""
        if type(old) is not type(new):
            if isinstance(new, ast.Await):
                _refuse(new, "an await that no edit planned")
            _refuse(new, f"{_name(old)} became {_name(new)}, which no edit planned")
        if isinstance(old, ast.Await):
            self._awaited_before.add(id(old.value))
        self.fields(old, new)

    def fields(self, old: ast.AST, new: ast.AST, *, but: Sequence[str] = ()) -> None:
        """All fields are the same, `but` those."""
        for name in old._fields:
            if name not in but:
                self.values(getattr(old, name, None), getattr(new, name, None), new)

    def values(self, old: Any, new: Any, near: ast.AST) -> None:
        if isinstance(old, list):
            if any(isinstance(item, ast.stmt) for item in [*old, *new]):
                self.block(old, new, near)
            elif len(old) != len(new):
                _refuse(near, f"{_name(near)} has {len(new)} parts and not {len(old)}")
            else:
                for old_item, new_item in zip(old, new, strict=True):
                    self.values(old_item, new_item, near)
        elif isinstance(old, ast.AST) and isinstance(new, ast.AST):
            self.same(old, new)
        elif repr(old) != repr(new):  # repr: 1 is not True and not 1.0, nan is nan
            _refuse(near, f"{old!r} became {new!r}, which no edit planned")

    def is_flattened(self, old: ast.Tuple, new: ast.AST) -> bool:
        """An element of the tuple becomes several."""
        classes = getattr(new, "type", None)
        return isinstance(classes, ast.Tuple) and len(classes.elts) > len(old.elts)

    def flattened(self, old: ast.Tuple, new: ast.AST) -> None:
        """`except (a.Error, ValueError)` -> `except (a.Error, b.Error, ValueError)`."""
        rest = list(_of_type(getattr(new, "type", new), ast.Tuple).elts)
        for element in old.elts:
            edit = self._edits.get(id(element))
            planned = ast.parse(edit.text, mode="eval").body if isinstance(edit, ReplaceExpr) else None
            parts = planned.elts if isinstance(planned, ast.Tuple) else [element]
            if len(rest) < len(parts):
                _refuse(new, "a class is missing in the except clause")
            for part in parts:
                found = rest.pop(0)
                if part is element:
                    self.same(element, found)
                elif ast.dump(part) != ast.dump(found):
                    _refuse(found, f"the planned class is {ast.unparse(part)}")
        if rest:
            _refuse(rest[0], "a class in the except clause that no edit planned")

    # Edits of expressions ----------------------------------------------------------------------------------

    def replaced(self, old: ast.AST, new: ast.AST, edit: ReplaceExpr) -> None:
        if edit.awaited:
            new = _of_type(new, ast.Await).value
        _Template(edit.text).check(new, self.pieces_of_attribute(old))

    def generic(self, old: ast.Subscript, new: ast.AST, edit: EditGeneric) -> None:
        subscript = _of_type(new, ast.Subscript)
        self.same(old.value, subscript.value)
        before, after = _arguments_of_type(old), _arguments_of_type(subscript)
        before = before[: edit.keep]
        if len(before) != len(after):
            _refuse(new, f"the type has {len(after)} arguments and not {len(before)}")
        for one, other in zip(before[:-1], after[:-1], strict=True):
            self.same(one, other)
        _Template(edit.last or "{item}").check(after[-1], {"item": self.check(before[-1])})

    def quoted(self, old: ast.Constant, new: ast.AST, edit: EditQuoted) -> None:
        texts = [getattr(node, "value", None) for node in (old, _of_type(new, ast.Constant))]
        before, after = (ast.parse(text) if isinstance(text, str) else ast.Module([], []) for text in texts)
        if not before.body:
            _refuse(new, "it is no annotation in quotes")
        _Comparison(before, edit.edits).block(before.body, after.body, new)

    def pieces_of_attribute(self, old: ast.AST) -> dict[str, Check]:
        return {"self": self.check(old.value)} if isinstance(old, ast.Attribute) else {}

    def check(self, old: ast.AST) -> Check:
        return lambda new: self.same(old, new)

    def call(self, old: ast.Call, new: ast.AST, edit: EditCall) -> None:
        written = [self.argument(child) for child in ordered_children(old)[1:]]
        pieces_before = self.pieces(self.check(old.func), self.pieces_of_attribute(old.func), written)
        check_func, of_func = self.callee(old, edit, pieces_before)
        planned = self.planned_arguments(written, edit, pieces_before, ordered_children(old)[1:])

        def check_call(node: ast.AST) -> None:
            call = _of_type(node, ast.Call)
            check_func(call.func)
            _check_arguments(planned, call)

        template = _Template(edit.template or "{call}")
        if edit.awaited and not template.awaits and id(old) not in self._awaited_before:
            new = _of_type(new, ast.Await).value
        pieces = {**self.pieces(check_func, of_func, planned), "call": check_call}
        template.check(new, pieces, planned)

    def argument(self, node: ast.AST) -> _Argument:
        match node:
            case ast.keyword(arg=None, value=value):
                return _Argument(self.check(value), star="**")
            case ast.keyword(arg=name, value=value):
                return _Argument(self.check(value), keyword=name)
            case ast.Starred(value=value):
                return _Argument(self.check(value), star="*")
            case _:
                return _Argument(self.check(node))

    def pieces(
        self, func: Check, of_func: Mapping[str, Check], arguments: Sequence[_Argument]
    ) -> dict[str, Check]:
        pieces = {"func": func, **of_func}
        counted = True
        for number, argument in enumerate(arguments):
            counted = counted and not argument.star
            if argument.keyword is not None:
                pieces[argument.keyword] = argument.check
            elif counted:
                pieces[str(number)] = argument.check
        return pieces

    def callee(
        self, old: ast.Call, edit: EditCall, pieces: Mapping[str, Check]
    ) -> tuple[Check, dict[str, Check]]:
        """How to check the new callee, and what `{self}` stands for after the edit."""
        text = edit.callee
        own = self._edits.get(id(old.func))
        if text is None and isinstance(own, ReplaceExpr):
            text = own.text
        if text is not None:
            template = _Template(text)
            if edit.method is not None:
                template = template.with_method(edit.method)
            return lambda new: template.check(new, pieces), template.before_dot(pieces)
        of_func = self.pieces_of_attribute(old.func)
        if edit.method is None:
            return self.check(old.func), of_func

        def check_method(new: ast.AST) -> None:
            attribute = _of_type(new, ast.Attribute)
            if attribute.attr != edit.method:
                _refuse(new, f"the planned method is {edit.method}, not {attribute.attr}")
            of_func["self"](attribute.value)

        return check_method, of_func

    def planned_arguments(
        self,
        written: list[_Argument],
        edit: EditCall,
        pieces: Mapping[str, Check],
        nodes: Sequence[ast.AST],
    ) -> list[_Argument]:
        rename, replace = dict(edit.args.rename), dict(edit.args.replace)
        keyword_for = dict(edit.args.keyword_for)
        spread: dict[int | str | None, tuple[str, ...]] = dict(edit.args.spread)
        planned: list[_Argument] = []
        for position, argument in enumerate(written):
            key: int | str | None = None if argument.star else argument.keyword or position
            if key in edit.args.drop:
                continue
            check, keyword = argument.check, argument.keyword
            if key in spread:
                planned += self.spread_argument(
                    nodes[position], spread[key], dict[Any, str](replace).get(key)
                )
                continue
            if key in replace:
                check = _check_template(replace[key], {**pieces, "value": check}, written)
            if isinstance(key, int):
                keyword = keyword_for.get(key)
            elif keyword is not None:
                keyword = rename.get(keyword, keyword)
            planned.append(_Argument(check, keyword, argument.star))
        present = {argument.keyword for argument in planned}
        for keyword, text in edit.args.add:
            if keyword not in present:
                planned.append(_Argument(_check_template(text, pieces, written), keyword))
        return planned

    def spread_argument(self, node: ast.AST, keys: tuple[str, ...], replacing: str | None) -> list[_Argument]:
        """What one argument becomes that holds several."""
        value = node.value if isinstance(node, ast.keyword) else node
        if replacing is not None:
            return [_Argument(_check_template(replacing, {"value": self.check(value)}), star="*")]
        if isinstance(value, ast.Tuple | ast.List) and not keys:
            return [self.argument(item) for item in value.elts]
        if isinstance(value, ast.Dict):
            by_key = {
                key.value: item
                for key, item in zip(value.keys, value.values, strict=True)
                if isinstance(key, ast.Constant)
            }
            return [_Argument(self.check(by_key[key])) for key in keys]
        if not keys:
            return [_Argument(self.check(value), star="*")]
        return [
            _Argument(_check_template(f"{{value}}[{key!r}]", {"value": self.check(value)})) for key in keys
        ]

    # Edits of statements and clauses -----------------------------------------------------------------------

    def function(self, old: ast.AST, new: ast.AST, edit: MakeAsync) -> None:
        function = _of_type(new, ast.AsyncFunctionDef)
        if edit.rename is not None and function.name != edit.rename:
            _refuse(new, f"the planned name is {edit.rename}, not {function.name}")
        self.fields(old, function, but=("body",) if edit.rename is None else ("name", "body"))
        start = 1 if ast.get_docstring(function, clean=False) is not None else 0
        end = start + len(edit.setup)
        if len(function.body) < end:
            _refuse(new, "the planned statements at its start are not there")
        for text, statement in zip(edit.setup, function.body[start:end], strict=True):
            _check_statement(text, statement)
        self.block(getattr(old, "body", ()), [*function.body[:start], *function.body[end:]], function)

    def unchanged(self, old: ast.AST, new: ast.AST) -> None:
        """The new node is the old one, without any edit: what is erased by taking its twin away."""
        if ast.dump(old) != ast.dump(new):
            _refuse(new, "the synchronous twin is not what it was")

    def renamed(self, old: ast.AST, new: ast.AST, edit: RenameDef) -> None:
        function = _of_type(new, ast.FunctionDef)
        if function.name != edit.rename:
            _refuse(new, f"the planned name is {edit.rename}, not {function.name}")
        self.fields(old, function, but=("name",))

    def loop(self, old: ast.For | ast.AsyncFor | ast.comprehension, new: ast.AST, edit: AsyncFor) -> None:
        if edit.closing is not None and not isinstance(old, ast.comprehension):
            self.closed_loop(old, new, edit)
            return
        if isinstance(old, ast.comprehension):
            loop: ast.AsyncFor | ast.comprehension = _of_type(new, ast.comprehension)
            if not getattr(new, "is_async", 0):
                _refuse(loop.iter, "the planned `async for` is not there")
        else:
            loop = _of_type(new, ast.AsyncFor)
        _Template(edit.template or "{item}").check(loop.iter, {"item": self.check(old.iter)})
        self.fields(old, loop, but=("iter", "is_async"))

    def closed_loop(self, old: ast.For | ast.AsyncFor, new: ast.AST, edit: AsyncFor) -> None:
        """`async with contextlib.aclosing(<iterable>) as name: async for … in name: …`."""
        around = _of_type(new, ast.AsyncWith)
        loop = _of_type(_only(around.body, around), ast.AsyncFor)
        item = around.items[0]
        call = _of_type(item.context_expr, ast.Call)
        names = [ast.unparse(part) for part in (call.func, loop.iter, item.optional_vars or call)]
        if (
            names != ["contextlib.aclosing", edit.closing, edit.closing]
            or len(call.args) != 1
            or call.keywords
        ):
            _refuse(new, "the planned `aclosing` is not there")
        _Template(edit.template or "{item}").check(call.args[0], {"item": self.check(old.iter)})
        self.fields(old, loop, but=("iter",))

    def with_(self, old: ast.With | ast.AsyncWith, new: ast.AST, edit: AsyncWith) -> None:
        items = self.planned_items(old, edit)
        if edit.keep_sync or isinstance(old, ast.AsyncWith):
            groups = [(isinstance(old, ast.AsyncWith), items)]
        else:
            groups = [(is_async, list(group)) for is_async, group in groupby(items, key=lambda i: i.is_async)]
        block: Sequence[ast.stmt] = ()
        for number, (is_async, group) in enumerate(groups):
            inner = _only(block, new) if number else new
            statement = _of_type(inner, ast.AsyncWith) if is_async else _of_type(inner, ast.With)
            if len(statement.items) != len(group):
                _refuse(
                    inner, f"the statement has {len(statement.items)} items, not the planned {len(group)}"
                )
            for planned, item in zip(group, statement.items, strict=True):
                planned.check(item.context_expr)
                self.values(planned.target, item.optional_vars, inner)
            block = statement.body
        self.block(old.body, block, new)

    def planned_items(self, old: ast.With | ast.AsyncWith, edit: AsyncWith) -> list[_Item]:
        templates, before, added = dict(edit.templates), dict(edit.insert_before), dict(edit.insert_after)
        items: list[_Item] = []
        for number, item in enumerate(old.items):
            if number in edit.dropped:
                continue
            check = self.check(item.context_expr)
            pieces = self.pieces_of_item(item.context_expr)
            if number in edit.awaited and not isinstance(item.context_expr, ast.Await):
                check = _check_await(check)
            if number in templates:
                check = _check_template(templates[number], {**pieces, "item": check})
            if number in before:
                items.append(_Item(_check_template(before[number], {}), None, True))
            items.append(_Item(check, item.optional_vars, number not in edit.plain))
            if number in added:
                items.append(_Item(_check_template(added[number], {**pieces, "item": check}), None, True))
        return items

    def pieces_of_item(self, old: ast.expr) -> dict[str, Check]:
        return self.pieces_of_attribute(old.func if isinstance(old, ast.Call) else old)

    # Blocks ------------------------------------------------------------------------------------------------

    def block(self, old: Sequence[ast.stmt], new: Sequence[ast.stmt], near: ast.AST | _Place) -> None:
        """The statements are the same, in the same order, or what edits make of them."""
        rest = _Statements(new, near)
        old = self.without_dropped(old)
        done = 0
        for index, statement in enumerate(old):
            if index < done:
                continue
            edit = self._edits.get(id(statement))
            match statement, edit:
                case ast.Expr(value=ast.YieldFrom() as value), None if id(value) in self._edits:
                    self.yield_from(value, rest.take())
                case ast.Expr(value=ast.Call() as value), None if self.goes(value) and not rest.is_none():
                    continue
                case ast.Expr(value=ast.Call() as value), None if name := self.moves(value):
                    self._moved[name] = value
                    continue
                case _, EditImport():
                    for text in edit.statements:
                        _check_statement(text, rest.take())
                case ast.Assign(), ReplaceAssign(template="None") if not rest.is_none():
                    continue
                case ast.Assign(), ReplaceAssign():
                    self.assignment(statement, rest.take(), edit)
                case ast.FunctionDef(), MakeFactory():
                    self.factory(statement, rest, edit)
                case ast.FunctionDef(), MakeAsync(twin=True) | RenameDef(twin=True):
                    self.unchanged(statement, rest.take())
                    self.same(statement, rest.take())
                case ast.FunctionDef(), Shim():
                    self.shim(statement, rest.take(), rest.take(), edit)
                case ast.Assign() | ast.AnnAssign(), MakeLater():
                    done = index + edit.count
                    self.made_later(old[index:done], _of_type(rest.take(), ast.AsyncFunctionDef), edit)
                case _, CloseAtEnd():
                    self.alike(statement, rest.take())
                    self.closed(old[index + 1 :], rest, edit)
                    break
                case _:
                    self.same(statement, rest.take())
        if old and not rest.taken and isinstance(near, ast.AST):  # all imports of a block went
            _of_type(rest.take(), ast.Pass)
        rest.check_empty()
        for name in self._moved:
            _refuse(near, f"the call that was to take the place of {name} is not there")

    def without_dropped(self, old: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
        """The statements, with the blocks of those `with` statements of which no item stays."""
        found: list[ast.stmt] = []
        for statement in old:
            edit = self._edits.get(id(statement))
            is_gone = isinstance(statement, ast.With) and isinstance(edit, AsyncWith) \
                and len(edit.dropped) == len(statement.items)  # fmt: skip
            if is_gone and isinstance(statement, ast.With):
                found += self.without_dropped(statement.body)
            else:
                found.append(statement)
        return found

    def moves(self, call: ast.Call) -> str:
        """The name whose place in the next statement the call takes."""
        edit = self._edits.get(id(call))
        return edit.into if isinstance(edit, EditCall) else ""

    def moved_to(self, old: ast.AST) -> ast.Call | None:
        """The call that now stands where `old` did."""
        first = isinstance(old, ast.Subscript)
        if isinstance(old, ast.Subscript):
            if not isinstance(old.slice, ast.Constant) or old.slice.value != 0:
                return None
            old = old.value
        edit = self._edits.get(id(old))
        name = (
            edit.template
            if isinstance(edit, EditCall)
            else edit.text if isinstance(edit, ReplaceExpr) else None
        )
        call = self._moved.get(name or "")
        planned = self._edits.get(id(call))
        if call is None or name is None or not isinstance(planned, EditCall) or planned.into_first != first:
            return None
        del self._moved[name]
        return call

    def goes(self, call: ast.Call) -> bool:
        """The statement is a call of which nothing is left."""
        edit = self._edits.get(id(call))
        return isinstance(edit, EditCall) and edit.template == "None"

    def made_later(self, old: Sequence[ast.stmt], new: ast.AsyncFunctionDef, edit: MakeLater) -> None:
        """A function without parameters that makes the value, and returns it."""
        first = old[0]
        assert isinstance(first, ast.Assign | ast.AnnAssign)
        assert first.value is not None
        if new.name != edit.name or [ast.unparse(item) for item in new.decorator_list] != [edit.helper]:
            _refuse(new, f"the planned function {edit.name} under {edit.helper} is not there")
        if ast.dump(new.args) != ast.dump(ast.parse("def f(): pass").body[0].args):  # type: ignore[attr-defined]
            _refuse(new, "the planned function has no parameters")
        self.values(getattr(first, "annotation", None), new.returns, new)
        old = [statement for index, statement in enumerate(old) if index not in edit.left_out]
        if len(old) == 1:
            made = _of_type(_only(new.body, new), ast.Return)
            self.values(first.value, made.value, new)
            return
        _check_statement(f"return {edit.name}", new.body[-1])
        for before, after in zip(old, new.body[:-1], strict=True):
            if before is first:
                self.alike(before, after)
            else:
                self.same(before, after)

    def closed(self, old: Sequence[ast.stmt], rest: _Statements, edit: CloseAtEnd) -> None:
        end = self.end_of_guarded(old, 0, edit)
        if not end:
            _check_statement(edit.text, rest.take())
        else:
            guarded = _of_type(rest.take(), ast.Try)
            if guarded.handlers or guarded.orelse:
                _refuse(guarded, "the planned `try` has nothing but `finally`")
            self.block(old[:end], guarded.body, guarded)
            _check_statement(edit.text, _only(guarded.finalbody, guarded))
        if old[end + 1 :]:
            self.block(old[end + 1 :], rest.all(), old[end])

    def end_of_guarded(self, old: Sequence[ast.stmt], start: int, edit: CloseAtEnd) -> int:
        """Where the block closes it itself, outside of what another edit guards; else where the block ends."""
        index = start
        while index < len(old):
            if self.closes(old[index], edit):
                return index
            inner = self._edits.get(id(old[index]))
            if isinstance(inner, CloseAtEnd):
                index = self.end_of_guarded(old, index + 1, inner)
            index += 1
        return len(old)

    def closes(self, old: ast.stmt, edit: CloseAtEnd) -> bool:
        """The old statement is what the edit has at the end, before it was rewritten."""
        if not isinstance(old, ast.Expr) or not isinstance(old.value, ast.Call):
            return False
        change = self._edits.get(id(old.value))
        if change is not None and not isinstance(change, EditCall):
            return False
        text = ast.unparse(old.value)
        if change is not None and change.method is not None:
            text = f"{text.rpartition('.')[0]}.{change.method}()"
        wanted = ast.unparse(ast.parse(edit.text))
        return wanted == (f"await {text}" if change is not None and change.awaited else text)

    def yield_from(self, old: ast.YieldFrom, new: ast.stmt) -> None:
        edit = self._edits[id(old)]
        if not isinstance(edit, YieldFromLoop):
            _refuse(new, f"{type(edit).__name__} can't be for `yield from`")
        loop = _of_type(new, ast.AsyncFor) if edit.asynchronous else _of_type(new, ast.For)
        _Template(edit.template or "{item}").check(loop.iter, {"item": self.check(old.value)})
        expected = ast.parse(f"for {edit.variable} in x: yield {edit.variable}").body[0]
        for name in ("target", "body", "orelse"):
            self.values(getattr(expected, name), getattr(loop, name), loop)

    def assignment(self, old: ast.Assign, new: ast.stmt, edit: ReplaceAssign) -> None:
        value: ast.AST = _of_type(new, ast.Expr).value
        template = _Template(edit.template)
        if edit.awaited and not template.awaits:
            value = _of_type(value, ast.Await).value
        template.check(value, {**self.pieces_of_attribute(old.targets[0]), "value": self.check(old.value)})

    def factory(self, old: ast.FunctionDef, rest: _Statements, edit: MakeFactory) -> None:
        if edit.initializer is None:
            self.create(old, _of_type(rest.take(), ast.AsyncFunctionDef), edit)
            return
        if edit.create is not None:
            text = (
                f"@classmethod\nasync def {edit.create}(cls, *args, **kwargs):\n    self = cls.__new__(cls)\n"
                f"    await self.{edit.initializer}(*args, **kwargs)\n    return self"
            )
            _check_statement(text, rest.take())
        initializer = _of_type(rest.take(), ast.AsyncFunctionDef)
        if initializer.name != edit.initializer:
            _refuse(initializer, f"the planned name is {edit.initializer}, not {initializer.name}")
        self.fields(old, initializer, but=("name",))

    def create(self, old: ast.FunctionDef, new: ast.AsyncFunctionDef, edit: MakeFactory) -> None:
        """The body of `__init__` between the making of the object and its return."""
        if (
            new.name != edit.create
            or not new.decorator_list
            or ast.unparse(new.decorator_list[0]) != "classmethod"
        ):
            _refuse(new, f"the planned class method {edit.create} is not there")
        self.values(old.decorator_list, new.decorator_list[1:], new)
        own = (old.args.posonlyargs or old.args.args)[0]
        first = (new.args.posonlyargs or new.args.args)[0]
        if first.arg != "cls" or first.annotation is not None:
            _refuse(new, "the factory has no parameter `cls`")
        first.arg, first.annotation = own.arg, own.annotation
        self.same(old.args, new.args)
        first.arg, first.annotation = "cls", None
        start = 1 if ast.get_docstring(old, clean=False) is not None else 0
        end = len(new.body) - (not isinstance(old.body[-1], ast.Return))
        if end <= start:
            _refuse(new, "the planned statements of a factory are not there")
        _check_statement(f"{own.arg} = cls.__new__(cls)", new.body[start])
        _check_statement(f"return {own.arg}", new.body[-1])
        body = [statement for statement in old.body if not isinstance(statement, ast.Pass)]
        self._object = own.arg
        self.block(body, [*new.body[:start], *new.body[start + 1 : end]], new)
        self._object = ""

    def shim(self, old: ast.FunctionDef, first: ast.stmt, second: ast.stmt, edit: Shim) -> None:
        inner, outer = _of_type(first, ast.AsyncFunctionDef), _of_type(second, ast.FunctionDef)
        if inner.name != edit.inner:
            _refuse(inner, f"the planned name is {edit.inner}, not {inner.name}")
        keeps_decorator = {"staticmethod", "classmethod"}
        if not {ast.unparse(decorator) for decorator in inner.decorator_list} <= keeps_decorator:
            _refuse(inner, "the inner function keeps decorators")
        self.fields(old, inner, but=("name", "decorator_list", "body"))
        self.fields(old, outer, but=("body",))
        has_docstring = len(outer.body) == 2
        if has_docstring:
            self.same(old.body[0], outer.body[0])
        body = old.body[has_docstring:]
        if body:
            self.block(body, inner.body, inner)
        else:
            _of_type(_only(inner.body, inner), ast.Pass)
        _check_runs_inner(old, outer.body[-1], edit)


@dataclass(frozen=True)
class _Item:
    """One planned item of a `with` statement."""

    check: Check
    target: ast.expr | None
    is_async: bool


class _Statements:
    """The statements of a new block that nothing explains yet."""

    def __init__(self, statements: Sequence[ast.stmt], near: ast.AST | _Place) -> None:
        self._statements = statements
        self._near = near
        self.taken = 0

    def take(self) -> ast.stmt:
        if self.taken == len(self._statements):
            _refuse(self._near, "a statement is missing at the end of this block")
        self.taken += 1
        return self._statements[self.taken - 1]

    def is_none(self) -> bool:
        """The next statement is `None`."""
        following = self._statements[self.taken : self.taken + 1]
        return bool(following) and ast.unparse(following[0]) == "None"

    def all(self) -> Sequence[ast.stmt]:
        rest = self._statements[self.taken :]
        self.taken = len(self._statements)
        return rest

    def check_empty(self) -> None:
        if self.taken < len(self._statements):
            _refuse(self._statements[self.taken], "a statement that no edit planned")


class _Template:
    """The template of an edit, compared with what became of it."""

    def __init__(self, text: str) -> None:
        source = _PLACEHOLDER.sub(lambda match: _PREFIX + match[1], text)
        self._pattern: ast.expr = ast.parse(source.strip(), mode="eval").body

    @property
    def awaits(self) -> bool:
        return isinstance(self._pattern, ast.Await)

    def with_method(self, name: str) -> _Template:
        """The template of a callee with another last attribute."""
        _of_type(self._pattern, ast.Attribute).attr = name
        return self

    def before_dot(self, pieces: Mapping[str, Check]) -> dict[str, Check]:
        pattern = self._pattern
        if not isinstance(pattern, ast.Attribute):
            return {}
        before = pattern.value
        return {"self": lambda new: _match(before, new, pieces, ())}

    def check(self, new: ast.AST, pieces: Mapping[str, Check], arguments: Sequence[_Argument] = ()) -> None:
        _match(self._pattern, new, pieces, arguments)


def _match(
    pattern: ast.AST, new: ast.AST, pieces: Mapping[str, Check], arguments: Sequence[_Argument]
) -> None:
    """`new` is `pattern` with its placeholders filled."""
    name = _placeholder(pattern)
    if name in pieces:
        pieces[name](new)
        return
    if type(pattern) is not type(new):
        _refuse(new, f"{_name(new)} where the template has {_name(pattern)}")
    if isinstance(pattern, ast.Call) and isinstance(new, ast.Call):
        planned: list[_Argument] = []
        for child in ordered_children(pattern)[1:]:
            if _placeholder(child) == "args":
                planned += arguments
            else:
                planned.append(_pattern_argument(child, pieces, arguments))
        _match(pattern.func, new.func, pieces, arguments)
        _check_arguments(planned, new)
        return
    for field in pattern._fields:
        if field != "ctx":
            _match_values(getattr(pattern, field, None), getattr(new, field, None), new, pieces, arguments)


def _match_values(
    pattern: Any, new: Any, near: ast.AST, pieces: Mapping[str, Check], arguments: Sequence[_Argument]
) -> None:
    if isinstance(pattern, list):
        if len(pattern) != len(new):
            _refuse(near, "it is not what the template says")
        for one, other in zip(pattern, new, strict=True):
            _match_values(one, other, near, pieces, arguments)
    elif isinstance(pattern, ast.AST) and isinstance(new, ast.AST):
        _match(pattern, new, pieces, arguments)
    elif repr(pattern) != repr(new):
        _refuse(near, f"{new!r} where the template has {pattern!r}")


def _pattern_argument(
    node: ast.AST, pieces: Mapping[str, Check], arguments: Sequence[_Argument]
) -> _Argument:
    value = node.value if isinstance(node, ast.keyword | ast.Starred) else node

    def check(new: ast.AST) -> None:
        _match(value, new, pieces, arguments)

    if isinstance(node, ast.keyword):
        return _Argument(check, node.arg, "" if node.arg else "**")
    return _Argument(check, star="*" if isinstance(node, ast.Starred) else "")


def _placeholder(node: ast.AST) -> str:
    if isinstance(node, ast.Name) and node.id.startswith(_PREFIX):
        return node.id.removeprefix(_PREFIX)
    return ""


def _check_template(text: str, pieces: Mapping[str, Check], arguments: Sequence[_Argument] = ()) -> Check:
    template = _Template(text)
    return lambda new: template.check(new, pieces, arguments)


def _check_await(check: Check) -> Check:
    return lambda new: check(_of_type(new, ast.Await).value)


def _check_arguments(planned: Sequence[_Argument], call: ast.Call) -> None:
    actual = ordered_children(call)[1:]
    if len(actual) != len(planned):
        _refuse(call, f"the call has {len(actual)} arguments, not the planned {len(planned)}")
    for argument, node in zip(planned, actual, strict=True):
        keyword = node.arg if isinstance(node, ast.keyword) else None
        star = "**" if isinstance(node, ast.keyword) and keyword is None else ""
        star = "*" if isinstance(node, ast.Starred) else star
        if (argument.keyword, argument.star) != (keyword, star):
            wanted = argument.star or argument.keyword or "a positional argument"
            _refuse(call, f"{star or keyword or 'a positional argument'} where {wanted} was planned")
        argument.check(node.value if isinstance(node, ast.keyword | ast.Starred) else node)


def _check_statement(text: str, new: ast.stmt) -> None:
    if ast.dump(ast.parse(text).body[0]) != ast.dump(new):
        _refuse(new, f"this is not the planned statement `{text}`")


def _check_runs_inner(old: ast.FunctionDef, last: ast.stmt, edit: Shim) -> None:
    """`return runner(inner(…))` with every parameter of `old` handed on."""
    run = _of_type(_of_type(last, ast.Return).value, ast.Call)
    if ast.unparse(run.func) != ast.unparse(ast.parse(edit.runner)) or len(run.args) != 1 or run.keywords:
        _refuse(last, f"the outer function does not just run {edit.inner}")
    inner = _of_type(run.args[0], ast.Call)
    parameters = old.args
    handed_on = [parameter.arg for parameter in (*parameters.posonlyargs, *parameters.args)]
    if isinstance(inner.func, ast.Attribute) and inner.func.attr == edit.inner:
        receiver = ast.unparse(inner.func.value)
        handed_on = handed_on[1:] if handed_on[:1] == [receiver] else handed_on
    elif not isinstance(inner.func, ast.Name) or inner.func.id != edit.inner:
        _refuse(last, f"the outer function does not just run {edit.inner}")
    handed_on += [f"*{parameters.vararg.arg}"] if parameters.vararg else []
    handed_on += [f"{parameter.arg}={parameter.arg}" for parameter in parameters.kwonlyargs]
    handed_on += [f"**{parameters.kwarg.arg}"] if parameters.kwarg else []
    if [ast.unparse(argument) for argument in ordered_children(inner)[1:]] != handed_on:
        _refuse(last, f"not every parameter is handed on to {edit.inner} as it came")


def _arguments_of_type(node: ast.Subscript) -> list[ast.expr]:
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def _of_type(node: ast.AST | None, wanted: type[Node]) -> Node:
    """`node`, which must be a `wanted`."""
    if not isinstance(node, wanted):
        _refuse(node, f"{_name(node)} where {wanted.__name__} was planned")
    return node


def _only(statements: Sequence[ast.stmt], near: ast.AST) -> ast.stmt:
    if len(statements) != 1:
        _refuse(near, f"{len(statements)} statements where one was planned")
    return statements[0]


def _name(node: ast.AST | None) -> str:
    return "nothing" if node is None else type(node).__name__


def _refuse(node: ast.AST | _Place | None, reason: str) -> NoReturn:
    line = node.line if isinstance(node, _Place) else getattr(node, "lineno", 0)
    raise Unverified(reason, line)
