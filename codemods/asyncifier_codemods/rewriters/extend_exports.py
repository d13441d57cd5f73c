"""`__all__ = ["f"]` -> `__all__ = ["f", "f_async"]`."""

from collections.abc import Sequence

import libcst as cst

from asyncifier.edits import ExtendExports
from asyncifier.rewrite import CannotRewrite, Context


def extend_exports(node: cst.Module, edit: ExtendExports, context: Context) -> cst.Module:
    """The module with each new name behind the old one in its `__all__`."""
    extender = _Extender(dict(edit.names))
    body = [statement.visit(extender) if _is_exports(statement) else statement for statement in node.body]
    if extender.missing:
        raise CannotRewrite(f"`__all__` does not list {', '.join(sorted(extender.missing))}")
    return node.with_changes(body=body)


def _is_exports(statement: cst.CSTNode) -> bool:
    match statement:
        case cst.SimpleStatementLine(
            body=[
                cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value="__all__"))])
                | cst.AnnAssign(target=cst.Name(value="__all__"))
            ]
        ):
            return True
        case _:
            return False


class _Extender(cst.CSTTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        super().__init__()
        self.names = names
        self.missing = set(names)

    def leave_List(self, original_node: cst.List, updated_node: cst.List) -> cst.List:
        start = updated_node.lbracket.whitespace_after
        return updated_node.with_changes(elements=self._with_new(updated_node.elements, start))

    def leave_Tuple(self, original_node: cst.Tuple, updated_node: cst.Tuple) -> cst.Tuple:
        start = updated_node.lpar[0].whitespace_after if updated_node.lpar else cst.SimpleWhitespace("")
        return updated_node.with_changes(elements=self._with_new(updated_node.elements, start))

    def _with_new(
        self, elements: Sequence[cst.BaseElement], start: cst.BaseParenthesizableWhitespace
    ) -> list[cst.BaseElement]:
        """`start` is what stands before the first element: a new line, where each has its own."""
        is_one_a_line = isinstance(start, cst.ParenthesizedWhitespace)
        between = cst.Comma(whitespace_after=start if is_one_a_line else cst.SimpleWhitespace(" "))
        found: list[cst.BaseElement] = []
        for element in elements:
            found.append(element)
            if not isinstance(element, cst.Element) or not isinstance(element.value, cst.SimpleString):
                continue
            name = element.value.evaluated_value
            if name not in self.missing:
                continue
            self.missing.discard(name)
            quote = element.value.quote
            new = cst.SimpleString(f"{quote}{self.names[name]}{quote}")
            found[-1:] = [element.with_changes(comma=between), element.with_changes(value=new)]
        return found
