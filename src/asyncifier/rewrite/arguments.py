"""Arguments of a call, with commas and line breaks as the call had them before.

>>> call = cst.parse_expression("f(\\n    a,\\n    b,\\n)")
>>> args = laid_out([*call.args, cst.Arg(cst.Name("c"))], like=call)
>>> code(call.with_changes(args=args))
'f(\\n    a,\\n    b,\\n    c,\\n)'
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst


def laid_out(args: Sequence[cst.Arg], *, like: cst.Call) -> list[cst.Arg]:
    """`args` with commas between them; the layout and the comments are those of `like`, the old call."""
    if not args:
        return []
    between = _comma_between(like)
    commas = {id(arg.comma) for arg in like.args[:-1]}
    result = [arg if id(arg.comma) in commas else _followed(arg, between) for arg in args[:-1]]
    last = args[-1]
    if like.args and _ends_like(last, like.args[-1]):
        return [*result, last]
    end_comma, end_whitespace = _end(like.args)
    return [*result, last.with_changes(comma=end_comma, whitespace_after_arg=end_whitespace)]


def _ends_like(arg: cst.Arg, other: cst.Arg) -> bool:
    """It is the same argument, though its value may have changed."""
    return arg.comma is other.comma and arg.whitespace_after_arg is other.whitespace_after_arg


def _comma_between(like: cst.Call) -> cst.Comma:
    for arg in like.args[:-1]:
        if isinstance(arg.comma, cst.Comma):
            return arg.comma.with_changes(whitespace_after=_without_comment(arg.comma.whitespace_after))
    opening = like.whitespace_before_args
    if like.args and isinstance(opening, cst.ParenthesizedWhitespace):  # each argument on a line of its own
        return cst.Comma(whitespace_after=_without_comment(opening))
    return cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def _end(
    like: Sequence[cst.Arg],
) -> tuple[cst.Comma | cst.MaybeSentinel, cst.BaseParenthesizableWhitespace]:
    """What stands between the last argument and the closing parenthesis."""
    if not like:
        return cst.MaybeSentinel.DEFAULT, cst.SimpleWhitespace("")
    last = like[-1]
    if not isinstance(last.comma, cst.Comma):
        return cst.MaybeSentinel.DEFAULT, _without_comment(last.whitespace_after_arg)
    after = _without_comment(last.comma.whitespace_after)
    return last.comma.with_changes(whitespace_after=after), last.whitespace_after_arg


def _followed(arg: cst.Arg, between: cst.Comma) -> cst.Arg:
    """`arg` with a comma behind it; a comment that stood behind it stays there."""
    own = arg.comma.whitespace_after if isinstance(arg.comma, cst.Comma) else arg.whitespace_after_arg
    after = between.whitespace_after
    if isinstance(own, cst.ParenthesizedWhitespace) and _has_comment(own):
        indent = after if isinstance(after, cst.ParenthesizedWhitespace) else own
        after = own.with_changes(indent=indent.indent, last_line=indent.last_line)
    return arg.with_changes(
        comma=between.with_changes(whitespace_after=after), whitespace_after_arg=cst.SimpleWhitespace("")
    )


def _has_comment(whitespace: cst.ParenthesizedWhitespace) -> bool:
    return whitespace.first_line.comment is not None or any(line.comment for line in whitespace.empty_lines)


def _without_comment(whitespace: cst.BaseParenthesizableWhitespace) -> cst.BaseParenthesizableWhitespace:
    if not isinstance(whitespace, cst.ParenthesizedWhitespace):
        return whitespace
    bare_line = cst.TrailingWhitespace(newline=whitespace.first_line.newline)
    return whitespace.with_changes(first_line=bare_line, empty_lines=[])
