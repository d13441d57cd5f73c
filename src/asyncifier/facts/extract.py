"""From the bytes of one file to its facts, in one pass over Python's own tree.

The visitor returns, for every expression, the node its value is in. It resolves names lexically (which names
a scope binds is collected first, as Python itself does) and leaves everything that needs another file to
`graph`: an import becomes a binding, an attribute a load.
"""

from __future__ import annotations

import ast
import builtins
import itertools
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from asyncifier.facts.annotated import ELEMENT, parts_of
from asyncifier.facts.fetches import paired_calls
from asyncifier.facts.interleaving import changes, swallowing_clauses
from asyncifier.facts.lone_names import lone_assignments
from asyncifier.facts.module_values import module_values
from asyncifier.facts.rebinding import replaced_imports
from asyncifier.facts.texts import MAY_BE_TEXTS, Texts, names_of_other_scopes
from asyncifier.facts.type_tests import (
    TypeTest,
    bound_by,
    is_exhaustive,
    pattern_tests,
    tests_passed,
    type_tests,
)
from asyncifier.facts.values import (
    AWAITED,
    DECORATOR,
    FINALLY,
    GUARDED,
    KEYWORD_ONLY,
    KWARG,
    MATCHED,
    NOTHING,
    POSITIONAL,
    POSITIONAL_ONLY,
    STATEMENT,
    VARARG,
    Alloc,
    Apply,
    Arg,
    Await,
    Binding,
    Call,
    CatchAll,
    Copy,
    GetItem,
    Import,
    ImportedName,
    Load,
    LocalConnectionUse,
    Loop,
    ModuleFacts,
    ModuleValue,
    ModuleValueLoad,
    Narrow,
    Operation,
    OptionalReturns,
    Param,
    Reference,
    Scope,
    SetItem,
    StateChange,
    StopHandler,
    Store,
    TypeExpr,
    TypePart,
    Version,
    With,
    WithItem,
)
from asyncifier.numbering import count_pieces

_BUILTINS = frozenset(dir(builtins))
_COMMENT = re.compile(r"#\s*asyncify:\s*(?P<word>[\w-]+)(?:\[(?P<codes>[^\]]*)\])?")
_STAR_IMPORT = re.compile(rb"\bimport[\s\\]*\*")
_GLOBAL_STATEMENT = re.compile(rb"\bglobal\s+([\w\s,]+?)(?=[;#\n]|$)")
_BINDS_LAST = (ast.Expr, ast.Return, ast.Assign)
"""Statements that bind names, if any, when all else is read; those with `:=` aside."""
_RUNS_ONCE = (*_BINDS_LAST, ast.If, ast.With, ast.AsyncWith, ast.Try)
"""Statements of which each part sees what the names were before, until it binds them itself."""
_COMPREHENSIONS = {
    ast.ListComp: "listcomp",
    ast.SetComp: "setcomp",
    ast.DictComp: "dictcomp",
    ast.GeneratorExp: "genexp",
}
_CONTAINER_OF = {"listcomp": "list", "setcomp": "set", "dictcomp": "dict", "genexp": "generator"}
_OPERATORS = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.MatMult: "matmul", ast.Div: "truediv", ast.Mod: "mod",
    ast.Pow: "pow", ast.LShift: "lshift", ast.RShift: "rshift", ast.BitOr: "or", ast.BitXor: "xor",
    ast.BitAnd: "and", ast.FloorDiv: "floordiv", ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le",
    ast.Gt: "gt", ast.GtE: "ge", ast.UAdd: "pos", ast.USub: "neg", ast.Invert: "invert",
}  # fmt: skip
_TRANSPARENT_GENERICS = {
    "Optional",
    "Union",
    "Annotated",
    "Final",
    "ClassVar",
    "Required",
    "NotRequired",
    "ReadOnly",
}
_CONTAINER_GENERICS = {
    "list", "List", "set", "Set", "frozenset", "FrozenSet", "tuple", "Tuple", "dict", "Dict", "deque", "Deque",
    "Iterable", "Iterator", "Generator", "Sequence", "MutableSequence", "Collection", "Mapping", "MutableMapping",
    "AbstractSet", "MutableSet", "DefaultDict", "defaultdict", "OrderedDict", "AsyncIterator", "AsyncIterable",
    "AsyncGenerator", "ContextManager", "AbstractContextManager",
}  # fmt: skip
_LAST_ARGUMENT_ONLY = {
    "dict",
    "Dict",
    "Mapping",
    "MutableMapping",
    "DefaultDict",
    "defaultdict",
    "OrderedDict",
}
_FIRST_ARGUMENT_ONLY = {"Generator", "AsyncGenerator", "Annotated"}


def read_facts(source: bytes) -> ModuleFacts:
    """The facts of one file; raises SyntaxError (with its line) or ValueError when it is not Python.

    A file so deep that the visitor would run out of stack is read again on a thread with a large one.
    """
    tree = ast.parse(source)
    try:
        return _Extractor(source).read(tree)
    except RecursionError:
        return _with_large_stack(source, tree)


def _with_large_stack(source: bytes, tree: ast.Module) -> ModuleFacts:
    outcome: list[ModuleFacts | BaseException] = []

    def work() -> None:
        try:
            outcome.append(_Extractor(source).read(tree))
        except BaseException as error:
            outcome.append(error)

    limit, size = sys.getrecursionlimit(), threading.stack_size(512 * 1024 * 1024)
    sys.setrecursionlimit(max(limit, 200_000))
    try:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)
    result = outcome[0]
    if isinstance(result, BaseException):
        raise result
    return result


_UNSEEN_CALL = Call(NOTHING, (), NOTHING, 0, 0, 0, "…", 0, -1)
"""Stands for a call in a place that is never evaluated as an expression of the program."""


class _ScopeBuilder:
    """A scope while its body is read."""

    def __init__(self, kind: str, name: str, qualname: str, parent: int, node: ast.AST, number: int) -> None:
        self.kind, self.name, self.qualname, self.parent, self.number = kind, name, qualname, parent, number
        self.node = node
        self.line: int = getattr(node, "lineno", 1)
        self.column: int = getattr(node, "col_offset", 0)
        self.is_async = isinstance(node, ast.AsyncFunctionDef)
        self.is_generator = self.returns_value = self.is_stub = False
        self.stops: list[int] = []
        self.params: tuple[Param, ...] = ()
        self.value = self.returned = self.yielded = NOTHING
        self.names: dict[str, int] = {}
        self.bound: set[str] = set()
        self.rebound: set[str] = set()
        """Names that more than one statement binds."""
        self.globals: set[str] = set()
        """Names declared global or nonlocal here."""
        self.nonlocals: set[str] = set()
        self.bases: tuple[int, ...] = ()
        self.decorators: tuple[tuple[int, int], ...] = ()
        self.returns_annotation: TypeExpr | None = None
        self.comment = ""
        self.top_level: frozenset[int] = frozenset()
        self.body: Sequence[ast.stmt] = ()
        self.fields: list[str] = []
        self.metaclass = ""
        self.has_examples = self.cleans_up = False
        self.has_keyword_fields = False
        """`_: KW_ONLY` was seen: what follows has no position."""
        self.optional_param = ""
        self.without = self.given = NOTHING
        self.branch = ""
        """Which of `without` and `given` a return statement here feeds."""

    def bind(self, *names: str) -> None:
        for name in names:
            (self.rebound if name in self.bound else self.bound).add(name)

    def freeze(self) -> Scope:
        return Scope(
            self.kind, self.name, self.qualname, self.parent, self.number, self.line, self.column, self.is_async,
            self.is_generator, self.returns_value, self.params, self.value, self.returned, self.yielded,
            self.optional(), tuple(self.stops), self.names,
            self.bases, self.decorators, self.returns_annotation, self.is_stub, self.comment, tuple(self.fields),
            self.metaclass, self.has_examples, self.cleans_up,
            (self.body[-1].end_lineno or 0) if self.body else 0,
        )  # fmt: skip

    def optional(self) -> OptionalReturns | None:
        return OptionalReturns(self.optional_param, self.without, self.given) if self.optional_param else None


class _Extractor:
    def __init__(self, source: bytes) -> None:
        self.source = source
        self.pieces: dict[int, int] = {}
        self.scopes: list[_ScopeBuilder] = []
        self.node_scopes: list[int] = [0]
        self.copies: list[Copy] = []
        self.loads: list[Load] = []
        self.stores: list[Store] = []
        self.mentions_stop = False
        self.stop_handlers: list[StopHandler] = []
        self.getitems: list[GetItem] = []
        self.setitems: list[SetItem] = []
        self.calls: dict[int, Call] = {}
        self.applies: list[Apply] = []
        self.withs: list[With] = []
        self.loops: list[Loop] = []
        self.operations: list[Operation] = []
        self.awaits: list[Await] = []
        self.catch_alls: list[CatchAll] = []
        self.state_changes: list[StateChange] = []
        self.narrows: list[Narrow] = []
        self.narrowed: dict[str, tuple[int, int]] = {}
        """Names of which a test or an assignment told what they are: (variable, the node that holds it here)."""
        self.versions: list[Version] = []
        self.set_elsewhere: frozenset[str] = frozenset()
        """Names of the module that functions declare `global`."""
        self.replaced: frozenset[int] = frozenset()
        """Aliases of imports, by id; see `replaced_imports`."""
        self.replaced_names: set[str] = set()
        self.settled: dict[str, tuple[int, int]] = self.narrowed
        """Such names that nothing in the statement around binds."""
        self.allocs: list[Alloc] = []
        self.imports: list[Import] = []
        self.bindings: list[Binding] = []
        self.binding_of: dict[tuple[int, str], int] = {}
        self.references: list[Reference] = []
        self.assigned_calls: list[LocalConnectionUse] = []
        self.instances: list[tuple[int, TypeExpr]] = []
        self.constants: dict[str, int] = {}
        self.constant_nodes: set[int] = set()
        self.exports: tuple[str, ...] | None = None
        self.has_star = False
        self.has_walrus = b":=" in source
        self.has_nonlocal = b"nonlocal" in source
        self.guarded = False
        self.type_checking = False
        self.current = 0
        self.comments: dict[int, tuple[str, tuple[str, ...]]] = {}
        self.flags_of: dict[int, int] = {}
        self.consumed: set[int] = set()
        """Generator expressions that are the arguments of calls."""
        self.overwritten: set[int] = set()
        """Assignments and values of dict displays, by id, whose value nothing can read; see `_overwritten`."""
        self.in_try = 0
        self.first_imports: frozenset[int] = frozenset()
        self.in_finally = 0
        self.lone: frozenset[int] = frozenset()
        """Assignments in the current function, by id; see `lone_assignments`."""
        self.values: dict[str, ModuleValue] = {}
        self.value_loads: list[ModuleValueLoad] = []
        self.truth: bool | None = None
        """What the current assignment stores, when it is True or False."""
        self.recording = True
        self.text_names: set[str] = set()
        """Names that an assignment gives what may be a text."""
        self.text_arguments: list[tuple[int, int, int, ast.expr]] = []
        """Arguments of calls that may be texts: scope, number of the call, position, expression."""
        self.annotation_role = "annotation"
        self.type_parts: list[TypePart] = []
        self.quoted: tuple[dict[int, int], int, int] | None = None
        """In an annotation in quotes: the numbers of its pieces, its own, and the column where it starts."""
        self.quoted_line = 0

    # -- the module -----------------------------------------------------------------------------------

    def read(self, tree: ast.Module) -> ModuleFacts:
        self.pieces = count_pieces(tree)
        self.comments = _read_comments(self.source)
        module = self.open_scope("module", "", "", -1, tree, 0)
        self.collect(module, tree.body)
        self.has_star = _STAR_IMPORT.search(self.source) is not None and any(
            isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(tree)
        )
        module.returned = NOTHING
        self.set_elsewhere = frozenset(
            name.strip().decode(errors="replace")
            for names in _GLOBAL_STATEMENT.findall(self.source)
            for name in names.split(b",")
        )
        self.replaced = replaced_imports(tree.body, module.rebound)
        self.values = {value.name: value for value in module_values(tree, self.pieces, self.replaced)}
        self.first_imports = _first_imports(tree.body)
        self.block(tree.body)
        declared = set().union(*(scope.globals for scope in self.scopes))
        self.note_texts(tree)
        return ModuleFacts(
            nodes=len(self.node_scopes),
            node_scopes=tuple(self.node_scopes),
            scopes=tuple(scope.freeze() for scope in self.scopes),
            copies=tuple(self.copies),
            loads=tuple(self.loads),
            stores=tuple(self.stores),
            getitems=tuple(self.getitems),
            setitems=tuple(self.setitems),
            calls=tuple(
                self.calls.get(number, _UNSEEN_CALL) for number in range(max(self.calls, default=-1) + 1)
            ),
            applies=tuple(self.applies),
            withs=tuple(self.withs),
            loops=tuple(self.loops),
            operations=tuple(self.operations),
            narrows=tuple(self.narrows),
            versions=tuple(self.versions),
            allocs=tuple(self.allocs),
            imports=tuple(self.imports),
            bindings=tuple(self.bindings),
            references=tuple(self.references),
            assigned_calls=tuple(self.assigned_calls),
            instances=tuple(self.instances),
            exports=self.exports,
            ignored={line: codes for line, (word, codes) in self.comments.items() if word == "ignore"},
            defined_names=tuple(sorted(module.bound)),
            lines=self.source.count(b"\n") + 1,
            values=tuple(value for name, value in self.values.items() if name not in declared),
            value_loads=tuple(self.value_loads),
            paired_calls=tuple(
                paired_calls(tree, self.pieces, self.source.decode(errors="replace").split("\n"))
            ),
            mentions_stop=self.mentions_stop,
            stop_handlers=tuple(self.stop_handlers),
            awaits=tuple(self.awaits),
            catch_alls=tuple(self.catch_alls),
            state_changes=tuple(self.state_changes),
            type_parts=tuple(self.type_parts),
        )

    def note_texts(self, tree: ast.Module) -> None:
        """Notes with the arguments of calls the texts that they always are."""
        has_other = b"global" in self.source or b"nonlocal" in self.source
        texts = Texts(self.text_names, names_of_other_scopes(tree) if has_other else ())
        chains: dict[int, tuple[ast.AST, ...]] = {}
        for scope, number, position, expression in self.text_arguments:
            if isinstance(expression, ast.Name) and expression.id not in self.text_names:
                continue
            if scope not in chains:
                chains[scope] = self.nodes_around(scope)
            text = texts.of(expression, chains[scope])
            if text is None or not _is_storable(text):
                continue
            call = self.calls[number]
            args = list(call.args)
            args[position] = msgspec.structs.replace(args[position], text=text)
            self.calls[number] = msgspec.structs.replace(call, args=tuple(args))

    def nodes_around(self, index: int) -> tuple[ast.AST, ...]:
        """The scopes that names are looked up in, the innermost last; comprehensions belong to those around them."""
        found: list[ast.AST] = []
        while index >= 0:
            scope = self.scopes[index]
            if scope.kind in ("module", "class", "function", "lambda"):
                found.insert(0, scope.node)
            index = scope.parent
        return tuple(found)

    # -- nodes, scopes, names ---------------------------------------------------------------------------

    def new(self) -> int:
        self.node_scopes.append(self.current)
        return len(self.node_scopes) - 1

    def number(self, node: ast.AST) -> int:
        return self.pieces[id(node)]

    def copy(self, source: int, target: int) -> None:
        if source and target and source != target:
            self.copies.append(Copy(source, target, self.current))

    def constant(self, type_name: str) -> int:
        node = self.constants.get(type_name)
        if node is None:
            self.node_scopes.append(0)
            node = self.constants[type_name] = len(self.node_scopes) - 1
            self.constant_nodes.add(node)
            self.allocs.append(Alloc(node, "const", type_name, 0))
        return node

    def allocate(self, kind: str, payload: int | str = "") -> int:
        node = self.new()
        self.allocs.append(Alloc(node, kind, payload, self.current))
        return node

    def open_scope(
        self, kind: str, name: str, qualname: str, parent: int, node: ast.AST, number: int
    ) -> _ScopeBuilder:
        scope = _ScopeBuilder(kind, name, qualname, parent, node, number)
        self.scopes.append(scope)
        return scope

    def child_name(self, name: str) -> str:
        scope = self.scopes[self.current]
        if scope.kind == "module":
            return name
        if scope.kind == "class":
            return f"{scope.qualname}.{name}"
        return f"{scope.qualname}.<locals>.{name}" if scope.qualname else name

    def collect(self, scope: _ScopeBuilder, body: Sequence[ast.AST]) -> None:
        """The names that `scope` binds, without looking into nested scopes."""
        if self.has_walrus:
            collector = _BoundNames(scope)
            for node in body:
                collector.visit(node)
        else:
            _bind_names(scope, body)
        scope.bound -= scope.globals

    def variable(self, name: str, scope_index: int | None = None) -> int:
        """The node of the variable that `name` means in the current scope; 0 when nothing binds it."""
        index = self.current if scope_index is None else scope_index
        first = True
        while index >= 0:
            scope = self.scopes[index]
            if name in scope.globals:
                index = 0 if name not in scope.nonlocals else scope.parent
                first = False
                if index == 0:
                    return self.variable_in(0, name)
                continue
            if name in scope.bound and (scope.kind != "class" or first):
                return self.variable_in(index, name)
            if scope.kind != "class":
                first = False
            index = scope.parent
            first = False
        return NOTHING

    def variable_in(self, index: int, name: str) -> int:
        scope = self.scopes[index]
        node = scope.names.get(name)
        if node is None:
            self.node_scopes.append(index)
            node = scope.names[name] = len(self.node_scopes) - 1
        return node

    def load_name(self, name: str) -> int:
        scope = self.scopes[self.current]
        if (
            scope.kind == "class"
            and name in scope.bound
            and not (name in scope.names or name in scope.globals)
        ):
            node = self.variable(name, scope.parent)  # `kind = kind()`: the class has none yet
        else:
            node = self.variable(name)
        if node:
            if self.narrowed and self.narrowed.get(name, (0, 0))[0] == node:
                return self.narrowed[name][1]
            return node
        if name in _BUILTINS:
            return self.external(f"builtins.{name}")
        if self.has_star:
            return self.variable_in(0, name)
        if name in ("__name__", "__file__", "__doc__"):
            return self.constant("str")
        return NOTHING

    def external(self, path: str) -> int:
        node = self.constants.get(path)
        if node is None:
            self.node_scopes.append(0)
            node = self.constants[path] = len(self.node_scopes) - 1
            self.constant_nodes.add(node)
            self.allocs.append(Alloc(node, "external", path, 0))
        return node

    def binding(self, name: str) -> int:
        """The index of the import binding that `name` means here, else -1."""
        index = self.current
        first = True
        while index >= 0:
            scope = self.scopes[index]
            if name in scope.bound and (scope.kind != "class" or first):
                return self.binding_of.get((index, name), -1)
            if name in scope.globals and name not in scope.nonlocals:
                return self.binding_of.get((0, name), -1)
            first = False
            index = scope.parent
        return -1

    # -- statements -------------------------------------------------------------------------------------

    def block(self, body: Sequence[ast.stmt]) -> None:
        if not self.in_try:
            self.overwritten.update(_overwritten(body))
        before, settled = self.narrowed, self.settled
        for statement in body:
            bound: frozenset[str] = frozenset()
            if self.narrowed and self.narrowed is not settled:
                if self.has_walrus or not isinstance(statement, _BINDS_LAST):
                    bound = bound_by(statement, self.has_walrus)
                if not isinstance(statement, _RUNS_ONCE):
                    self.forget(bound)
                    self.settled = self.narrowed
            _STATEMENTS.get(statement.__class__, _Extractor.other_statement)(self, statement)
            self.forget(bound)
            if statement.__class__ is ast.If or statement.__class__ is ast.Assert:
                self.narrow(tests_passed(statement))
            self.settled = settled
        self.narrowed = before

    def other_statement(self, statement: ast.AST) -> None:
        for child in ast.iter_child_nodes(statement):
            if isinstance(child, ast.expr):
                self.expr(child)
            elif isinstance(child, ast.stmt):
                self.block([child])

    def stmt_Expr(self, node: ast.Expr) -> None:
        value = node.value
        if isinstance(value, ast.Await):
            value = value.value
            if not isinstance(value, ast.Call):
                self.expr(node.value)
                return
            self.flags_of[id(value)] = AWAITED
        if isinstance(value, ast.Call):
            self.flags_of[id(value)] = self.flags_of.get(id(value), 0) | STATEMENT
        if isinstance(value, ast.YieldFrom):
            self.yield_from(value, statement=True)
            return
        self.expr(value)

    def stmt_Assign(self, node: ast.Assign) -> None:
        value = self.expr(node.value)
        match node.targets:
            case [ast.Name(id=alias)] if isinstance(node.value, ast.Subscript | ast.BinOp):
                if self.scopes[self.current].kind in ("module", "class"):
                    self.note_types(node.value, NOTHING, alias=alias)
            case _:
                pass
        if isinstance(node.value, (*MAY_BE_TEXTS, ast.Constant)):
            self.text_names.update(target.id for target in node.targets if isinstance(target, ast.Name))
        if (
            len(node.targets) == 1
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Call)
            and self.scopes[self.current].kind == "function"
        ):
            target = node.targets[0].id
            self.assigned_calls.append(
                LocalConnectionUse(
                    self.number(node), self.number(node.value), target, self.current, node.lineno,
                    id(node) in self.lone,
                )
            )  # fmt: skip
        if (
            self.current == 0
            and len(node.targets) == 1
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == "__all__"
            and isinstance(node.value, ast.List | ast.Tuple)
        ):
            self.exports = tuple(
                item.value
                for item in node.value.elts
                if isinstance(item, ast.Constant) and isinstance(item.value, str) and _is_storable(item.value)
            )
        if id(node) in self.overwritten:
            value = NOTHING
        single = self.number(node) if len(node.targets) == 1 else -1
        stored = node.value.value if isinstance(node.value, ast.Constant) else None
        self.truth = stored if isinstance(stored, bool) else None
        for target_node in node.targets:
            if (
                self.current == 0
                and isinstance(target_node, ast.Name)
                and target_node.id in self.replaced_names
            ):
                self.binding_of.pop(
                    (0, target_node.id), None
                )  # from here on it is not the import that is meant
            self.assign(target_node, value, single)
            if isinstance(target_node, ast.Name) and not isinstance(node.value, ast.Constant):
                self.know(target_node.id, value)
        self.truth = None

    def stmt_AnnAssign(self, node: ast.AnnAssign) -> None:
        # Order as in libcst: target, annotation, value; the numbers come from `count_pieces` anyway.
        annotation = self.annotation(node.annotation)
        if isinstance(node.target, ast.Name) and node.value is not None:
            self.text_names.add(node.target.id)
        scope = self.scopes[self.current]
        if scope.kind == "class" and isinstance(node.target, ast.Name):
            kind = _generic_name(node.annotation)
            scope.has_keyword_fields = scope.has_keyword_fields or kind == "KW_ONLY"
            if kind != "ClassVar" and not scope.has_keyword_fields:
                scope.fields.append(node.target.id)
        value = self.expr(node.value) if node.value is not None else NOTHING
        self.assign(node.target, value, self.number(node) if node.value is not None else -1)
        if isinstance(node.target, ast.Name):
            if _generic_name(node.annotation) == "TypeAlias" and node.value is not None:
                self.note_types(node.value, NOTHING, alias=node.target.id)
            self.note_types(node.annotation, self.variable(node.target.id))
        elif isinstance(node.target, ast.Attribute) and isinstance(node.target.value, ast.Name):
            self.note_types(node.annotation, self.expr(node.target.value), attribute=node.target.attr)
        if annotation is not None and (annotation.classes or annotation.elements):
            if isinstance(node.target, ast.Name):
                self.instances.append((self.variable(node.target.id), annotation))
            elif isinstance(node.target, ast.Attribute):
                holder = self.new()
                self.instances.append((holder, annotation))
                self.stores.append(
                    Store(
                        self.expr(node.target.value),
                        node.target.attr,
                        holder,
                        self.current,
                        -1,
                        node.lineno,
                        0,
                    )
                )

    def stmt_AugAssign(self, node: ast.AugAssign) -> None:
        value = self.expr(node.value)
        old = self.expr(node.target)
        self.operate(f"__i{_OPERATORS.get(type(node.op), 'op')}__", old, node)
        self.operate("__iter__", value, node)
        self.assign(node.target, value, -1)

    def stmt_Return(self, node: ast.Return) -> None:
        if node.value is not None:
            scope = self.scopes[self.current]
            scope.returns_value = scope.returns_value or not (
                isinstance(node.value, ast.Constant) and node.value.value is None
            )
            value = self.expr(node.value)
            branch = {"without": scope.without, "given": scope.given}.get(scope.branch, scope.returned)
            self.copy(value, branch)

    def stmt_If(self, node: ast.If) -> None:
        self.test(node.test)
        when, otherwise = type_tests(node.test)
        if id(node) in self.scopes[self.current].top_level and self.split_returns(node):
            return
        guarded, checking = self.guarded, self.type_checking
        if _is_main_guard(node.test):
            self.guarded = True
        if _is_type_checking(node.test):
            self.type_checking = True
        self.branch(node.body, when)
        self.guarded, self.type_checking = guarded, checking
        self.branch(node.orelse, otherwise)

    def split_returns(self, node: ast.If) -> bool:
        """`if param is None: return …` at the top of a function: its returns are told apart from the others."""
        scope = self.scopes[self.current]
        param, when = _optional_test(node.test)
        known = any(item.name == param and item.has_default for item in scope.params)
        if not known or scope.optional_param not in ("", param):
            return False
        if not isinstance(node.body[-1], ast.Return | ast.Raise):
            return False
        if not scope.optional_param:
            scope.optional_param = param
            scope.without, scope.given = self.new(), self.new()
            self.copy(scope.without, scope.returned)
            self.copy(scope.given, scope.returned)
        tests = type_tests(node.test)
        scope.branch = when
        self.branch(node.body, tests[0])
        scope.branch = "given" if when == "without" else "without"
        self.branch(node.orelse, tests[1])
        return True

    # -- what tests of types tell -----------------------------------------------------------------------

    def branch(self, body: Sequence[ast.stmt], tests: Sequence[TypeTest]) -> None:
        """A block in which the tests hold."""
        before = self.narrowed
        self.narrow(tests)
        self.block(body)
        self.narrowed = before

    def narrow(self, tests: Sequence[TypeTest]) -> None:
        """From here on, until `narrowed` is set back, the names are known to pass the tests."""
        for test in tests:
            variable = self.variable(test.name)
            if variable and self.is_local(variable, test.name):
                found = self.narrow_value(self.load_name(test.name), test)
                self.narrowed = {**self.narrowed, test.name: (variable, found)}

    def know(self, name: str, value: int) -> None:
        """From here on, until something binds it again, the name is exactly `value`: `x = x.cursor()`."""
        scope = self.scopes[self.current]
        if name not in scope.rebound or not (variable := self.variable(name)):
            return
        if scope.kind == "module":
            if name in self.set_elsewhere:
                return
        elif not self.is_local(variable, name):
            return
        version = self.new()
        self.copy(value, version)
        self.versions.append(Version(variable, version))
        self.narrowed = {**self.narrowed, name: (variable, version)}

    def narrow_value(self, value: int, test: TypeTest) -> int:
        target = self.new()
        classes = tuple(self.dotted_value(cls) for cls in test.classes)
        self.narrows.append(Narrow(value, target, classes, test.is_instance, self.current))
        return target

    def is_local(self, variable: int, name: str) -> bool:
        """The variable is of the function that is read, or of a comprehension in it: no other code sets it."""
        index = self.current
        while self.node_scopes[variable] != index:
            if self.scopes[index].kind not in ("listcomp", "setcomp", "dictcomp"):
                return False
            index = self.scopes[index].parent
        scope = self.scopes[index]
        if scope.kind in ("module", "class"):
            return False
        return not self.has_nonlocal or not any(
            isinstance(node, ast.Nonlocal) and name in node.names
            for statement in scope.body
            for node in ast.walk(statement)
        )

    def forget(self, names: frozenset[str]) -> None:
        if "*" in names:
            self.narrowed = {}
        elif not names.isdisjoint(self.narrowed):
            self.narrowed = {name: found for name, found in self.narrowed.items() if name not in names}

    def bound_in(self, parts: Sequence[ast.AST]) -> frozenset[str]:
        return frozenset[str]().union(*(bound_by(part, self.has_walrus) for part in parts))

    def stmt_While(self, node: ast.While) -> None:
        self.test(node.test)
        self.branch(node.body, type_tests(node.test)[0])
        self.block(node.orelse)

    def stmt_Assert(self, node: ast.Assert) -> None:
        self.test(node.test)
        if node.msg is not None:
            self.expr(node.msg)

    def stmt_For(self, node: ast.For | ast.AsyncFor) -> None:
        iterable = self.expr(node.iter)
        element = self.new()
        self.loops.append(
            Loop(
                "for", self.number(node), iterable, element, self.current, self.current, node.lineno, node.col_offset,
                isinstance(node, ast.AsyncFor), self.call_number(node.iter), _leaves(node),
            )
        )  # fmt: skip
        self.assign(node.target, element, -1)
        self.block(node.body)
        self.block(node.orelse)

    stmt_AsyncFor = stmt_For

    def stmt_With(self, node: ast.With | ast.AsyncWith) -> None:
        self.scopes[self.current].cleans_up = True
        items = []
        for item in node.items:
            context = self.expr(item.context_expr)
            target = NOTHING
            name = ""
            if item.optional_vars is not None:
                target = self.new()
                self.assign(item.optional_vars, target, -1)
                if isinstance(item.optional_vars, ast.Name):
                    name = item.optional_vars.id
            items.append(
                WithItem(
                    context,
                    target,
                    self.call_number(item.context_expr),
                    name,
                    ".".join(_dotted(item.context_expr)),
                )
            )
        self.withs.append(
            With(
                self.number(node), self.current, node.lineno, node.col_offset, isinstance(node, ast.AsyncWith),
                tuple(items), self.guarded, node.end_lineno or node.lineno,
            )
        )  # fmt: skip
        self.block(node.body)

    stmt_AsyncWith = stmt_With

    def note_changes(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for change in changes(node):
            first, _, attribute = change.name.partition(".")
            variable = self.variable(first)
            self.state_changes.append(
                StateChange(
                    self.current, change.name, variable if attribute else NOTHING,
                    bool(variable) and self.node_scopes[variable] == 0, change.read, change.start, change.end,
                    change.written, self.call_number(change.call),
                )
            )  # fmt: skip

    def stmt_Try(self, node: ast.Try) -> None:
        self.catch_alls += [
            CatchAll(self.current, clause.line, clause.start, clause.end, clause.text, clause.is_interrupt)
            for clause in swallowing_clauses(node)
        ]
        self.scopes[self.current].cleans_up |= bool(node.finalbody) or any(map(_runs_at_close, node.handlers))
        self.in_try += 1
        self.block(node.body)
        self.in_try -= 1
        if self.narrowed:
            self.forget(self.bound_in([*node.body, *node.handlers]))
        for handler in node.handlers:
            if handler.type is not None:
                types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
                self.note_stop_handlers(node, types)
                classes = tuple(
                    value for value in (self.expr(kind, role="except") for kind in types) if value
                )
                if handler.name:
                    self.instances.append((self.variable(handler.name), TypeExpr(classes, ())))
            self.block(handler.body)
        self.block(node.orelse)
        if self.narrowed:
            self.forget(self.bound_in(node.orelse))
        self.in_finally += 1
        self.block(node.finalbody)
        self.in_finally -= 1

    stmt_TryStar = stmt_Try

    def note_stop_handlers(self, node: ast.Try, types: list[ast.expr]) -> None:
        for kind in types:
            if isinstance(kind, ast.Name) and kind.id == "StopIteration" and self.recording:
                inside = (item for statement in node.body for item in ast.walk(statement))
                numbers = [self.number(item) for item in inside if isinstance(item, ast.Call)]
                calls = (min(numbers), max(numbers) + 1) if numbers else (0, 0)
                self.stop_handlers.append(StopHandler(self.number(kind), self.current, calls))

    def stmt_Raise(self, node: ast.Raise) -> None:
        mentioned = self.mentions_stop
        if node.exc is not None:
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if isinstance(raised, ast.Name) and raised.id == "StopIteration":
                self.scopes[self.current].stops.append(self.number(raised))
        for value in (node.exc, node.cause):
            if isinstance(value, ast.Call):
                self.expr(value)
            elif value is not None:
                self.operate("raise", self.expr(value), value)
        self.mentions_stop = mentioned

    def stmt_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                self.operate("__delitem__", self.expr(target.value), target)
                self.expr(target.slice)
            elif isinstance(target, ast.Attribute):
                self.operate("__delattr__", self.expr(target.value), target)

    def stmt_Global(self, node: ast.Global) -> None:
        return

    stmt_Nonlocal = stmt_Global

    def stmt_Import(self, node: ast.Import) -> None:
        names = []
        for index, alias in enumerate(node.names):
            local = alias.asname or alias.name.partition(".")[0]
            variable = self.imported(local, alias)
            names.append(ImportedName(alias.name, alias.asname or "", variable))
            self.bind(local, node, index, alias.name if alias.asname else local)
        self.imports.append(
            Import(
                self.number(node), self.current, 0, "", tuple(names), False, node.lineno, self.type_checking,
                self.in_try > 0, self.is_late(node),
            )
        )  # fmt: skip

    def stmt_ImportFrom(self, node: ast.ImportFrom) -> None:
        names = []
        prefix = "." * node.level + (node.module or "")
        for index, alias in enumerate(node.names):
            if alias.name == "*":
                names.append(ImportedName("*", "", NOTHING))
                continue
            local = alias.asname or alias.name
            names.append(ImportedName(alias.name, alias.asname or "", self.imported(local, alias)))
            joint = "" if prefix.endswith(".") or not prefix else "."
            self.bind(local, node, index, f"{prefix}{joint}{alias.name}")
        self.imports.append(
            Import(
                self.number(node), self.current, node.level, node.module or "", tuple(names), True, node.lineno,
                self.type_checking, self.in_try > 0, self.is_late(node),
            )
        )  # fmt: skip

    def is_late(self, node: ast.stmt) -> bool:
        return self.current == 0 and not self.type_checking and id(node) not in self.first_imports

    def imported(self, local: str, alias: ast.alias) -> int:
        """The node that an import fills: the variable, unless the module soon replaces what it holds."""
        if id(alias) not in self.replaced or local in self.set_elsewhere:
            return self.variable(local)
        self.replaced_names.add(local)
        version, variable = self.new(), self.variable(local)
        self.narrowed = {**self.narrowed, local: (variable, version)}
        return version

    def bind(self, local: str, node: ast.Import | ast.ImportFrom, alias: int, target: str) -> None:
        scope = self.current
        if local in self.scopes[scope].globals:
            scope = 0
        self.bindings.append(Binding(local, self.number(node), alias, target, scope))
        self.binding_of.setdefault((scope, local), len(self.bindings) - 1)

    def stmt_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        decorators = [self.decorator(item) for item in node.decorator_list]
        defaults = self.defaults(node.args)
        params_annotations = {
            id(arg): self.annotation(arg.annotation) if arg.annotation is not None else None
            for arg in _all_arguments(node.args)
        }
        self.annotation_role = f"returns:{self.number(node)}"
        returns = self.annotation(node.returns) if node.returns is not None else None
        self.annotation_role = "annotation"
        outer = self.current
        value = self.new()
        scope = self.open_scope(
            "function", node.name, self.child_name(node.name), outer, node, self.number(node)
        )
        index = len(self.scopes) - 1
        scope.value, scope.returns_annotation = value, returns
        scope.is_stub = _is_stub(node.body)
        scope.has_examples = _has_examples(node.body)
        first_line = min([node.lineno, *(item.lineno for item in node.decorator_list)])
        scope.comment = next(
            (self.comments[line][0] for line in range(first_line, node.body[0].lineno) if line in self.comments), ""
        )  # fmt: skip
        if node.lineno in self.comments:
            scope.comment = self.comments[node.lineno][0]
        self.allocs.append(Alloc(value, "function", index, outer))
        guarded, self.guarded = self.guarded, False
        self.current = index
        scope.bound.update(arg.arg for arg in _all_arguments(node.args))
        self.collect(scope, node.body)
        scope.returned, scope.yielded = self.new(), self.new()
        scope.params = self.params(node.args, params_annotations, defaults)
        if node.returns is not None:
            self.note_types(node.returns, scope.returned, function=index)
        scope.top_level, scope.body = frozenset(map(id, node.body)), node.body
        narrowed, self.narrowed = self.narrowed, {}
        around = self.in_finally, self.lone
        self.in_finally, self.lone = 0, lone_assignments(node)
        self.block(node.body)
        self.note_changes(node)
        self.in_finally, self.lone = around
        self.current, self.guarded, self.narrowed = outer, guarded, narrowed
        self.copy(self.apply(scope, decorators, value, node.lineno), self.variable(node.name))

    stmt_AsyncFunctionDef = stmt_FunctionDef

    def base(self, node: ast.expr) -> int:
        """A base class; of `Repo[User]`, `Repo`."""
        if isinstance(node, ast.Subscript):
            value = self.base(node.value)
            self.expr(node.slice)
            return value
        return self.expr(node, role="base")

    def stmt_ClassDef(self, node: ast.ClassDef) -> None:
        decorators = [self.decorator(item) for item in node.decorator_list]
        bases = tuple(value for value in map(self.base, node.bases) if value)
        for keyword in node.keywords:
            self.expr(keyword.value)
        outer = self.current
        value = self.new()
        scope = self.open_scope(
            "class", node.name, self.child_name(node.name), outer, node, self.number(node)
        )
        index = len(self.scopes) - 1
        scope.value, scope.bases = value, bases
        scope.metaclass = next((_text(item.value) for item in node.keywords if item.arg == "metaclass"), "")
        self.allocs.append(Alloc(value, "class", index, outer))
        self.current = index
        self.collect(scope, node.body)
        self.block(node.body)
        self.current = outer
        self.copy(self.apply(scope, decorators, value, node.lineno), self.variable(node.name))

    def apply(self, scope: _ScopeBuilder, decorators: list[int], value: int, line: int) -> int:
        applied = []
        for decorator in reversed(decorators):
            result = self.new()
            self.applies.append(Apply(decorator, value, result, self.current, line))
            applied.append((decorator, result))
            value = result
        scope.decorators = tuple(applied)
        return value

    def decorator(self, node: ast.expr) -> int:
        if isinstance(node, ast.Call):
            self.flags_of[id(node)] = DECORATOR
        return self.expr(node, role="decorator")

    def defaults(self, args: ast.arguments) -> dict[int, int]:
        positional = [*args.posonlyargs, *args.args]
        pairs: list[tuple[ast.arg, ast.expr | None]] = list(
            zip(positional[len(positional) - len(args.defaults) :], args.defaults, strict=True)
        )
        pairs += list(zip(args.kwonlyargs, args.kw_defaults, strict=True))
        return {id(arg): self.expr(default) for arg, default in pairs if default is not None}

    def params(
        self, args: ast.arguments, annotations: dict[int, TypeExpr | None], defaults: dict[int, int]
    ) -> tuple[Param, ...]:
        kinds = [(arg, POSITIONAL_ONLY) for arg in args.posonlyargs]
        kinds += [(arg, POSITIONAL) for arg in args.args]
        kinds += [(args.vararg, VARARG)] if args.vararg else []
        kinds += [(arg, KEYWORD_ONLY) for arg in args.kwonlyargs]
        kinds += [(args.kwarg, KWARG)] if args.kwarg else []
        result = []
        for arg, kind in kinds:
            node = self.variable_in(self.current, arg.arg)
            if id(arg) in defaults:
                self.copy(defaults[id(arg)], node)
            annotation = annotations.get(id(arg))
            text = ast.unparse(arg.annotation) if arg.annotation is not None else ""
            if arg.annotation is not None:
                self.note_types(arg.annotation, node, path=(ELEMENT,) if kind in (VARARG, KWARG) else ())
            if annotation is not None and kind not in (VARARG, KWARG):
                self.instances.append((node, annotation))
            result.append(Param(arg.arg, kind, node, id(arg) in defaults, annotation, text))
        return tuple(result)

    def stmt_Match(self, node: ast.Match) -> None:
        subject = self.expr(node.subject)
        name = node.subject.id if isinstance(node.subject, ast.Name) else ""
        before = self.narrowed
        for case in node.cases:
            tests, rest = pattern_tests(name, case.pattern), self.narrowed
            if name:
                self.narrow(tests)
                matched = self.load_name(name)
            else:
                matched = subject
                for test in tests:
                    matched = self.narrow_value(matched, test)
            self.pattern(case.pattern, matched)
            if case.guard is not None:
                self.test(case.guard)
            self.block(case.body)
            self.narrowed = rest
            if name and case.guard is None and is_exhaustive(case.pattern):
                self.narrow([test.negated for test in tests])
        self.narrowed = before

    def pattern(self, node: ast.pattern, subject: int) -> None:
        """Binds the names in a pattern to the parts of the subject that they match."""
        match node:
            case ast.MatchValue(value=value):
                self.expr(value)
            case ast.MatchAs(pattern=inner, name=name):
                if inner is not None:
                    self.pattern(inner, subject)
                if name is not None:
                    for test in pattern_tests(name, node):
                        subject = self.narrow_value(subject, test)
                    self.copy(subject, self.variable(name))
            case ast.MatchOr(patterns=patterns):
                for part in patterns:
                    self.pattern(part, subject)
            case ast.MatchSequence(patterns=patterns):
                self.sequence_pattern(patterns, subject)
            case ast.MatchMapping(keys=keys, patterns=patterns, rest=rest):
                for key, part in zip(keys, patterns, strict=True):
                    self.expr(key)
                    self.pattern(part, self.item(subject, _key(key), node))
                if rest is not None:
                    self.copy(subject, self.variable(rest))
            case ast.MatchClass():
                self.class_pattern(node, subject)

    def sequence_pattern(self, patterns: Sequence[ast.pattern], subject: int) -> None:
        starred = False
        for index, part in enumerate(patterns):
            starred = starred or isinstance(part, ast.MatchStar)
            value = self.item(subject, None if starred else index, part)
            if not isinstance(part, ast.MatchStar):
                self.pattern(part, value)
            elif part.name is not None:
                holder = self.allocate("list")
                self.setitems.append(SetItem(holder, None, value, self.current, part.lineno, part.col_offset))
                self.copy(holder, self.variable(part.name))

    def class_pattern(self, node: ast.MatchClass, subject: int) -> None:
        self.expr(node.cls)
        for test in pattern_tests("", node):
            subject = self.narrow_value(subject, test)
        for index, part in enumerate(node.patterns):
            self.pattern(part, self.item(subject, None, node, (MATCHED, index)))
        for name, part in zip(node.kwd_attrs, node.kwd_patterns, strict=True):
            value = self.new()
            if subject:
                self.loads.append(Load(subject, name, value, self.current, -1, part.lineno, part.col_offset))
            self.pattern(part, value)

    def item(
        self, obj: int, key: str | int | None, node: ast.pattern, part: tuple[int, int] | None = None
    ) -> int:
        target = self.new()
        if obj:
            self.getitems.append(GetItem(obj, key, target, self.current, node.lineno, node.col_offset, part))
        return target

    # -- targets ----------------------------------------------------------------------------------------

    def assign(self, target: ast.expr, value: int, single: int) -> None:
        if isinstance(target, ast.Name):
            if target.id in self.narrowed:
                self.forget(frozenset({target.id}))
            self.copy(value, self.variable(target.id))
            self.refer(target, (target.id,), "")
        elif isinstance(target, ast.Attribute):
            obj = self.expr(target.value)
            if obj:
                self.stores.append(
                    Store(
                        obj,
                        target.attr,
                        value,
                        self.current,
                        single,
                        target.lineno,
                        target.col_offset,
                        self.truth,
                    )
                )
        elif isinstance(target, ast.Subscript):
            obj = self.expr(target.value)
            self.expr(target.slice)
            if obj and value and isinstance(target.slice, ast.Slice):
                taken = self.new()  # `xs[1:2] = ys`: the elements of `ys` become elements of `xs`
                self.operate("__iter__", value, target)
                self.getitems.append(
                    GetItem(value, None, taken, self.current, target.lineno, target.col_offset)
                )
                value = taken
            if obj:
                self.setitems.append(
                    SetItem(obj, _key(target.slice), value, self.current, target.lineno, target.col_offset)
                )
        elif isinstance(target, ast.Tuple | ast.List):
            self.operate("__iter__", value, target)
            starred = False
            for index, element in enumerate(target.elts):
                part = self.new()
                if value:
                    key = None if starred or isinstance(element, ast.Starred) else index
                    self.getitems.append(
                        GetItem(value, key, part, self.current, target.lineno, target.col_offset)
                    )
                if isinstance(element, ast.Starred):
                    starred = True
                    holder = self.allocate("list")
                    self.setitems.append(
                        SetItem(holder, None, part, self.current, target.lineno, target.col_offset)
                    )  # fmt: skip
                    self.assign(element.value, holder, -1)
                else:
                    self.assign(element, part, -1)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, value, -1)

    # -- expressions ------------------------------------------------------------------------------------

    def expr(self, node: ast.expr, role: str = "") -> int:
        cls = node.__class__
        named = _NAMED_EXPRESSIONS.get(cls)
        result: int = (
            named(self, node, role)
            if named is not None
            else _EXPRESSIONS.get(cls, _Extractor.other_expression)(self, node)
        )
        return result

    def other_expression(self, node: ast.expr) -> int:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.expr(child)
        return NOTHING

    def expr_Constant(self, node: ast.Constant) -> int:
        return NOTHING if node.value is None else self.constant(type(node.value).__name__)

    def expr_Name(self, node: ast.Name, role: str) -> int:
        self.refer(node, (node.id,), role)
        self.mentions_stop |= node.id == "StopIteration" and role not in ("except", "call")
        return self.read_name(node)

    def read_name(self, node: ast.Name) -> int:
        value = self.load_name(node.id)
        if node.id in self.values and self.recording and value == self.scopes[0].names.get(node.id):
            self.value_loads.append(
                ModuleValueLoad(node.id, self.number(node), self.current, node.lineno, node.col_offset)
            )
        return value

    def expr_Attribute(self, node: ast.Attribute, role: str) -> int:
        parts = _dotted(node)
        if parts:
            self.refer(node, parts, role)
            obj = self.dotted_value(node.value)
        else:
            obj = self.expr(node.value)
        if not obj:
            return NOTHING
        target = self.new()
        self.loads.append(
            Load(obj, node.attr, target, self.current, self._number_or(node), node.lineno, node.col_offset)
        )
        return target

    def _number_or(self, node: ast.AST) -> int:
        return self.pieces.get(id(node), -1)

    def dotted_value(self, node: ast.expr) -> int:
        """The value of a prefix of a dotted name; only the whole name is a reference, not its prefixes."""
        if isinstance(node, ast.Name):
            return self.read_name(node)
        assert isinstance(node, ast.Attribute)
        obj = self.dotted_value(node.value)
        if not obj:
            return NOTHING
        target = self.new()
        self.loads.append(
            Load(obj, node.attr, target, self.current, self._number_or(node), node.lineno, node.col_offset)
        )
        return target

    def refer(self, node: ast.Name | ast.Attribute, parts: tuple[str, ...], role: str) -> None:
        if not self.recording and self.quoted is None:
            return
        binding = self.binding(parts[0])
        if binding >= 0:
            kind = "name" if isinstance(node, ast.Name) else "attr"
            first: ast.expr = node
            while isinstance(first, ast.Attribute):
                first = first.value
            pieces, at, column = self.quoted or (self.pieces, -1, 0)
            line = self.quoted_line or node.lineno
            self.references.append(
                Reference(
                    kind, pieces[id(node)], parts, binding, self.current, line, node.col_offset + column, role,
                    pieces[id(first)], at,
                )
            )  # fmt: skip

    def expr_Call(self, node: ast.Call, role: str) -> int:
        func = self.expr(node.func, role="call")
        args = tuple(self.argument(value, keyword) for value, keyword in _arguments(node))
        if self.recording:
            for position, (value, _) in enumerate(_arguments(node)):
                if isinstance(value, MAY_BE_TEXTS):
                    self.text_arguments.append((self.current, self.number(node), position, value))
        target = self.new()
        flags = self.flags_of.get(id(node), 0) | (GUARDED if self.guarded else 0)
        flags |= FINALLY if self.in_finally else 0
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        if self.recording:
            self.calls[self.number(node)] = Call(
                func, args, target, self.current, node.lineno, node.col_offset, _text(node.func), flags,
                self.call_number(receiver),
            )  # fmt: skip
        return target

    def argument(self, node: ast.expr, keyword: str) -> Arg:
        stars = 2 if keyword == "**" else 0
        if isinstance(node, ast.Starred):
            stars, node = 1, node.value
        is_constant = isinstance(node, ast.Constant) and isinstance(
            node.value, str | int | float | bool | type(None)
        )
        constant = node.value if isinstance(node, ast.Constant) and is_constant else None
        if not _is_storable(constant):
            constant, is_constant = None, False
        genexp = -1
        if isinstance(node, ast.GeneratorExp) and self.recording:
            genexp = self.number(node)
            self.consumed.add(id(node))
        value = self.expr(node)
        if stars == 1:
            self.operate("__iter__", value, node)
        return Arg(
            value, "" if keyword == "**" else keyword, stars, is_constant, constant, _dotted(node), genexp,  # type: ignore[arg-type]
            _strings(node) if isinstance(node, ast.List | ast.Tuple) else (), _length(node),
            None, _keys(node),
        )  # fmt: skip

    def call_number(self, node: ast.expr | None) -> int:
        return self.number(node) if isinstance(node, ast.Call) and self.recording else -1

    def expr_Await(self, node: ast.Await) -> int:
        if isinstance(node.value, ast.Call):
            self.flags_of[id(node.value)] = self.flags_of.get(id(node.value), 0) | AWAITED
            return self.expr(node.value)
        source = self.expr(node.value)
        if not source:
            return NOTHING
        target = self.new()
        self.copy(source, target)
        if self.recording:
            self.awaits.append(Await(source, target, self.current))
        return target

    def expr_Yield(self, node: ast.Yield) -> int:
        scope = self.scopes[self.current]
        scope.is_generator = True
        if node.value is not None:
            self.copy(self.expr(node.value), scope.yielded)
        return NOTHING

    def expr_YieldFrom(self, node: ast.YieldFrom) -> int:
        return self.yield_from(node, statement=False)

    def yield_from(self, node: ast.YieldFrom, statement: bool) -> int:
        scope = self.scopes[self.current]
        scope.is_generator = True
        iterable = self.expr(node.value)
        element = self.new()
        kind = "yieldfrom" if statement else "yieldfrom_value"
        self.loops.append(
            Loop(
                kind, self.number(node), iterable, element, self.current, self.current, node.lineno, node.col_offset,
                False, self.call_number(node.value),
            )
        )  # fmt: skip
        self.copy(element, scope.yielded)
        return NOTHING

    def expr_NamedExpr(self, node: ast.NamedExpr) -> int:
        value = self.expr(node.value)
        self.forget(frozenset({node.target.id}))
        self.copy(value, self.variable(node.target.id))
        return value

    def expr_BoolOp(self, node: ast.BoolOp) -> int:
        result = self.new()
        before = self.narrowed
        for value in node.values:
            part = self.expr(value)
            self.operate("__bool__", part, value)
            self.copy(part, result)
            self.narrow(type_tests(value)[isinstance(node.op, ast.Or)])
        self.narrowed = before
        return result

    def expr_IfExp(self, node: ast.IfExp) -> int:
        self.test(node.test)
        result = self.new()
        before = self.narrowed
        for part, tests in zip((node.body, node.orelse), type_tests(node.test), strict=True):
            self.narrow(tests)
            self.copy(self.expr(part), result)
            self.narrowed = before
        return result

    def expr_BinOp(self, node: ast.BinOp) -> int:
        left, right = self.expr(node.left), self.expr(node.right)
        name = _OPERATORS.get(type(node.op), "op")
        self.operate(f"__{name}__", left, node)
        self.operate(f"__r{name}__", right, node)
        if isinstance(node.left, ast.Constant | ast.JoinedStr):
            return left
        result = self.new()
        self.copy(left, result)
        self.copy(right, result)
        return result

    def expr_UnaryOp(self, node: ast.UnaryOp) -> int:
        value = self.expr(node.operand)
        if isinstance(node.op, ast.Not):
            self.operate("__bool__", value, node)
            return self.constant("bool")
        self.operate(f"__{_OPERATORS.get(type(node.op), 'op')}__", value, node)
        if not value or value in self.constant_nodes:
            return value
        result = self.new()  # not the value itself: `return -load()` does not return what `load` gives
        self.copy(value, result)
        return result

    def expr_Compare(self, node: ast.Compare) -> int:
        left = self.expr(node.left)
        for operator, right_node in zip(node.ops, node.comparators, strict=True):
            right = self.expr(right_node)
            if isinstance(operator, ast.In | ast.NotIn):
                self.operate("__contains__", right, node)
            elif not isinstance(operator, ast.Is | ast.IsNot):
                self.operate(f"__{_OPERATORS[type(operator)]}__", left, node)
            left = right
        return self.constant("bool")

    def test(self, node: ast.expr) -> None:
        self.operate("__bool__", self.expr(node), node)

    def operate(self, method: str, obj: int, node: ast.AST) -> None:
        if obj and obj not in self.constant_nodes:
            self.operations.append(
                Operation(
                    method, obj, self.current, getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
                )
            )

    def expr_Subscript(self, node: ast.Subscript) -> int:
        obj = self.expr(node.value)
        self.expr(node.slice)
        if not obj:
            return NOTHING
        target = self.new()
        self.getitems.append(
            GetItem(
                obj, _key(node.slice), target, self.current, node.lineno, node.col_offset, _part(node.slice)
            )
        )
        return target

    def expr_JoinedStr(self, node: ast.JoinedStr) -> int:
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                self.expr_FormattedValue(value)
        return self.constant("str")

    def expr_FormattedValue(self, node: ast.FormattedValue) -> int:
        self.operate("__format__", self.expr(node.value), node)
        if node.format_spec is not None:
            self.expr(node.format_spec)
        return NOTHING

    def expr_List(self, node: ast.List | ast.Tuple | ast.Set) -> int:
        container = self.allocate(type(node).__name__.lower())
        starred = False
        for index, element in enumerate(node.elts):
            if isinstance(element, ast.Starred):
                starred = True
                part = self.new()
                taken = self.expr(element.value)
                self.operate("__iter__", taken, element)
                self.getitems.append(
                    GetItem(taken, None, part, self.current, element.lineno, element.col_offset)
                )
                value = part
            else:
                value = self.expr(element)
            if value:
                key = index if isinstance(node, ast.Tuple | ast.List) and not starred else None
                self.setitems.append(
                    SetItem(container, key, value, self.current, node.lineno, node.col_offset)
                )
        return container

    expr_Tuple = expr_List
    expr_Set = expr_List

    def expr_Dict(self, node: ast.Dict) -> int:
        container = self.allocate("dict")
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                self.copy(self.expr(value), container)
                continue
            self.operate("__hash__", self.expr(key), key)
            part = self.expr(value)
            if part and id(value) not in self.overwritten:
                self.setitems.append(
                    SetItem(container, _key(key), part, self.current, node.lineno, node.col_offset)
                )  # fmt: skip
        return container

    def expr_Starred(self, node: ast.Starred) -> int:
        return self.expr(node.value)

    def expr_Lambda(self, node: ast.Lambda) -> int:
        defaults = self.defaults(node.args)
        outer = self.current
        value = self.new()
        scope = self.open_scope(
            "lambda", "<lambda>", self.child_name("<lambda>"), outer, node, self.number(node)
        )
        index = len(self.scopes) - 1
        scope.value = value
        self.allocs.append(Alloc(value, "function", index, outer))
        self.current = index
        scope.bound.update(arg.arg for arg in _all_arguments(node.args))
        scope.returned, scope.yielded = self.new(), self.new()
        scope.params = self.params(node.args, {}, defaults)
        scope.returns_value = True
        guarded, self.guarded = self.guarded, False
        narrowed, self.narrowed = self.narrowed, {}
        self.copy(self.expr(node.body), scope.returned)
        self.current, self.guarded, self.narrowed = outer, guarded, narrowed
        return value

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> int:
        outer = self.current
        kind = _COMPREHENSIONS[type(node)]
        is_object = kind == "genexp" and id(node) not in self.consumed and self.recording
        container = self.new() if is_object else self.allocate(_CONTAINER_OF[kind])
        first = self.expr(node.generators[0].iter)
        number = self.number(node) if kind == "genexp" else -1
        scope = self.open_scope(kind, f"<{kind}>", self.child_name(f"<{kind}>"), outer, node, number)
        self.current = len(self.scopes) - 1
        scope.value = container
        if is_object:
            scope.is_generator, scope.yielded = True, self.new()
            self.allocs.append(Alloc(container, "genexp", self.current, outer))
        narrowed = self.narrowed
        if kind == "genexp":
            self.narrowed = {}  # it may run when the names hold something else
        for clause in node.generators:
            _bind_target(scope, clause.target)
        for index, clause in enumerate(node.generators):
            iterable = first if index == 0 else self.expr(clause.iter)
            element = self.new()
            self.loops.append(
                Loop(
                    "comp", self.number(clause), iterable, element, self.current, outer if index == 0 else self.current,
                    clause.iter.lineno, clause.iter.col_offset, bool(clause.is_async), self.call_number(clause.iter),
                )
            )  # fmt: skip
            self.assign(clause.target, element, -1)
            for condition in clause.ifs:
                self.test(condition)
                self.narrow(type_tests(condition)[0])
        if isinstance(node, ast.DictComp):
            self.expr(node.key)
            value = self.expr(node.value)
        else:
            value = self.expr(node.elt)
        if value and is_object:
            self.copy(value, scope.yielded)
        elif value:
            self.setitems.append(SetItem(container, None, value, self.current, node.lineno, node.col_offset))
        self.current, self.narrowed = outer, narrowed
        return container

    expr_ListComp = comprehension
    expr_SetComp = comprehension
    expr_DictComp = comprehension
    expr_GeneratorExp = comprehension

    # -- annotations ------------------------------------------------------------------------------------

    def note_types(
        self,
        annotation: ast.expr,
        node: int,
        *,
        attribute: str = "",
        alias: str = "",
        function: int = -1,
        path: tuple[int, ...] = (),
    ) -> None:
        """Notes what the annotation says of the values of `node`."""
        for text in ast.walk(annotation) if alias else ():
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                self.text_annotation(text, text.value, [], [])
        for part in parts_of(annotation, self.pieces, path):
            if len(part.parts) > 1 or part.parts[0] not in _BUILTINS:
                self.type_parts.append(
                    TypePart(
                        node, attribute, alias, function, part.path, part.parts, part.kind, part.number, part.subscript,
                        part.arguments, part.quoted, part.result, self.current, annotation.lineno,
                    )
                )  # fmt: skip

    def annotation(self, node: ast.expr) -> TypeExpr | None:
        classes: list[int] = []
        elements: list[int] = []
        self.annotated(node, classes, elements)
        return TypeExpr(tuple(classes), tuple(elements)) if classes or elements else None

    def annotated(self, node: ast.expr, classes: list[int], elements: list[int]) -> None:
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                self.text_annotation(node, node.value, classes, elements)
            return
        if isinstance(node, ast.Name | ast.Attribute):
            value = self.expr(node, role=self.annotation_role)
            if value:
                classes.append(value)
            return
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            self.annotated(node.left, classes, elements)
            self.annotated(node.right, classes, elements)
            return
        if isinstance(node, ast.Subscript):
            self.generic(node, classes, elements)
            return
        self.expr(node)  # the metadata of Annotated[…], the parameters of Callable[[…], …]

    def generic(self, node: ast.Subscript, classes: list[int], elements: list[int]) -> None:
        parts = _dotted(node.value)
        name = parts[-1] if parts else ""
        base = self.expr(node.value, role=self.annotation_role) if parts else NOTHING
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name == "Literal":
            return
        for index, argument in enumerate(inner):
            skipped = (name in _LAST_ARGUMENT_ONLY and index != len(inner) - 1) or (
                name in _FIRST_ARGUMENT_ONLY and index
            )
            if name in _TRANSPARENT_GENERICS and not skipped:
                self.annotated(argument, classes, elements)
            elif name in _CONTAINER_GENERICS and not skipped:
                self.annotated(argument, elements, [])
            else:
                self.annotated(argument, [], [])
        if name not in _TRANSPARENT_GENERICS and name not in _CONTAINER_GENERICS and base:
            classes.append(base)

    def text_annotation(self, node: ast.Constant, text: str, classes: list[int], elements: list[int]) -> None:
        """An annotation in quotes: read for its types; its names have numbers of their own."""
        try:
            tree = ast.parse(text.strip())
        except (SyntaxError, ValueError):
            return
        match tree.body:
            case [ast.Expr(value=inner)]:
                pass
            case _:
                return
        if any(not isinstance(child, ast.Name | ast.Attribute | ast.Subscript | ast.BinOp | ast.Tuple | ast.Constant
                              | ast.List | ast.expr_context | ast.operator) for child in ast.walk(inner)):  # fmt: skip
            return
        outside = self.recording, self.quoted, self.quoted_line
        number = self.pieces.get(id(node), -1)
        can_change = self.quoted is None and number >= 0 and text == text.strip() and "\\" not in text
        self.quoted = (count_pieces(tree), number, node.col_offset + 1) if can_change else None
        self.recording, self.quoted_line = False, node.lineno
        try:
            self.annotated(inner, classes, elements)
        finally:
            self.recording, self.quoted, self.quoted_line = outside


def _methods(prefix: str) -> dict[type, Callable[..., Any]]:
    """The extractor's methods by the type of the node that they read."""
    return {
        getattr(ast, name.removeprefix(prefix)): method
        for name, method in vars(_Extractor).items()
        if name.startswith(prefix) and hasattr(ast, name.removeprefix(prefix))
    }


_STATEMENTS = _methods("stmt_")
_EXPRESSIONS = _methods("expr_")
_NAMED_EXPRESSIONS: dict[type, Callable[..., Any]] = {
    kind: _EXPRESSIONS.pop(kind) for kind in (ast.Name, ast.Attribute, ast.Call)
}


def _bind_names(scope: _ScopeBuilder, body: Iterable[ast.AST]) -> None:
    """As `_BoundNames` for code without `:=`, where no expression binds a name: only statements are looked at."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Expr() | ast.Return() | ast.Pass() | ast.Raise() | ast.Assert():
                continue
            case ast.Assign():
                for target in node.targets:
                    _bind_target(scope, target)
            case ast.If() | ast.While():
                waiting += node.body
                waiting += node.orelse
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                scope.bind(node.name)
            case ast.AugAssign() | ast.AnnAssign():
                _bind_target(scope, node.target)
            case ast.For() | ast.AsyncFor():
                _bind_target(scope, node.target)
                waiting += node.body
                waiting += node.orelse
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    if item.optional_vars is not None:
                        _bind_target(scope, item.optional_vars)
                waiting += node.body
            case ast.Try():
                waiting += [*node.body, *node.handlers, *node.orelse, *node.finalbody]
            case ast.ExceptHandler():
                if node.name:
                    scope.bind(node.name)
                waiting += node.body
            case ast.Import():
                scope.bind(*(alias.asname or alias.name.partition(".")[0] for alias in node.names))
            case ast.ImportFrom():
                scope.bind(*(alias.asname or alias.name for alias in node.names if alias.name != "*"))
            case ast.Delete():
                for target in node.targets:
                    _bind_target(scope, target)
            case ast.Global():
                scope.globals.update(node.names)
            case ast.Nonlocal():
                scope.globals.update(node.names)
                scope.nonlocals.update(node.names)
            case _:
                _BoundNames(scope).visit(node)


def _bind_target(scope: _ScopeBuilder, target: ast.expr) -> None:
    if isinstance(target, ast.Name):
        scope.bind(target.id)
    elif isinstance(target, ast.Tuple | ast.List):
        for element in target.elts:
            _bind_target(scope, element)
    elif isinstance(target, ast.Starred):
        _bind_target(scope, target.value)


class _BoundNames(ast.NodeVisitor):
    """Collects into `scope.bound` the names that a scope's own statements bind."""

    def __init__(self, scope: _ScopeBuilder) -> None:
        self.scope = scope
        self.in_comprehension = 0

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.scope.bind(node.name)
        for child in [*node.decorator_list, *node.args.defaults, *node.args.kw_defaults]:
            if child is not None:
                self.visit(child)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.scope.bind(node.name)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        return

    def visit_comprehension_like(self, node: ast.AST) -> None:
        # Only a walrus binds outside the comprehension.
        self.in_comprehension += 1
        self.generic_visit(node)
        self.in_comprehension -= 1

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_comprehension_like

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.scope.bind(node.target.id)
        self.visit(node.value)

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load) and not self.in_comprehension:
            self.scope.bind(node.id)

    def visit_Import(self, node: ast.Import) -> None:
        self.scope.bind(*(alias.asname or alias.name.partition(".")[0] for alias in node.names))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.scope.bind(*(alias.asname or alias.name for alias in node.names if alias.name != "*"))

    def visit_Global(self, node: ast.Global) -> None:
        self.scope.globals.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.scope.globals.update(node.names)
        self.scope.nonlocals.update(node.names)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.scope.bind(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self.scope.bind(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        if node.name:
            self.scope.bind(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self.scope.bind(node.rest)
        self.generic_visit(node)


def _overwritten(body: Sequence[ast.stmt]) -> Iterator[int]:
    """The ids of what the next statements replace before anything can read it.

    `a = first` before `a = second`, and the value of "k" in `d = {"k": first}` before `d["k"] = second`. Only
    plain names, constants and lambdas count as `second`: reading them runs no code of the program, and outside
    a `try` nobody goes on when one of them is missing.
    """
    for position, statement in enumerate(body[:-1]):
        following = body[position + 1]
        if not (isinstance(statement, ast.Assign) and isinstance(following, ast.Assign)):
            continue
        if len(statement.targets) != 1 or not isinstance(statement.targets[0], ast.Name):
            continue
        name = statement.targets[0].id
        if not _is_plain(following, name):
            continue
        if isinstance(following.targets[0], ast.Name):
            if following.targets[0].id == name:
                yield id(statement)
        elif isinstance(statement.value, ast.Dict):
            for later in body[position + 1 :]:
                if not (isinstance(later, ast.Assign) and _is_plain(later, name)):
                    break
                keys = _keys_below(later.targets[0], name)
                if not keys:
                    break
                yield from _values_at(statement.value, keys)


def _is_plain(node: ast.Assign, name: str) -> bool:
    """One target; a value that runs nothing and does not mention `name`."""
    if len(node.targets) != 1 or not isinstance(node.value, ast.Name | ast.Constant | ast.Lambda):
        return False
    return not (isinstance(node.value, ast.Name) and node.value.id == name)


def _keys_below(node: ast.expr, name: str) -> list[str | int]:
    """`d["a"]["b"]` is ["a", "b"] below `d`; [] for anything else."""
    keys: list[str | int] = []
    while isinstance(node, ast.Subscript):
        key = _key(node.slice)
        if key is None:
            return []
        keys.insert(0, key)
        node = node.value
    return keys if isinstance(node, ast.Name) and node.id == name else []


def _values_at(node: ast.Dict, keys: Sequence[str | int]) -> Iterator[int]:
    """The id of the value at that place of a dict display in which every key is a constant."""
    if any(key is None or _key(key) is None for key in node.keys):
        return
    for key, value in zip(node.keys, node.values, strict=True):
        if key is not None and _key(key) == keys[0]:
            if len(keys) == 1:
                yield id(value)
            elif isinstance(value, ast.Dict):
                yield from _values_at(value, keys[1:])


def _arguments(node: ast.Call) -> list[tuple[ast.expr, str]]:
    found: list[tuple[ast.expr, str]] = [(value, "") for value in node.args]
    found += [(keyword.value, keyword.arg or "**") for keyword in node.keywords]
    return found


def _all_arguments(args: ast.arguments) -> list[ast.arg]:
    found = [*args.posonlyargs, *args.args]
    found += [args.vararg] if args.vararg else []
    found += args.kwonlyargs
    found += [args.kwarg] if args.kwarg else []
    return found


def _dotted(node: ast.expr) -> tuple[str, ...]:
    """`a.b.c` as parts; () for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ()
    return (node.id, *reversed(parts))


def _text(node: ast.expr) -> str:
    """A short text for reports: `self.conn.execute`, `connect().cursor`, `rows[…].get`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_text(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{_text(node.func)}()"
    if isinstance(node, ast.Subscript):
        return f"{_text(node.value)}[…]"
    if isinstance(node, ast.Await):
        return _text(node.value)
    if isinstance(node, ast.Constant):
        return type(node.value).__name__
    return "…"


def _key(node: ast.expr) -> str | int | None:
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str | int)
        and not isinstance(node.value, bool)
    ):
        return node.value if _is_storable(node.value) else None
    return None


def _keys(node: ast.expr) -> tuple[str, ...]:
    """The keys of a dict display, where all are different texts."""
    if not isinstance(node, ast.Dict):
        return ()
    keys = [key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    is_known = len(keys) == len(node.keys) == len(set(keys)) and all(map(_is_storable, keys))
    return tuple(keys) if is_known else ()


def _is_storable(value: object) -> bool:
    """Whether the cache can hold the constant: no giant integers, no half characters."""
    if isinstance(value, str) and not value.isascii():
        return not any("\ud800" <= character <= "\udfff" for character in value)
    return not isinstance(value, int) or -(2**63) <= value < 2**63


def _generic_name(node: ast.expr) -> str:
    """`ClassVar` for `typing.ClassVar[int]` and its like, also in quotes."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.partition("[")[0].rpartition(".")[2].strip()
    if isinstance(node, ast.Subscript):
        node = node.value
    return _text(node).rpartition(".")[2]


def _leaves(loop: ast.For | ast.AsyncFor) -> bool:
    """A `break` of the loop, a `return` or a `raise` stands in its body."""
    waiting: list[tuple[ast.AST, bool]] = [(child, True) for child in loop.body]
    while waiting:
        node, is_own = waiting.pop()
        if isinstance(node, ast.Return | ast.Raise) or (is_own and isinstance(node, ast.Break)):
            return True
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
            continue
        inner = is_own and not isinstance(node, ast.For | ast.AsyncFor | ast.While)
        waiting += [(child, inner) for child in ast.iter_child_nodes(node)]
    return False


def _length(node: ast.expr) -> int:
    """How many elements a list or tuple display has; -1 where that is not seen."""
    if not isinstance(node, ast.List | ast.Tuple) or any(isinstance(item, ast.Starred) for item in node.elts):
        return -1
    return len(node.elts)


def _strings(node: ast.List | ast.Tuple) -> tuple[str, ...]:
    """The strings of `["a", "b"]` and `[("a", int), ("b", str)]`; () when an element is neither."""
    found = []
    for element in node.elts:
        first = element.elts[0] if isinstance(element, ast.Tuple) and element.elts else element
        key = _key(first)
        if not isinstance(key, str):
            return ()
        found.append(key)
    return tuple(found)


def _part(node: ast.expr) -> tuple[int, int] | None:
    """(start, stop) of a slice, -1 for what is no plain number; None for any other subscript."""
    if not isinstance(node, ast.Slice):
        return None
    if node.step is not None:
        return (-1, -1)
    start = 0 if node.lower is None else _key(node.lower)
    stop = -1 if node.upper is None else _key(node.upper)
    return (start if isinstance(start, int) else -1, stop if isinstance(stop, int) else -1)


def _is_main_guard(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Compare)
        and len(node.ops) == 1
        and isinstance(node.ops[0], ast.Eq)
        and {_text(node.left), _text(node.comparators[0])} == {"__name__", "str"}
        and any(
            isinstance(side, ast.Constant) and side.value == "__main__"
            for side in (node.left, *node.comparators)
        )
    )


def _optional_test(node: ast.expr) -> tuple[str, str]:
    """The name tested for being there, and which case the test's body is: ("func", "without")."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.left, ast.Name):
        right = node.comparators[0]
        if (
            isinstance(right, ast.Constant)
            and right.value is None
            and isinstance(node.ops[0], ast.Is | ast.IsNot)
        ):
            return node.left.id, "without" if isinstance(node.ops[0], ast.Is) else "given"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) and isinstance(node.operand, ast.Name):
        return node.operand.id, "without"
    if (
        isinstance(node, ast.Call)
        and _dotted(node.func) == ("callable",)
        and isinstance(node.args[0], ast.Name)
    ):
        return node.args[0].id, "given"
    if isinstance(node, ast.Name):
        return node.id, "given"
    return "", ""


def _is_type_checking(node: ast.expr) -> bool:
    parts = _dotted(node)
    return bool(parts) and parts[-1] == "TYPE_CHECKING"


def _has_examples(body: list[ast.stmt]) -> bool:
    match body[0]:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return ">>> " in text
        case _:
            return False


def _is_stub(body: list[ast.stmt]) -> bool:
    for statement in body:
        if isinstance(statement, ast.Pass) or (
            isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        ):
            continue
        if (
            isinstance(statement, ast.Raise)
            and statement.exc is not None
            and "NotImplementedError" in _text(statement.exc)
        ):
            continue
        return False
    return True


def _read_comments(source: bytes) -> dict[int, tuple[str, tuple[str, ...]]]:
    if b"asyncify:" not in source:
        return {}
    found = {}
    for line, text in enumerate(source.decode("utf-8", "replace").splitlines(), start=1):
        match = _COMMENT.search(text)
        if match is not None:
            codes = tuple(code.strip() for code in (match["codes"] or "").split(",") if code.strip())
            found[line] = (match["word"], codes)
    return found


def _runs_at_close(handler: ast.ExceptHandler) -> bool:
    """Something there runs when a generator is closed: its body, or what says which exceptions it is for."""
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = [_dotted(item)[-1:] if item is not None else () for item in types]
    return any(not name or name[0] in ("BaseException", "GeneratorExit") for name in names)


def _first_imports(body: Sequence[ast.stmt]) -> frozenset[int]:
    """Identities of the import statements of a module that have run before any of its functions can."""
    defining = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    first = itertools.takewhile(lambda statement: not isinstance(statement, defining), body)
    return frozenset(
        id(statement) for statement in first if isinstance(statement, ast.Import | ast.ImportFrom)
    )


__all__ = ["read_facts"]
