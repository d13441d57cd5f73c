"""Is the new source valid for every Python that the project runs on?"""

from __future__ import annotations

import ast
import sys
import warnings

from asyncifier.verify.unverified import Unverified

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def check_compiles(old_tree: ast.Module, new: str, lowest: tuple[int, int]) -> ast.Module:
    """The tree of `new`, after the running Python compiled it and the lowest one's grammar accepted it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the old source has the same invalid escapes
            tree = ast.parse(new)
            compile(new, "<rewritten>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = error.lineno or 0 if isinstance(error, SyntaxError) else 0
        raise Unverified(f"it does not compile: {error}", line) from error
    if lowest < sys.version_info[:2]:
        _check_grammar(old_tree, new, lowest)
    if lowest < (3, 11):
        _check_nested_comprehensions(old_tree, tree)
    return tree


def _check_grammar(old_tree: ast.Module, new: str, lowest: tuple[int, int]) -> None:
    try:
        ast.parse(new, feature_version=lowest)
    except SyntaxError as error:
        if _accepts(ast.unparse(old_tree), lowest):
            version = ".".join(map(str, lowest))
            raise Unverified(
                f"it does not parse with Python {version}: {error.msg}", error.lineno or 0
            ) from error


def _accepts(source: str, version: tuple[int, int]) -> bool:
    try:
        ast.parse(source, feature_version=version)
    except SyntaxError:
        return False
    return True


def _check_nested_comprehensions(old_tree: ast.Module, new_tree: ast.Module) -> None:
    """`[[await f(x) for x in y] for y in z]` needs Python 3.11, though 3.10's grammar takes it."""
    lines = _nested_async_comprehensions(new_tree)
    if lines and not _nested_async_comprehensions(old_tree):
        raise Unverified("await in a nested comprehension needs Python 3.11", lines[0])


def _nested_async_comprehensions(tree: ast.Module) -> list[int]:
    found: list[int] = []
    waiting: list[tuple[ast.AST, bool]] = [(tree, False)]
    while waiting:
        node, nested = waiting.pop()
        if isinstance(node, _COMPREHENSIONS):
            if nested and not isinstance(node, ast.GeneratorExp) and _is_async(node):
                found.append(node.lineno)
            first = node.generators[0].iter  # runs in the scope around
            waiting.append((first, nested))
            waiting += [(child, True) for child in _inside(node) if child is not first]
        else:
            nested = nested and not isinstance(node, _SCOPES)
            waiting += [(child, nested) for child in ast.iter_child_nodes(node)]
    return sorted(found)


def _inside(node: ast.AST) -> list[ast.AST]:
    """The parts of a comprehension, those of its clauses included."""
    parts: list[ast.AST] = []
    for child in ast.iter_child_nodes(node):
        parts += ast.iter_child_nodes(child) if isinstance(child, ast.comprehension) else [child]
    return parts


def _is_async(comprehension: ast.ListComp | ast.SetComp | ast.DictComp) -> bool:
    """It has an `async for` or an `await` in its own scope."""
    if any(clause.is_async for clause in comprehension.generators):
        return True
    first = comprehension.generators[0].iter
    waiting = [part for part in _inside(comprehension) if part is not first]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Await):
            return True
        if isinstance(node, _COMPREHENSIONS):
            waiting.append(node.generators[0].iter)
        elif not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)
    return False
