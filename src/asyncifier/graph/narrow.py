"""Whether an object can be an instance of a class: what `isinstance` in the program tells the value flow."""

from __future__ import annotations

import builtins
import importlib
import sys
from functools import cache
from typing import TYPE_CHECKING

from asyncifier.graph.heap import (
    Bound,
    Class,
    ClassMethod,
    Constant,
    Container,
    External,
    ExternalValue,
    Func,
    Generator,
    Inst,
    Lib,
    LibMethod,
    Module,
    Object,
    Partial,
    Record,
)

if TYPE_CHECKING:
    from asyncifier.graph.solve import Solver

_SCALARS = frozenset(
    {"builtins.str", "builtins.bytes", "builtins.bytearray", "builtins.int", "builtins.float", "builtins.bool",
     "builtins.complex", "builtins.list", "builtins.dict", "builtins.set", "builtins.frozenset", "builtins.tuple"}
)  # fmt: skip
_PLAIN_BASES = frozenset(
    {"builtins.object", "typing.Generic", "typing.NamedTuple", "abc.ABC", "typing.Protocol"}
)
_CALLABLES = (Func, Bound, Partial, Class, ClassMethod, Generator, Module, LibMethod, Record)


def passes(solver: Solver, obj_id: int, classes: tuple[int, ...], is_instance: bool) -> bool:
    """Whether the object can get through the test. `classes` are nodes; one that holds nothing tells nothing."""
    held = [solver.points_to[node] for node in classes]
    if is_instance:
        return not all(held) or any(
            is_instance_of(solver, obj_id, cls) is not False for found in held for cls in found
        )
    return not any(
        len(found) == 1 and is_instance_of(solver, obj_id, next(iter(found))) is True for found in held
    )


def is_instance_of(solver: Solver, obj_id: int, cls_id: int) -> bool | None:
    """`isinstance(obj, cls)`; None when it can't be told."""
    obj, cls = solver.objects[obj_id], solver.objects[cls_id]
    if isinstance(cls, Class | Record):
        return _of_project_class(solver, obj_id, cls_id)
    if isinstance(cls, External):
        return _of_outside_class(solver, obj, cls.path)
    return None


def subclass_meant(solver: Solver, obj_id: int, cls_id: int) -> bool:
    """The class is below that of the object, which stands for all instances of its class."""
    obj = solver.objects[obj_id]
    return (
        obj_id in solver.nominal
        and isinstance(obj, Inst)
        and obj.cls != cls_id
        and obj.cls in solver.mro(cls_id)
    )


def _of_project_class(solver: Solver, obj_id: int, cls_id: int) -> bool | None:
    obj = solver.objects[obj_id]
    if isinstance(obj, Inst) and cls_id in solver.mro(obj.cls):
        return True
    if isinstance(obj, ExternalValue) or any(
        not isinstance(base, Class | Record)
        and (not isinstance(base, External) or base.path not in _PLAIN_BASES - {"abc.ABC", "typing.Protocol"})
        for base in (solver.objects[item] for item in solver.mro(cls_id))
    ):
        return None  # it may be abstract, and others registered with it; or stand below a class from outside
    if isinstance(obj, Inst):
        return None if subclass_meant(solver, obj_id, cls_id) else False
    if isinstance(obj, Lib | Constant | Container | Func | Bound | Generator | Module | LibMethod):
        return False
    return None


def _of_outside_class(solver: Solver, obj: Object, path: str) -> bool | None:
    if path == "builtins.object":
        return True
    wanted = standard_class(path)
    if isinstance(obj, Inst):
        return _inherits(solver, obj, path, wanted)
    if isinstance(obj, Lib):
        return _is_library_type(solver, obj, path, wanted)
    if isinstance(obj, Constant):
        return _is_below(getattr(builtins, obj.type, None), wanted)
    if isinstance(obj, ExternalValue) and obj.path.endswith("()"):
        return _is_below(standard_class(obj.path[:-2]), wanted)
    if isinstance(obj, Container):
        modelled = solver.libraries.type_of(path) is not None
        return False if modelled or path in ("builtins.str", "builtins.bytes", "builtins.int") else None
    if isinstance(obj, _CALLABLES) and path in _SCALARS:
        return False
    return None


def _inherits(solver: Solver, obj: Inst, path: str, wanted: type | None) -> bool | None:
    answers: list[bool | None] = []
    for item in solver.mro(obj.cls):
        base = solver.objects[item]
        if isinstance(base, Record):
            answers.append(_is_below(tuple, wanted))
        elif isinstance(base, External):
            if base.path == path:
                return True
            answers.append(
                False if base.path in _PLAIN_BASES else _is_below(standard_class(base.path), wanted)
            )
        elif not isinstance(base, Class):
            answers.append(None)
    if True in answers:
        return True
    is_plain = solver.libraries.type_of(path) is not None or (wanted is not None and type(wanted) is type)
    return False if is_plain and None not in answers else None


def _is_library_type(solver: Solver, obj: Lib, path: str, wanted: type | None) -> bool | None:
    known, own = solver.libraries.type_of(path), solver.libraries.type_of(obj.type)
    if known is not None and own is not None:
        if known[1] is own[1]:
            return True if path == obj.type else None
        return None if known[0] is own[0] else False
    if wanted is None or type(wanted) is not type:
        return None
    mine = standard_class(obj.type)
    return False if mine is None else _is_below(mine, wanted)


def _is_below(cls: type | None, wanted: type | None) -> bool | None:
    if cls is None or wanted is None:
        return None
    try:
        return issubclass(cls, wanted)
    except TypeError:
        return None


@cache
def standard_class(path: str) -> type | None:
    """The class of the standard library with that dotted name."""
    module_name, _, name = path.rpartition(".")
    if module_name.partition(".")[0] not in sys.stdlib_module_names:
        return None
    try:
        found = getattr(importlib.import_module(module_name), name)
    except (ImportError, AttributeError):
        return None
    return found if isinstance(found, type) else None
