"""How each class of edit changes its piece of the tree: one file, one function, one class of edit.

A rewriter gets the node (its children already rewritten), the edit and a `Context`, and returns the new node.
It decides nothing; what it can't do it refuses with `CannotRewrite`.
"""

from collections.abc import Mapping
from typing import Final

from asyncifier.edits import (
    AddHelper,
    AddImports,
    AsyncFor,
    AsyncWith,
    CloseAtEnd,
    EditCall,
    EditGeneric,
    EditImport,
    EditQuoted,
    ExtendExports,
    ListComprehension,
    MakeAsync,
    MakeFactory,
    MakeLater,
    RenameDef,
    ReplaceAssign,
    ReplaceExpr,
    RunInPlace,
    Shim,
    YieldFromLoop,
)
from asyncifier.rewrite import Rewriter
from asyncifier_codemods.rewriters.add_helper import add_helper
from asyncifier_codemods.rewriters.add_imports import add_imports
from asyncifier_codemods.rewriters.async_for import async_for
from asyncifier_codemods.rewriters.async_with import async_with
from asyncifier_codemods.rewriters.close_at_end import close_at_end
from asyncifier_codemods.rewriters.edit_call import edit_call
from asyncifier_codemods.rewriters.edit_generic import edit_generic
from asyncifier_codemods.rewriters.edit_import import edit_import
from asyncifier_codemods.rewriters.edit_quoted import edit_quoted
from asyncifier_codemods.rewriters.extend_exports import extend_exports
from asyncifier_codemods.rewriters.list_comprehension import list_comprehension
from asyncifier_codemods.rewriters.make_async import make_async
from asyncifier_codemods.rewriters.make_factory import make_factory
from asyncifier_codemods.rewriters.make_later import make_later
from asyncifier_codemods.rewriters.rename_def import rename_def
from asyncifier_codemods.rewriters.replace_assign import replace_assign
from asyncifier_codemods.rewriters.replace_expr import replace_expr
from asyncifier_codemods.rewriters.run_in_place import run_in_place
from asyncifier_codemods.rewriters.shim import shim
from asyncifier_codemods.rewriters.yield_from_loop import yield_from_loop

REWRITERS: Final[Mapping[type, Rewriter]] = {
    MakeAsync: make_async,
    RenameDef: rename_def,
    MakeFactory: make_factory,
    MakeLater: make_later,
    Shim: shim,
    RunInPlace: run_in_place,
    EditCall: edit_call,
    AsyncWith: async_with,
    AsyncFor: async_for,
    ListComprehension: list_comprehension,
    YieldFromLoop: yield_from_loop,
    ReplaceExpr: replace_expr,
    EditGeneric: edit_generic,
    EditQuoted: edit_quoted,
    ReplaceAssign: replace_assign,
    CloseAtEnd: close_at_end,
    EditImport: edit_import,
    AddImports: add_imports,
    AddHelper: add_helper,
    ExtendExports: extend_exports,
}
