"""A function or class that the rewritten code needs, once in the module."""

import libcst as cst

from asyncifier.edits import AddHelper
from asyncifier.rewrite import CannotRewrite, Context
from asyncifier_codemods.rewriters.statements import end_of_imports, starting_with_blank_lines


def add_helper(node: cst.Module, edit: AddHelper, context: Context) -> cst.Module:
    """The module with the definition after its imports, unless it has one of that name."""
    for statement in node.body:
        if isinstance(statement, cst.FunctionDef | cst.ClassDef) and statement.name.value == edit.name:
            return node
    try:
        helper = cst.parse_module(edit.text.strip("\n") + "\n", config=context.config)
    except cst.ParserSyntaxError as error:
        raise CannotRewrite(f"the helper {edit.name} is not valid Python") from error
    end = end_of_imports(node.body)
    before, after = node.body[:end], node.body[end:]
    first = helper.body[0].with_changes(leading_lines=[*helper.header, *helper.body[0].leading_lines])
    helpers = [starting_with_blank_lines(first, 2 if before else 0), *helper.body[1:]]
    if after:
        after = [starting_with_blank_lines(after[0], 2), *after[1:]]
    ends_in_newline = node.has_trailing_newline or not node.body
    return node.with_changes(body=[*before, *helpers, *after], has_trailing_newline=ends_in_newline)
