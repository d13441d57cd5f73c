"""Puts one expression where another stood, in parentheses exactly where Python needs them.

>>> new = cst.parse_expression("await f()")
>>> parent = cst.parse_expression("f().x")
>>> code(fitted(new, parent=parent, child=parent.value))
'(await f())'
"""

from __future__ import annotations

from typing import Final, TypeVar

import libcst as cst

_TUPLE, _NAMED, _TERNARY, _OR, _AND, _NOT, _COMPARISON = -1, 0, 2, 3, 4, 5, 6
_LAMBDA: Final = 1
_UNARY, _POWER, _AWAIT, _PRIMARY = 13, 14, 15, 16
_OPERATORS: Final[dict[type[cst.BaseBinaryOp], int]] = {
    cst.BitOr: 7,
    cst.BitXor: 8,
    cst.BitAnd: 9,
    cst.LeftShift: 10,
    cst.RightShift: 10,
    cst.Add: 11,
    cst.Subtract: 11,
    cst.Multiply: 12,
    cst.MatrixMultiply: 12,
    cst.Divide: 12,
    cst.FloorDivide: 12,
    cst.Modulo: 12,
    cst.Power: _POWER,
}

Expression = TypeVar("Expression", bound=cst.BaseExpression)


def code(node: cst.CSTNode) -> str:
    """The source text of one node."""
    return cst.Module([]).code_for_node(node)


def in_parentheses(node: Expression) -> Expression:
    """`node` with a pair of parentheses more."""
    return node.with_changes(lpar=[cst.LeftParen(), *node.lpar], rpar=[*node.rpar, cst.RightParen()])


def with_parentheses_of(node: Expression, old: cst.BaseExpression) -> Expression:
    """`node` in the parentheses that `old` has, comments in them included."""
    return node.with_changes(lpar=[*old.lpar, *node.lpar], rpar=[*node.rpar, *old.rpar])


def fitted(new: cst.BaseExpression, *, parent: cst.CSTNode | None, child: cst.CSTNode) -> cst.BaseExpression:
    """`new` as it may stand where `child` stands in `parent`; both are as they were before any edit."""
    if new.lpar or isinstance(new, cst.Name | cst.SimpleString | cst.List | cst.Dict | cst.Set):
        return new
    if binding(new) < needed_binding(parent, child) or _would_join_words(new, child, parent):
        return in_parentheses(new)
    if isinstance(parent, cst.Attribute) and isinstance(new, cst.Integer):
        return in_parentheses(new)  # `1.x` is a broken number
    return new


def binding(node: cst.BaseExpression) -> int:
    """How tightly `node` holds together: 16 and more for calls and names, -1 for a bare tuple."""
    if node.lpar:
        return _PRIMARY
    match node:
        case cst.Tuple() | cst.Yield():
            return _TUPLE
        case cst.NamedExpr() | cst.GeneratorExp():
            return _NAMED
        case cst.Lambda():
            return _LAMBDA
        case cst.IfExp():
            return _TERNARY
        case cst.BooleanOperation(operator=cst.Or()):
            return _OR
        case cst.BooleanOperation():
            return _AND
        case cst.UnaryOperation(operator=cst.Not()):
            return _NOT
        case cst.Comparison():
            return _COMPARISON
        case cst.BinaryOperation(operator=operator):
            return _OPERATORS[type(operator)]
        case cst.UnaryOperation():
            return _UNARY
        case cst.Await():
            return _AWAIT
        case _:
            return _PRIMARY


def needed_binding(parent: cst.CSTNode | None, child: cst.CSTNode) -> int:
    """The least `binding` that an expression needs to stand where `child` does without parentheses."""
    match parent:
        case cst.Attribute() | cst.Call() | cst.Await() | cst.Subscript():
            return _PRIMARY
        case cst.UnaryOperation(operator=cst.Not()):
            return _NOT
        case cst.UnaryOperation():
            return _UNARY
        case cst.BinaryOperation(operator=cst.Power()):
            return _AWAIT if parent.left is child else _UNARY
        case cst.BinaryOperation(operator=operator):
            return _OPERATORS[type(operator)] + (parent.right is child)
        case cst.BooleanOperation(operator=operator):
            return (_OR if isinstance(operator, cst.Or) else _AND) + (parent.right is child)
        case cst.Comparison() | cst.ComparisonTarget() | cst.StarredElement() | cst.StarredDictElement():
            return _COMPARISON + 1
        case cst.IfExp():
            return _LAMBDA if parent.orelse is child else _OR
        case cst.CompFor() | cst.CompIf():
            return _OR
        case cst.Arg():
            return _NAMED if parent.keyword is None and not parent.star else _LAMBDA
        case cst.Expr() | cst.Assign() | cst.AugAssign() | cst.AnnAssign() | cst.Return():
            return _TUPLE
        case cst.Yield() | cst.FormattedStringExpression():
            return _TUPLE
        case cst.For() | cst.Index():
            return _NAMED
        case cst.If() | cst.While() | cst.Decorator() | cst.Element():
            return _NAMED
        case _:
            return _LAMBDA


def _would_join_words(new: cst.BaseExpression, old: cst.CSTNode, parent: cst.CSTNode | None) -> bool:
    """`return(f)()` must not become `returnawait (f)()`, nor `f()if x` become `f.yif x`."""
    if isinstance(parent, cst.Arg | cst.Element | cst.Index):
        return False  # brackets, commas or an equals sign stand around it
    before, after = code(old), code(new)
    starts = _is_word(after[0]) and not _is_word(before[0])
    ends = _is_word(after[-1]) and not _is_word(before[-1])
    if not starts and not ends:
        return False
    left, _, right = code(parent).partition(before) if parent is not None else ("", "", "")
    return (starts and _is_word(left[-1:] or "_")) or (ends and _is_word(right[:1] or "_"))


def awaited(node: cst.BaseExpression) -> cst.Await:
    """`await node`, inside the parentheses that `node` has; a node that is awaited stays as it is.

    >>> code(awaited(cst.parse_expression("(f())")))
    '(await f())'
    """
    if isinstance(node, cst.Await):
        return node
    bare = node.with_changes(lpar=[], rpar=[])
    target = bare if binding(bare) >= _PRIMARY else in_parentheses(bare)
    return with_parentheses_of(cst.Await(target), node)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
