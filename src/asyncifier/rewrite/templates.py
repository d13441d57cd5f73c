"""Templates such as `{self}.execute({0})`, filled with nodes, so that comments and layout come along.

>>> template = Template("{self}.run({args}, x=1)")
>>> code(template.fill({"self": cst.Name("pool")}, call=cst.parse_expression("f(a)")))
'pool.run(a, x=1)'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import libcst as cst

from asyncifier.rewrite.arguments import laid_out
from asyncifier.rewrite.expressions import fitted
from asyncifier.rewrite.text import CannotRewrite

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PREFIX = "placeholder_of_asyncify_"


@dataclass(frozen=True)
class Template:
    """Source of one expression with placeholders in braces."""

    text: str

    def fill(
        self, pieces: Mapping[str, cst.BaseExpression], call: cst.Call | None = None
    ) -> cst.BaseExpression:
        """The expression with each `{name}` replaced by its piece, `{args}` by all arguments of `call`."""
        for name in _PLACEHOLDER.findall(self.text):
            if name not in pieces and not (name == "args" and call is not None):
                raise CannotRewrite(f"nothing here fills {{{name}}} of the template {self.text!r}")
        tree = expression(_PLACEHOLDER.sub(lambda match: _PREFIX + match[1], self.text))
        filled = cst.Module([cst.SimpleStatementLine([cst.Expr(tree)])]).visit(_Filler(pieces, call))
        statement = cst.ensure_type(filled.body[0], cst.SimpleStatementLine).body[0]
        return cst.ensure_type(statement, cst.Expr).value


def expression(text: str) -> cst.BaseExpression:
    """The expression that `text` is."""
    try:
        return cst.parse_expression(text)
    except cst.ParserSyntaxError as error:
        raise CannotRewrite(f"{text!r} is not a Python expression") from error


class _Filler(cst.CSTTransformer):
    def __init__(self, pieces: Mapping[str, cst.BaseExpression], call: cst.Call | None) -> None:
        super().__init__()
        self._pieces = pieces
        self._call = call
        self._parents: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        self._parents.append(node)
        return True

    def on_leave(  # type: ignore[override]
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode:
        self._parents.pop()
        if isinstance(updated_node, cst.Call):
            return self._with_all_args(updated_node)
        if not isinstance(updated_node, cst.Name) or not updated_node.value.startswith(_PREFIX):
            return updated_node
        name = updated_node.value.removeprefix(_PREFIX)
        if name not in self._pieces:
            return updated_node
        parent = self._parents[-1] if self._parents else None
        new = self._pieces[name].deep_clone()  # {0} may stand in the template twice
        return fitted(new, parent=parent, child=original_node)

    def _with_all_args(self, call: cst.Call) -> cst.Call:
        source = self._call
        if source is None:
            return call
        args: list[cst.Arg] = []
        for arg in call.args:
            if isinstance(arg.value, cst.Name) and arg.value.value == f"{_PREFIX}args":
                args += source.args
            else:
                args.append(arg)
        if len(args) == len(call.args) and all(a is b for a, b in zip(args, call.args, strict=True)):
            return call
        return call.with_changes(
            args=laid_out(args, like=source), whitespace_before_args=source.whitespace_before_args
        )
