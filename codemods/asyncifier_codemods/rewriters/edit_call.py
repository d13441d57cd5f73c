"""`cur.execute(q)` -> `await cur.execute(q)`, with other callees, arguments and shapes on request."""

from collections.abc import Iterable, Mapping

import libcst as cst

from asyncifier.edits import ArgEdits, EditCall
from asyncifier.rewrite import CannotRewrite, Context
from asyncifier.rewrite.arguments import laid_out
from asyncifier.rewrite.expressions import awaited, code, fitted, in_parentheses, with_parentheses_of
from asyncifier.rewrite.templates import Template
from asyncifier_codemods.rewriters.moved import moved
from asyncifier_codemods.rewriters.statements import without


def edit_call(node: cst.Call, edit: EditCall, context: Context) -> cst.BaseExpression:
    """The call as `edit` wants it: callee, then arguments, then template, then `await`."""
    bare = node.with_changes(lpar=[], rpar=[])
    old_pieces = _pieces(bare)
    call = _with_arguments(_with_callee(bare, edit, old_pieces), edit.args, old_pieces)
    result: cst.BaseExpression = call
    if edit.template == "None" and isinstance(context.ancestors[-1], cst.Expr):
        context.replace_block(without)  # a statement of its own: nothing is left of it
        return with_parentheses_of(cst.Name("None"), node)
    if edit.template is not None:
        result = Template(edit.template).fill({**_pieces(call), "call": call}, call)
    if edit.awaited and not isinstance(context.ancestors[-1], cst.Await):
        result = awaited(result)
    if edit.into:
        context.replace_block(lambda statements, index: moved(statements, index, edit))
    return with_parentheses_of(result, node)


def _pieces(call: cst.Call) -> dict[str, cst.BaseExpression]:
    """What the placeholders of templates stand for."""
    pieces: dict[str, cst.BaseExpression] = {"func": call.func}
    if isinstance(call.func, cst.Attribute):
        pieces["self"] = call.func.value
    counted = True
    for number, arg in enumerate(call.args):
        counted = counted and not arg.star
        if arg.keyword is not None:
            pieces[arg.keyword.value] = arg.value
        elif counted:
            pieces[str(number)] = arg.value
    return pieces


def _with_callee(call: cst.Call, edit: EditCall, pieces: Mapping[str, cst.BaseExpression]) -> cst.Call:
    if edit.callee is not None:
        callee = Template(edit.callee).fill(pieces)
        call = call.with_changes(
            func=fitted(callee, parent=call, child=call.func),
        )
    if edit.method is not None:
        if not isinstance(call.func, cst.Attribute):
            raise CannotRewrite(f"{code(call.func)}() has no method name to change into {edit.method!r}")
        call = call.with_changes(func=call.func.with_changes(attr=cst.Name(edit.method)))
    return call


def _with_arguments(call: cst.Call, edits: ArgEdits, pieces: Mapping[str, cst.BaseExpression]) -> cst.Call:
    if edits == ArgEdits():
        return call
    _check_positions(call, edits)
    rename, replace, keyword_for = dict(edits.rename), dict(edits.replace), dict(edits.keyword_for)
    spread: dict[int | str | None, tuple[str, ...]] = dict(edits.spread)
    args: list[cst.Arg] = []
    for position, arg in enumerate(call.args):
        key: int | str | None = None if arg.star else arg.keyword.value if arg.keyword else position
        if key in edits.drop:
            continue
        if key in replace:
            arg = _with_value(arg, Template(replace[key]).fill({**pieces, "value": arg.value}, call))
        if isinstance(key, int) and key in keyword_for:
            arg = _with_keyword(arg, keyword_for[key])
        elif isinstance(key, str) and key in rename:
            arg = _with_keyword(arg, rename[key])
        args += _spread(arg, spread[key]) if key in spread else [arg]
    present = {arg.keyword.value for arg in args if arg.keyword}
    args += [
        _with_keyword(cst.Arg(Template(text).fill(pieces, call)), name)
        for name, text in edits.add
        if name not in present
    ]
    _check_order(call, args)
    return call.with_changes(args=laid_out(args, like=call))


def _check_positions(call: cst.Call, edits: ArgEdits) -> None:
    """`*args` before a numbered argument hides which one it is."""
    numbers = [key for key in _keys(edits) if isinstance(key, int)]
    for number in numbers:
        if (
            number >= len(call.args)
            or call.args[number].keyword
            or any(a.star for a in call.args[: number + 1])
        ):
            raise CannotRewrite(f"{code(call.func)}() has no plain argument {number}")


def _keys(edits: ArgEdits) -> Iterable[int | str]:
    yield from edits.drop
    yield from (key for key, _ in edits.replace)
    yield from (key for key, _ in edits.keyword_for)
    yield from (key for key, _ in edits.spread)


def _spread(arg: cst.Arg, keys: tuple[str, ...]) -> list[cst.Arg]:
    """The arguments in place of the one that holds them."""
    if keys:
        return [cst.Arg(value) for value in _picked(arg.value, keys)]
    match arg.value:
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            return [
                cst.Arg(element.value, star="*" if isinstance(element, cst.StarredElement) else "")
                for element in elements
            ]
        case value:
            return [cst.Arg(value, star="*")]


def _picked(value: cst.BaseExpression, keys: tuple[str, ...]) -> list[cst.BaseExpression]:
    if not isinstance(value, cst.Dict):
        return [Template(f"{{value}}[{_quoted(key)}]").fill({"value": value}) for key in keys]
    by_key = {
        literal.evaluated_value: element.value
        for element in value.elements
        if isinstance(element, cst.DictElement)
        and isinstance(literal := element.key, cst.SimpleString | cst.ConcatenatedString)
    }
    if set(by_key) != set(keys) or len(value.elements) != len(keys):
        raise CannotRewrite(f"{code(value)} has other keys than {', '.join(keys)}")
    return [by_key[key] for key in keys]


def _quoted(key: str) -> str:
    return f'"{key}"' if repr(key)[1:-1] == key and '"' not in key else repr(key)


def _check_order(call: cst.Call, args: list[cst.Arg]) -> None:
    keyword_seen = ""
    for arg in args:
        if arg.keyword is not None:
            keyword_seen = arg.keyword.value
        elif keyword_seen and not arg.star:
            raise CannotRewrite(
                f"in {code(call.func)}() a positional argument would follow the keyword {keyword_seen!r}"
            )


def _with_value(arg: cst.Arg, value: cst.BaseExpression) -> cst.Arg:
    return arg.with_changes(value=fitted(value, parent=arg, child=arg.value))


def _with_keyword(arg: cst.Arg, name: str) -> cst.Arg:
    tight = cst.SimpleWhitespace("")
    equal = arg.equal if isinstance(arg.equal, cst.AssignEqual) else cst.AssignEqual(tight, tight)
    value = arg.value
    if isinstance(value, cst.NamedExpr | cst.GeneratorExp) and not value.lpar:
        value = in_parentheses(value)
    return arg.with_changes(keyword=cst.Name(name), equal=equal, value=value)
