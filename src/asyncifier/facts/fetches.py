"""Objects that live for one `with` block, on which calls go in pairs: one runs something, the next reads its result.

    with conn.cursor() as cur:
        cur.execute(QUERY)
        return cur.fetchone()

Where all that happens to `cur` are such pairs, the object is not needed: one call can do what the two did. This is a
matter of the text alone; whether the calls are of a library that has such a call is decided later.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from asyncifier.facts.values import Fetch, PairedCalls

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def paired_calls(tree: ast.Module, numbers: Mapping[int, int], lines: Sequence[str]) -> Iterator[PairedCalls]:
    """Each such object of a file. `numbers` are those of the pieces, by id; `lines` are the source."""
    statements = list(_statements(tree))
    lines_of = [node.lineno for node in statements if isinstance(node, ast.With) and _may_pair(node)]
    for function in statements if lines_of else ():
        if isinstance(function, ast.FunctionDef):
            end = function.end_lineno or function.lineno
            if any(function.lineno <= line <= end for line in lines_of):
                yield from _in_function(function, numbers, lines)


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """All statements and clauses of a file, whatever block they stand in."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            below = getattr(node, field, None)
            if isinstance(below, list):
                waiting += below


def _may_pair(statement: ast.With) -> bool:
    """`with a.b() as c:` and a `c.d()` somewhere in the block, as a first look."""
    item = statement.items[-1]
    if not isinstance(item.optional_vars, ast.Name) or not isinstance(item.context_expr, ast.Call):
        return False
    name = item.optional_vars.id
    return any(
        isinstance(part, ast.Expr) and _call_of(part.value, name) is not None
        for block in _blocks(statement.body)
        for part in block
    )


def _in_function(
    function: ast.FunctionDef, numbers: Mapping[int, int], lines: Sequence[str]
) -> Iterator[PairedCalls]:
    entered = [
        (statement, index, item.optional_vars.id)
        for statement in _own(function.body)
        if isinstance(statement, ast.With)
        for index, item in enumerate(statement.items)
        if isinstance(item.optional_vars, ast.Name)
    ]
    for name in dict.fromkeys(name for _, _, name in entered):
        blocks = [(statement, index) for statement, index, other in entered if other == name]
        if _is_only(name, function, [statement for statement, _ in blocks]):
            for statement, index in blocks:
                found = _pairs(statement, index, name, numbers)
                if _ends_in_comment(statement, lines):
                    continue  # there is no place for it without the block
                if found is not None:
                    yield found


def _ends_in_comment(statement: ast.With, lines: Sequence[str]) -> bool:
    """A comment stands at the end of the block, below its last statement."""
    for line in lines[statement.end_lineno or 0 :]:
        text = line.lstrip()
        if text and not text.startswith("#"):
            return False
        if text and len(line) - len(text) > statement.col_offset:
            return True
    return False


def _own(nodes: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions in it."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _FUNCTIONS):
            waiting += ast.iter_child_nodes(node)


def _is_only(name: str, function: ast.FunctionDef, blocks: list[ast.With]) -> bool:
    """The name means nothing but what these blocks bind, and only inside of them."""
    inside = {id(node) for block in blocks for statement in block.body for node in _own([statement])}
    bound = [item.optional_vars for block in blocks for item in block.items]
    for node in ast.walk(function):
        match node:
            case ast.Name(id=other) if other == name and not any(node is target for target in bound):
                if id(node) not in inside or not isinstance(node.ctx, ast.Load):
                    return False
            case ast.arg(arg=other) | ast.ExceptHandler(name=other) if other == name:
                return False
            case ast.FunctionDef(name=other) | ast.ClassDef(name=other) | ast.MatchAs(name=other) if (
                other == name
            ):
                return False
            case ast.alias(name=full, asname=short) if name == (short or full.partition(".")[0]):
                return False
            case ast.Global(names=names) | ast.Nonlocal(names=names) if name in names:
                return False
    nested = [block for block in blocks if id(block) in inside]
    return not nested


def _pairs(statement: ast.With, index: int, name: str, numbers: Mapping[int, int]) -> PairedCalls | None:
    made = statement.items[index].context_expr
    if index != len(statement.items) - 1:
        return None  # what stands behind it may use it
    if not isinstance(made, ast.Call) or not isinstance(made.func, ast.Attribute):
        return None
    dotted = _dotted(made.func.value)
    if not dotted or _is_rebound(dotted, statement):
        return None
    uses = [
        node
        for part in statement.body
        for node in _own([part])
        if isinstance(node, ast.Name) and node.id == name
    ]
    accounted: set[int] = set()
    fetches: list[Fetch] = []
    for block in _blocks(statement.body):
        for position, part in enumerate(block):
            call = _call_of(part.value, name) if isinstance(part, ast.Expr) else None
            if call is None:
                continue
            following = block[position + 1] if position + 1 < len(block) else None
            fetch = _fetch(following, name, numbers) if following is not None else None
            accounted.add(id(_name_in(call)))
            if fetch is None:
                fetches.append(Fetch(numbers[id(call)], "", "", -1))
            else:
                node, kind, method, number = fetch
                accounted.add(id(node))
                fetches.append(Fetch(numbers[id(call)], kind, method, number))
    if _may_be_given_another(dotted, statement, {fetch.run for fetch in fetches}, numbers):
        return None
    if not fetches or {id(node) for node in uses} != accounted or len(uses) != len(accounted):
        return None
    read = tuple(
        ("attr" if isinstance(node, ast.Attribute) else "name", numbers[id(node)])
        for node in ast.walk(made.func.value)
        if isinstance(node, ast.Attribute | ast.Name)
    )
    return PairedCalls(numbers[id(statement)], index, numbers[id(made)], dotted, read, tuple(fetches))


def _dotted(node: ast.expr | None) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        below = _dotted(node.value)
        return f"{below}.{node.attr}" if below else ""
    return ""


def _is_rebound(dotted: str, statement: ast.With) -> bool:
    """The block gives one of the names in `dotted` another value."""
    parts = dotted.split(".")
    return any(
        (isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) and node.id == parts[0])
        or (isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load) and node.attr in parts[1:])
        for node in ast.walk(statement)
    )


def _may_be_given_another(
    dotted: str, statement: ast.With, runs: set[int], numbers: Mapping[int, int]
) -> bool:
    """Between two of the calls another method of the same object runs: `self.conn` may be another one then."""
    calls = [node for part in statement.body for node in ast.walk(part) if isinstance(node, ast.Call)]
    ours = sorted((call.lineno, call.col_offset) for call in calls if numbers[id(call)] in runs)
    root = dotted.partition(".")[0]
    return any(
        ours[0] < (call.lineno, call.col_offset) < ours[-1]
        and _dotted(call.func).partition(".")[0] == root
        and root != dotted
        for call in calls
        if ours
    )


def _blocks(body: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """The block and those in it, without functions."""
    yield body
    for statement in body:
        if isinstance(statement, _FUNCTIONS):
            continue
        for field in ("body", "orelse", "finalbody"):
            below = getattr(statement, field, None)
            if below:
                yield from _blocks(below)
        for handler in getattr(statement, "handlers", ()) or getattr(statement, "cases", ()):
            yield from _blocks(handler.body)


def _call_of(node: ast.AST | None, name: str) -> ast.Call | None:
    """`name.method(…)` in which the name does not stand again."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=other))) if other == name:
            return node if _count(node, name) == 1 else None
        case _:
            return None


def _name_in(call: ast.Call) -> ast.expr:
    assert isinstance(call.func, ast.Attribute)
    return call.func.value


def _count(node: ast.AST, name: str) -> int:
    return sum(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node))


def _fetch(
    statement: ast.stmt, name: str, numbers: Mapping[int, int]
) -> tuple[ast.AST, str, str, int] | None:
    """What the statement does with the name before anything else, if it does nothing else with it.

    The name's node; "call", "first" (`cur.fetchone()[0]`) or "iter"; the method; and the number of the piece.
    """
    match statement:
        case ast.Return(value=ast.expr() as first) | ast.Assign(value=first) | ast.Expr(value=first):
            pass
        case ast.AnnAssign(target=ast.Name(), value=ast.expr() as first):
            pass
        case ast.For(iter=first) | ast.If(test=first) | ast.Assert(test=first):
            pass
        case _:
            return None
    if _count(statement, name) != 1 or (
        _call_of(first, name) is not None and isinstance(statement, ast.Expr)
    ):
        return None
    is_iterated = isinstance(statement, ast.For)
    while True:
        match first:
            case ast.Name(id=other) if other == name:
                return (first, "iter", "", numbers[id(first)]) if is_iterated else None
            case ast.Subscript(value=ast.Call() as call, slice=ast.Constant(value=int(key))) if (
                key == 0 and not isinstance(key, bool) and _is_plain_call(call, name)
            ):
                return (_name_in(call), "first", _method(call), numbers[id(call)])
            case ast.Call() as call if _is_plain_call(call, name):
                return (_name_in(call), "call", _method(call), numbers[id(call)])
        following = _first_in(first)
        if following is None:
            return None
        is_iterated = isinstance(first, ast.ListComp | ast.SetComp | ast.DictComp)
        first = following


def _is_plain_call(call: ast.Call, name: str) -> bool:
    return _call_of(call, name) is not None and not call.args and not call.keywords


def _method(call: ast.Call) -> str:
    assert isinstance(call.func, ast.Attribute)
    return call.func.attr


def _first_in(node: ast.expr) -> ast.expr | None:
    """The part of the expression that is evaluated first, but for names."""
    match node:
        case ast.Call(func=func, args=[first, *_]) if _dotted(func):
            return first.value if isinstance(first, ast.Starred) else first
        case ast.Call(func=ast.Attribute(value=value)):
            return value
        case ast.Subscript(value=value) | ast.Attribute(value=value) | ast.NamedExpr(value=value):
            return value
        case ast.Compare(left=left) | ast.BinOp(left=left):
            return left
        case ast.BoolOp(values=[first, *_]) | ast.Tuple(elts=[first, *_]) | ast.List(elts=[first, *_]):
            return first.value if isinstance(first, ast.Starred) else first
        case ast.UnaryOp(operand=operand):
            return operand
        case ast.IfExp(test=test):
            return test
        case (
            ast.ListComp(generators=[clause, *_])
            | ast.SetComp(generators=[clause, *_])
            | ast.DictComp(generators=[clause, *_])
        ):
            return clause.iter if not clause.is_async else None
        case _:
            return None
