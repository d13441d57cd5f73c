"""`x: "Iterator[int]"` -> `x: "AsyncIterator[int]"`."""

import ast

import libcst as cst

from asyncifier.edits import EditQuoted
from asyncifier.rewrite import CannotRewrite, Context, rewrite_source


def edit_quoted(node: cst.BaseString, edit: EditQuoted, context: Context) -> cst.BaseString:
    """The text with the edits carried out, in the quotes that it had."""
    if not isinstance(node, cst.SimpleString):
        raise CannotRewrite("an annotation made of several texts")
    inner = node.raw_value
    if inner != ast.literal_eval(node.value):
        raise CannotRewrite("an annotation with escapes in its text")
    new = rewrite_source(inner.encode(), edit.edits).decode()
    return node.with_changes(value=f"{node.prefix}{node.quote}{new}{node.quote}")
