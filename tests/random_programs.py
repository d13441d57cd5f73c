"""Random small programs that wait for something, and whether each does the same once it is converted.

    python tests/random_programs.py --count 2000 --seed 1       # prints what differs, and figures

A program is a handful of functions, generators, classes, decorators and context managers that call each other; at
the bottom stand `time.sleep` and sqlite3. Every such call is noted, so that a changed order of evaluation shows. The
programs of a seed are always the same. What a generator does at its end is compared apart (`CLEANED`): one that an
exception leaves behind is closed by the event loop, a little later. The programs are converted many at once, as the
modules of one project, and run in this process, where blocking calls on the event loop and forgotten awaits are found.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import io
import random
import re
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from asyncifier.api import Options, apply_changes, make_plan

FAILURES = ("differs", "faulty", "untouched", "crashed")
"""The verdicts that must not be."""
BATCH = 40
SECONDS = 20

HEADER = """\
import contextlib
import dataclasses
import functools
import itertools
import operator
import sqlite3
import time
from typing import Callable, Iterator

LOG, CLEANED = [], []


class Enough(Exception):
    pass


def note(value):
    if len(LOG) > 150:
        raise Enough("enough")
    LOG.append(value)
    return value


def ask(value):
    time.sleep(0)
    return note(value)


def wait(value=1, *, factor=1):
    note(value)
    time.sleep(0.0)
    return value * factor


class Repo:
    def __init__(self, conn):
        self.conn = conn
        self.count = 0

    def get(self, value):
        self.count += 1
        return note(self.conn.execute("SELECT ?", (value % 1000,)).fetchone()[0])

    def plain(self, value):
        return note(value % 7)
"""

FOOTER = """
def main():
    repo = Repo(sqlite3.connect(":memory:"))
    try:
{calls}
    finally:
        repo.conn.close()
        print(LOG, repo.count)


if __name__ == "__main__":
    main()
    print(sorted(CLEANED))
"""


@dataclass
class Known:
    """What is defined so far, by what can be done with it."""

    functions: list[tuple[str, int]] = field(default_factory=list)
    """(name, number of parameters besides the repository)."""
    generators: list[str] = field(default_factory=list)
    managers: list[str] = field(default_factory=list)
    classes: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """(name, methods of one parameter)."""
    iterators: list[str] = field(default_factory=list)
    decorators: list[str] = field(default_factory=list)
    tables: list[tuple[str, int]] = field(default_factory=list)


class Maker:
    """Writes one program."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.known = Known()
        self.count = 0
        self.names: list[str] = []
        self.in_generator = False
        self.in_lambda = False
        self.in_comprehension = 0
        self.in_loop = False
        self.may_return = True

    # -- choices ----------------------------------------------------------------------------------------

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, *choices: Callable[[int], str]) -> Callable[[int], str]:
        return self.random.choice(choices)

    def fresh(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    # -- expressions ------------------------------------------------------------------------------------

    def value(self, depth: int) -> str:
        """An expression whose value is a small whole number."""
        if depth <= 0 or self.chance(0.12):
            return self.simple(depth)
        return self.random.choice(self.EXPRESSIONS)(self, depth - 1)

    def simple(self, depth: int) -> str:
        choices = [str(self.random.randint(0, 5)), "ask({})", "repo.get({})", "wait({})", "note({})"]
        if self.names:
            choices += [self.random.choice(self.names)] * 3
        return self.random.choice(choices).format(self.random.choice([*self.names, "1", "2", "3"]))

    def leaf(self, depth: int) -> str:
        form = [
            "ask({})",
            "repo.get({})",
            "wait({})",
            "wait({}, factor=2)",
            "wait(*[{}])",
            "wait(**{{'value': {}}})",
        ]
        return self.random.choice(form).format(self.value(depth))

    def arithmetic(self, depth: int) -> str:
        operator = self.random.choice(["+", "-", "*", "|", "&", "^"])
        return f"(({self.value(depth)} {operator} {self.value(depth)}) % 50)"

    def unary(self, depth: int) -> str:
        return f"({self.random.choice(['-', '~', 'not ', '+'])}{self.value(depth)})"

    def power(self, depth: int) -> str:
        return f"({self.value(depth)} % 5) ** 2"

    def comparison(self, depth: int) -> str:
        ways = [
            "({} < {} <= {})",
            "({} == {} or {})",
            "({} in [{}, {}])",
            "({} is not None and {} > {})",
            "({} not in ({}, {}))",
        ]
        return self.random.choice(ways).format(*(self.value(depth) for _ in range(3)))

    def conditional(self, depth: int) -> str:
        return f"({self.value(depth)} if {self.value(depth)} else {self.value(depth)})"

    def boolean(self, depth: int) -> str:
        return f"({self.value(depth)} {self.random.choice(['and', 'or'])} {self.value(depth)})"

    def walrus(self, depth: int) -> str:
        if self.in_comprehension or self.in_lambda:
            return self.conditional(depth)
        name = self.fresh("w")
        value = self.value(depth)
        return f"(({name} := {value}) + {name})"

    def subscript(self, depth: int) -> str:
        ways = [
            "[{}, {}][{} % 2]",
            "({}, {})[{} % 2]",
            "[{}, {}, 3][{} % 2:][0]",
            "{{0: {}, 1: {}}}[{} % 2]",
            "[*[{}], {}][{} % 2]",
        ]
        return self.random.choice(ways).format(*(self.value(depth) for _ in range(3)))

    def formatted(self, depth: int) -> str:
        ways = ['len(f"{{{}}}{{{}!r:>4}}")', 'len(f"{{{}}}|{{{}=}}")', 'len(f"{{{}:>{{2 + {} % 3}}}}")']
        return self.random.choice(ways).format(self.unquoted(depth), self.unquoted(depth))

    def unquoted(self, depth: int) -> str:
        for _ in range(20):
            text = self.value(depth)
            if not set(text) & set("'\"{}:\\!"):
                return text
        return "ask(1)"

    def call(self, depth: int) -> str:
        if not self.known.functions:
            return self.leaf(depth)
        name, count = self.random.choice(self.known.functions)
        args = [self.value(depth) for _ in range(count)]
        way = self.random.randrange(7)
        if way == 0 and count:
            return f"{name}(repo, *[{', '.join(args)}])"
        if way == 1 and count:
            return f"functools.partial({name}, repo)({', '.join(args)})"
        if way == 2 and count > 1:
            return f"{name}(repo, {args[0]}, b={args[1]})"
        if way == 3 and count > 1:
            return f"{name}(repo, {args[0]}, **{{'b': {args[1]}}})"
        return f"{name}({', '.join(['repo', *args])})"

    def table(self, depth: int) -> str:
        if not self.known.tables:
            return self.call(depth)
        name, size = self.random.choice(self.known.tables)
        return f"{name}[{self.value(depth)} % {size}](repo, {self.value(depth)})"

    def method(self, depth: int) -> str:
        if not self.known.classes:
            return self.call(depth)
        name, methods = self.random.choice(self.known.classes)
        made = f"{name}(repo, {self.value(depth)})"
        way = self.random.randrange(5)
        if way == 0:
            return f"{made}.start"
        if way == 1:
            return f"{made}.itself({self.value(depth)}).{self.random.choice(methods)}({self.value(depth)})"
        if way == 2:
            return f"{made}({self.value(depth)})"
        return f"{made}.{self.random.choice(methods)}({self.value(depth)})"

    def items(self, depth: int) -> str:
        """Something to iterate."""
        ways = [
            lambda: f"range({self.random.randint(0, 3)})",
            lambda: f"[{self.value(depth)}, {self.value(depth)}]",
            lambda: f"({self.value(depth)}, {self.value(depth)}, 2)",
        ]
        if self.known.generators:
            ways += [lambda: f"{self.random.choice(self.known.generators)}(repo, {self.value(depth)})"] * 3
        if self.known.iterators:
            ways += [lambda: f"{self.random.choice(self.known.iterators)}(repo, {self.value(depth)})"]
        return self.random.choice(ways)()

    def comprehension(self, depth: int, opening: str, closing: str) -> str:
        self.in_comprehension += 1
        first = self.items(depth)
        name = self.fresh("c")
        self.names.append(name)
        clauses = f"for {name} in {first}"
        if self.chance(0.25):
            second, inner = self.items(depth - 1), self.fresh("c")
            clauses += f" for {inner} in {second}"
            self.names.append(inner)
        if self.chance(0.4):
            clauses += f" if {self.value(depth - 1)}"
        element = self.value(depth)
        if opening == "{:":
            opening, element = "{", f"{element}: {self.value(depth - 1)}"
        while self.names[-1] != name:
            self.names.pop()
        self.names.pop()
        self.in_comprehension -= 1
        return f"{opening}{element} {clauses}{closing}"

    def gathered(self, depth: int) -> str:
        ways = [
            ("sum([", "])"),
            ("sum(", ")"),
            ("len({", "})"),
            ("max([0, *[", "]])"),
            ("sum({:", "}.values())"),
            ("int(any(", "))"),
            ("int(all(", "))"),
            ("len(list(", "))"),
            ("len(sorted(", "))"),
            ("min((", "), default=4)"),
            ("next((", "), 3)"),
            ("len(','.join(str(x) for x in [", "]))"),
            ("len(tuple(", "))"),
            ("len(set(", "))"),
            ("sum(x for x in (", "))"),
            ("sum([len([", "])])"),
        ]
        opening, closing = self.random.choice(ways)
        if "{:" in opening:
            before, _ = opening.split("{:")
            return before + self.comprehension(depth, "{:", closing)
        return self.comprehension(depth, opening, closing)

    def consumed(self, depth: int) -> str:
        ways = [
            "sum({})",
            "len(list({}))",
            "len(sorted({}))",
            "max({}, default=1)",
            "int(any({}))",
            "int(all({}))",
            "len(set({}))",
            "sum(map(ask, {}))",
            "len(list(map(repo.get, {})))",
            "len(list(filter(ask, {})))",
            "functools.reduce(lambda x, y: (x + y) % 50, {}, 1)",
            "sum(x * y for x, y in enumerate({}))",
            "len(list(zip({}, range(2))))",
            "sum(sorted({}, key=ask)[:1])",
            "max([1, *{}], key=repo.get)",
            "sum(list({})[:2])",
            "len(dict.fromkeys({}))",
            "len([*{}])",
            "sum(tuple({}))",
            "len(list(itertools.chain({}, [1])))",
            "sum(map(lambda x: repo.get(x), {}))",
            "int(any(map(ask, {})))",
            "next(map(ask, {}), 4)",
            "min({}, key=wait, default=2)",
            "next(filter(ask, {}), 4)",
            "len(list(itertools.starmap(min, zip({}, [1, 2]))))",
            "max(2, sum({}), key=ask)",
            "sum(x for x in {} if ask(x))",
            "len(list(itertools.islice({}, 2)))",
            "len(list(reversed(list({}))))",
        ]
        return self.random.choice(ways).format(self.items(depth))

    def asked_next(self, depth: int) -> str:
        if not self.known.generators:
            return self.gathered(depth)
        return f"next({self.random.choice(self.known.generators)}(repo, {self.value(depth)}), {self.value(depth)})"

    def lambda_(self, depth: int) -> str:
        name = self.fresh("l")
        return f"(lambda {name}: {self.random.choice(['ask', 'repo.get', 'note', 'abs'])}({name}))({self.value(depth)})"

    EXPRESSIONS = (
        leaf,
        leaf,
        arithmetic,
        arithmetic,
        unary,
        power,
        comparison,
        conditional,
        boolean,
        walrus,
        subscript,
        formatted,
        call,
        call,
        call,
        table,
        method,
        method,
        gathered,
        gathered,
        consumed,
        consumed,
        asked_next,
        lambda_,
    )

    # -- statements -------------------------------------------------------------------------------------

    def block(self, depth: int, size: int, indent: str) -> list[str]:
        known = len(self.names)
        lines: list[str] = []
        for _ in range(size):
            lines += [indent + line for line in self.statement(depth)]
        del self.names[known:]
        return lines or [f"{indent}pass"]

    def statement(self, depth: int) -> list[str]:
        choices = [self.assign, self.assign, self.augment, self.show, self.pair, self.attribute]
        if depth > 0:
            choices += [
                self.if_,
                self.for_,
                self.for_,
                self.while_,
                self.try_,
                self.with_,
                self.closure,
                self.match_,
            ]
            choices += [self.until_stop, self.driven, self.observed]
        if self.in_generator:
            choices += [self.yield_] * 4
        elif self.may_return and self.chance(0.1):
            return [f"return {self.value(1)}"]
        return self.random.choice(choices)(depth)

    def assign(self, depth: int) -> list[str]:
        value, name = self.value(2), self.fresh("v")
        self.names.append(name)
        return [f"{name} = {value}"]

    def pair(self, depth: int) -> list[str]:
        one, other = self.value(1), self.value(1)
        first, second = self.fresh("v"), self.fresh("v")
        self.names += [first, second]
        ways = [
            f"{first}, {second} = {one}, {other}",
            f"{first} = {second} = {one}",
            f"{first}, *{second} = {one}, {other}; {second} = len({second})",
        ]
        return [self.random.choice(ways)]

    def augment(self, depth: int) -> list[str]:
        local = [name for name in self.names if name.startswith("v")]
        name, box = self.fresh("v"), self.fresh("box")
        if local and self.chance(0.6):
            return [f"{self.random.choice(local)} {self.random.choice(['+=', '-=', '|='])} {self.value(2)}"]
        lines = [
            f"{box} = [{self.value(1)}, 2, 3]",
            f"{box}[{self.value(1)} % 3] += {self.value(2)}",
            f"{name} = sum({box}) % 50",
        ]
        self.names.append(name)
        return lines

    def attribute(self, depth: int) -> list[str]:
        return [f"repo.count {self.random.choice(['+=', '-=', '='])} {self.value(2)}"]

    def show(self, depth: int) -> list[str]:
        return [f"print({self.value(2)}, {self.value(1)})"]

    def if_(self, depth: int) -> list[str]:
        lines = [f"if {self.value(2)}:", *self.block(depth - 1, 1, "    ")]
        if self.chance(0.3):
            lines += [f"elif {self.value(1)}:", *self.block(depth - 1, 1, "    ")]
        if self.chance(0.5):
            lines += ["else:", *self.block(depth - 1, 1, "    ")]
        return lines

    def for_(self, depth: int) -> list[str]:
        name, source = self.fresh("v"), self.items(1)
        ways = [
            f"for {name} in {source}:",
            f"for {name}, _ in zip({source}, range(3)):",
            f"for {name}, _ in enumerate({source}):",
        ]
        ways += [f"for {name} in map(ask, {source}):", f"for {name} in ({self.value(1)} for _ in {source}):"]
        before, self.names = self.names, [*self.names, name]
        lines = [
            self.random.choice([ways[0], ways[0], *ways]),
            *self.block(depth - 1, self.random.randint(1, 2), "    "),
        ]
        if self.chance(0.35):
            lines += [f"    if {self.value(1)}:", f"        {self.random.choice(['break', 'continue'])}"]
        if self.chance(0.2):
            lines += ["else:", *self.block(depth - 1, 1, "    ")]
        self.names = before
        return lines

    def while_(self, depth: int) -> list[str]:
        name = self.fresh("n")
        lines = [
            f"{name} = 0",
            f"while {name} < {self.random.randint(1, 3)} and {self.value(1)} < 40:",
            f"    {name} += 1",
        ]
        return [*lines, *self.block(depth - 1, 1, "    ")]

    def try_(self, depth: int) -> list[str]:
        lines = ["try:", *self.block(depth - 1, 1, "    ")]
        if self.chance(0.6):
            lines += [
                f"    if {self.value(1)}:",
                f"        raise {self.random.choice(['ValueError', 'KeyError'])}({self.value(1)})",
            ]
        lines += ["except ValueError as error:", f"    print('caught', error.args, {self.value(1)})"]
        if self.chance(0.3):
            lines += [
                f"except KeyError if {self.value(1)} else TypeError:",
                *self.block(depth - 1, 1, "    "),
            ]
        if self.chance(0.3):
            lines += ["else:", *self.block(depth - 1, 1, "    ")]
        if self.chance(0.5):
            may_return, self.may_return = self.may_return, False
            lines += ["finally:", f"    print('at last', {self.value(1)})"]
            self.may_return = may_return
        return lines

    def with_(self, depth: int) -> list[str]:
        if not self.known.managers:
            return self.if_(depth)
        first, second = (
            f"{self.random.choice(self.known.managers)}(repo, {self.value(1)})" for _ in range(2)
        )
        name, other = self.fresh("v"), self.fresh("v")
        ways = [
            [f"with {first} as {name}:"],
            [f"with {first} as {name}, {second} as {other}:"],
            ["with contextlib.ExitStack() as stack:", f"    {name} = stack.enter_context({first})"],
            [f"with contextlib.suppress(ValueError), {first} as {name}:"],
        ]
        head = self.random.choice(ways)
        known = len(self.names)
        if "suppress" not in head[0]:
            self.names.append(name)
        body = self.block(depth - 1, 2, "    ")
        del self.names[known:]
        return [*head, *body]

    def match_(self, depth: int) -> list[str]:
        name = self.fresh("m")
        return [
            f"match {self.value(1)}:",
            "    case 0 | 1:",
            *self.block(depth - 1, 1, "        "),
            f"    case {name} if {self.value(1)}:",
            f"        print({name}, {self.value(1)})",
            "    case _:",
            *self.block(depth - 1, 1, "        "),
        ]

    def until_stop(self, depth: int) -> list[str]:
        if not self.known.generators:
            return self.while_(depth)
        items, name = self.fresh("it"), self.fresh("v")
        caught = self.random.choice(["StopIteration", "(KeyError, StopIteration)"])
        return [
            f"{items} = {self.random.choice(self.known.generators)}(repo, {self.value(1)})",
            "try:",
            f"    {name} = next({items})",
            f"    print({name}, next({items}))",
            f"    print({self.value(1)}, next({items}))",
            f"except {caught}:",
            f"    print('stopped', {self.value(1)})",
        ]

    def driven(self, depth: int) -> list[str]:
        name, items, got = self.fresh("inner"), self.fresh("it"), self.fresh("v")
        lines = [
            f"def {name}(repo):",
            f"    {got} = yield {self.value(1)}",
            f"    {got} = yield ask({got})",
            f"    yield {got} + {self.value(1)}",
            f"{items} = {name}(repo)",
            f"print(next({items}), {items}.send({self.value(1)}), {items}.send({self.value(1)}))",
        ]
        return [*lines, f"{items}.close()"] if self.chance(0.5) else lines

    def observed(self, depth: int) -> list[str]:
        name, own, one, other = self.fresh("handlers"), self.fresh("h"), self.value(1), self.value(1)
        entries = [
            "ask",
            "repo.get",
            f"lambda x: note(x) + {self.random.choice(self.names or ['2'])}",
            "abs",
            "functools.partial(wait, factor=3)",
            "lambda x: ask(x)",
        ]
        chosen = ", ".join(self.random.sample(entries, self.random.randint(1, 4)))
        ways = [
            f"print([{own}({one}) for {own} in {name}], {other})",
            f"for {own} in {name}:\n    print({own}({one}))",
        ]
        return [f"{name} = [{chosen}]", *self.random.choice(ways).split("\n")]

    def closure(self, depth: int) -> list[str]:
        name, own, result = self.fresh("inner"), self.fresh("p"), self.fresh("v")
        outer = [other for other in self.names if other.startswith("v")]
        was, self.in_generator = self.in_generator, False
        lines = [f"def {name}({own}, *args, more={self.value(1)}):"]
        before, self.names = self.names, [*self.names, own]
        if outer and self.chance(0.5):
            chosen = self.random.choice(outer)
            lines += [f"    nonlocal {chosen}", f"    {chosen} = {self.value(2)}"]
        lines += [f"    return {self.value(2)} + more + len(args)"]
        self.names, self.in_generator = before, was
        args = self.random.choice([f"{self.value(1)}", f"{self.value(1)}, 2, more={self.value(1)}"])
        self.names.append(result)
        return [*lines, f"{result} = {name}({args})"]

    def yield_(self, depth: int) -> list[str]:
        if self.known.generators and self.chance(0.3):
            return [f"yield from {self.items(1)}"]
        return [f"yield {self.value(2)}"]

    # -- definitions ------------------------------------------------------------------------------------

    def function(self) -> list[str]:
        name, count = self.fresh("f"), self.random.choice([1, 1, 2])
        params = ["repo", "a", "b=2"][: count + 1]
        if self.chance(0.2) and count == 1:
            params = ["repo", "a=3", "*rest", "key=ask"]
        self.names = ["a", "b"][:count]
        decorator = (
            [f"@{self.random.choice(self.known.decorators)}"]
            if self.known.decorators and self.chance(0.4)
            else []
        )
        body = self.block(2, self.random.randint(1, 3), "    ")
        last = f"    return {self.value(2)}"
        if "key=ask" in params:
            last += " + key(a)"
        self.known.functions.append((name, count))
        if self.chance(0.15):
            body = ["    if a > 3:", f"        return {name}(repo, a % 3) + {self.value(1)}", *body]
        return [*decorator, f"def {name}({', '.join(params)}):", *body, last]

    def generator(self) -> list[str]:
        name = self.fresh("g")
        self.names, self.in_generator = ["a"], True
        body = self.block(2, self.random.randint(1, 3), "    ")
        if self.chance(0.4):
            body = [
                "    try:",
                *("    " + line for line in body),
                "    finally:",
                f"        CLEANED.append({self.random.randint(20, 30)})",
            ]
        body.append(f"    yield {self.value(1)}")
        self.in_generator = False
        self.known.generators.append(name)
        annotation = self.random.choice(["", " -> Iterator[int]", ' -> "Iterator[int]"'])
        return [f"def {name}(repo, a){annotation}:", *body]

    def manager(self) -> list[str]:
        name = self.fresh("m")
        self.names = ["a"]
        if self.chance(0.5):
            before, given, after = self.value(2), self.value(1), self.value(1)
            lines = ["@contextlib.contextmanager", f"def {name}(repo, a):", f"    print('enter', {before})"]
            if self.chance(0.6):
                lines += [
                    "    try:",
                    f"        yield {given}",
                    "    finally:",
                    f"        print('exit', {after})",
                ]
            else:
                lines += [f"    yield {given}", f"    print('exit', {after})"]
        else:
            given, after = self.value(2), self.value(2)
            swallow = self.random.choice(["False", "kind is ValueError", "None"])
            for attribute in ("repo", "a"):
                given, after = (_own(text, attribute) for text in (given, after))
            lines = [
                f"class {name}:",
                "    def __init__(self, repo, a):",
                "        self.repo = repo",
                "        self.a = a",
                "",
                "    def __enter__(self):",
                f"        return {given}",
                "",
                "    def __exit__(self, kind, error, trace):",
                f"        print('leave', kind, {after})",
                f"        return {swallow}",
            ]
        self.known.managers.append(name)
        return lines

    def class_(self) -> list[str]:
        name = self.fresh("K")
        base, methods = (
            self.random.choice(self.known.classes) if self.known.classes and self.chance(0.6) else ("", ())
        )
        lines = [f"class {name}({base}):" if base else f"class {name}:"]
        if not base and self.chance(0.3):
            lines = [
                "@dataclasses.dataclass",
                f"class {name}:",
                "    repo: Repo",
                "    start: int = 1",
                "",
                "    def itself(self, value):",
                "        self.start += value",
                "        return self",
                "",
                "    def __call__(self, value):",
                f"        return {self.own_value(2)}",
                "",
            ]
        elif not base:
            lines += [
                "    def __init__(self, repo, start=1):",
                "        self.repo = repo",
                "        self.start = start",
                "",
                "    def itself(self, value):",
                "        self.start += value",
                "        return self",
                "",
                "    def __call__(self, value):",
                f"        return {self.own_value(2)}",
                "",
            ]
        new = []
        for _ in range(self.random.randint(1, 2)):
            override = base and self.chance(0.6)
            method = self.random.choice(methods) if override else self.fresh("do")
            if method in new:
                continue
            new.append(method)
            lines += [f"    def {method}(self, value, extra=0):"]
            if self.chance(0.3):
                lines += [f"        if {self.own_value(1)}:", f"            self.start = {self.own_value(1)}"]
            above = f" + super().{method}({self.own_value(1)})" if override else ""
            lines += [f"        return {self.own_value(2)}{above}", ""]
        if self.chance(0.3):
            lines += ["    @property", "    def twice(self):", "        return self.start * 2", ""]
        if self.chance(0.3):
            lines += [
                "    @staticmethod",
                "    def fixed(value):",
                f"        return {self.random.choice(['ask', 'note', 'wait'])}(value)",
                "",
            ]
            new.append("fixed")
        if self.chance(0.3):
            lines += [
                "    @classmethod",
                "    def made(cls, value):",
                "        return ask(value) + len(cls.__name__[:1])",
                "",
            ]
            new.append("made")
        self.known.classes.append((name, (*methods, *new)))
        return lines

    def own_value(self, depth: int) -> str:
        self.names = ["value"]
        return _own(self.value(depth), "repo")

    def iterator(self) -> list[str]:
        name = self.fresh("I")
        value = self.own_value(1)
        self.known.iterators.append(name)
        return [
            f"class {name}:",
            "    def __init__(self, repo, stop):",
            "        self.repo = repo",
            "        self.value = 0",
            "        self.stop = stop % 4",
            "",
            "    def __iter__(self):",
            "        return self",
            "",
            "    def __next__(self):",
            "        if self.value >= self.stop:",
            "            raise StopIteration",
            "        self.value += 1",
            "        value = self.value",
            f"        return {value}",
        ]

    def decorator(self) -> list[str]:
        name = self.fresh("d")
        self.names = []
        self.known.decorators.append(name if self.chance(0.6) else f"{name}(2)")
        repo = self.random.choice(["ask(1)", "note(2)", "wait(3)", "4"])
        if self.known.decorators[-1] == name:
            return [
                f"def {name}(function):",
                "    @functools.wraps(function)",
                "    def wrapper(*args, **kwargs):",
                f"        print('before', function.__name__, {repo})",
                "        return function(*args, **kwargs)",
                "",
                "    return wrapper",
            ]
        return [
            f"def {name}(times):",
            "    def decorate(function):",
            "        @functools.wraps(function)",
            "        def wrapper(repo, *args, **kwargs):",
            "            result = 0",
            "            for _ in range(times):",
            f"                result += function(repo, *args, **kwargs) + {repo}",
            "            return result",
            "",
            "        return wrapper",
            "",
            "    return decorate",
        ]

    def dispatch(self) -> list[str]:
        ones = [name for name, count in self.known.functions if count == 1]
        if not ones:
            return self.function()
        name, chosen = self.fresh("TABLE"), [self.random.choice(ones) for _ in range(2)]
        plain = ["lambda repo, value: note(value)"] if self.chance(0.4) else []
        waits = ["lambda repo, value: repo.get(value)"] if self.chance(0.3) else []
        entries = [*chosen, *plain, *waits]
        self.known.tables.append((name, len(entries)))
        if self.chance(0.5):
            return [f"{name} = [{', '.join(entries)}]"]
        return [f"{name} = {{{', '.join(f'{number}: {entry}' for number, entry in enumerate(entries))}}}"]

    def program(self) -> str:
        parts = []
        kinds = [
            self.function,
            self.function,
            self.function,
            self.generator,
            self.generator,
            self.manager,
            self.class_,
            self.class_,
            self.iterator,
            self.decorator,
            self.dispatch,
        ]
        for _ in range(self.random.randint(2, 6)):
            self.names, self.in_generator = [], False
            parts.append("\n".join(self.random.choice(kinds)()))
        self.names, self.in_generator, self.may_return = [], False, False
        calls = []
        for _ in range(self.random.randint(1, 3)):
            calls += [
                "        try:",
                *self.block(2, self.random.randint(1, 2), "            ").copy(),
                f"            print({self.call(1)})",
                "        except (Enough, TypeError, ValueError, KeyError) as error:",
                "            print(type(error).__name__)",
            ]
        text = HEADER + "".join(f"\n\n{part}\n" for part in parts)
        return text + "\n" + FOOTER.format(calls="\n".join(calls))


def _own(text: str, attribute: str) -> str:
    """The expression with `repo` read from `self`."""
    return re.sub(rf"(?<![\w.'\"])({attribute})(?!\w|=[^=])", r"self.\1", text)


# -- running ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ran:
    """What a program printed, and what was wrong with how it ran."""

    output: str
    faults: tuple[str, ...]


class _TooLong(BaseException):
    pass


def run(path: Path, source: str) -> Ran:
    """Runs a program in this process."""
    faults: list[str] = []
    out = io.StringIO()
    real_sleep, real_connect = time.sleep, sqlite3.connect

    def sleep(seconds: float) -> None:
        if _loop_runs():
            faults.append("time.sleep blocks the event loop")

    def connect(*args: object, **kwargs: object) -> sqlite3.Connection:
        if _loop_runs():
            faults.append("sqlite3.connect blocks the event loop")
        return real_connect(*args, **kwargs)  # type: ignore[call-overload,no-any-return]

    def too_long(*_: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(SECONDS)
    time.sleep, sqlite3.connect = sleep, connect  # type: ignore[assignment]
    try:
        with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(out):
            warnings.simplefilter("always")
            try:
                exec(compile(source, str(path), "exec"), {"__name__": "__main__"})
            except _TooLong:
                faults.append("takes too long")
            except BaseException:
                faults.append("raises " + "".join(traceback.format_exc(limit=-3))[-900:])
            gc.collect()
        faults += [str(item.message) for item in caught if "SyntaxWarning" not in item.category.__name__]
    finally:
        time.sleep, sqlite3.connect = real_sleep, real_connect
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    return Ran(out.getvalue(), tuple(faults))


def _loop_runs() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


@dataclass(frozen=True)
class Verdict:
    """One program: "same", "refused" (nothing of it changed), "partly" (something of it is refused), "invalid" (it
    does not run as it is), or what went wrong."""

    seed: int
    verdict: str
    detail: str = ""
    source: str = ""
    converted: str = ""


def judge(seeds: Iterable[int]) -> Iterator[Verdict]:
    """The verdicts of the programs of these seeds."""
    yield from judge_sources({seed: Maker(seed).program() for seed in seeds})


def judge_sources(sources: Mapping[int, str]) -> Iterator[Verdict]:
    """Converts the programs together, and runs each before and after."""
    ran = {seed: run(Path(f"p{seed}.py"), source) for seed, source in sources.items()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed, source in sources.items():
            if not ran[seed].faults:
                (folder / f"p{seed}.py").write_text(source)
        try:
            outcome = make_plan([folder], Options(use_cache=False), with_changes=True)
        except Exception as error:  # which of them it was shows when each is converted by itself
            if len(sources) > 1:
                for seed, source in sources.items():
                    yield from judge_sources({seed: source})
            else:
                seed, source = next(iter(sources.items()))
                yield Verdict(seed, "crashed", f"{type(error).__name__}: {error}", source)
            return
        told: dict[str, list[str]] = {}
        for refusal in outcome.plan.refusals:
            if refusal.severity == "error":
                told.setdefault(refusal.file, []).append(f"{refusal.code} {refusal.message}")
        apply_changes(outcome, command="asyncify apply")
        for seed, source in sources.items():
            if ran[seed].faults:
                yield Verdict(seed, "invalid", ran[seed].faults[0], source)
                continue
            path = folder / f"p{seed}.py"
            new, refusals = path.read_text(), told.get(path.name, [])
            if new == source:
                yield Verdict(seed, "refused" if refusals else "untouched", "; ".join(refusals), source)
                continue
            after = run(path, new)
            if after.output != ran[seed].output:
                detail = f"{after.faults}\n--- before\n{ran[seed].output[-1500:]}\n--- after\n{after.output[-1500:]}"
                yield Verdict(seed, "differs", detail, source, new)
            elif after.faults:
                yield Verdict(seed, "faulty", str(after.faults), source, new)
            else:
                yield Verdict(seed, "partly" if refusals else "same", "; ".join(refusals), source, new)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=1e9, help="begin no more after so long")
    parser.add_argument("--show", type=int, default=1, help="how many failures to show in full")
    parser.add_argument("--reasons", action="store_true", help="count the reasons of refusals")
    options = parser.parse_args()
    verdicts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    shown = 0
    end = time.monotonic() + options.seconds
    for start in range(options.seed, options.seed + options.count, BATCH):
        if time.monotonic() > end:
            break
        for item in judge(range(start, min(start + BATCH, options.seed + options.count))):
            verdicts[item.verdict] += 1
            if item.verdict in ("refused", "partly"):
                reasons.update({text.split(" (")[0][:110] for text in item.detail.split("; ")})
            if item.verdict in FAILURES:
                say(f"{item.seed}: {item.verdict}")
                if shown < options.show:
                    shown += 1
                    say("\n".join((item.detail, item.source, "=" * 100, item.converted)))
    say(str(dict(verdicts)))
    if options.reasons:
        for text, count in reasons.most_common(30):
            say(f"{count} {text}")
    return 1 if any(verdicts[name] for name in FAILURES) else 0


if __name__ == "__main__":
    sys.exit(main())
