"""Reads SQL just far enough: where the placeholders and semicolons are, outside of literals and comments.

>>> has_placeholder_after("SELECT 'IN %s' FROM t WHERE a IN %s", "IN")
True
>>> count_statements("SELECT 'a;b'; -- the end;")
1
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Token:
    """A piece of SQL that is neither blank nor comment. `kind`: string, placeholder, word or sign."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the next piece may begin."""
        return self.start + len(self.text)

    def is_word(self, word: str) -> bool:
        """It is this key word, in any case."""
        return self.kind == "word" and self.text.upper() == word


_TOKEN = re.compile(
    r"""
    (?P<blank> \s+ | --[^\n]* | /\* .*? \*/ )
  | (?P<string> [eE]'(?:[^'\\]|''|\\.)*' | '(?:[^']|'')*' | "(?:[^"]|"")*" | \$(\w*)\$ .*? \$\3\$ )
  | (?P<placeholder> %s | %\(\w+\)s )
  | (?P<word> \w+ )
  | (?P<sign> %% | . )
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens(sql: str) -> tuple[Token, ...]:
    """The pieces of `sql` that mean something, in order."""
    return tuple(
        Token(str(match.lastgroup), match.group(), match.start())
        for match in _TOKEN.finditer(sql)
        if match.lastgroup != "blank"
    )


def count_statements(sql: str) -> int:
    """The number of statements that `;` separates; blanks, comments and a last `;` do not count."""
    return sum(1 for statement in _statements(tokens(sql)) if statement)


def has_placeholder_after(sql: str, word: str) -> bool:
    """A placeholder stands right behind the key word: `… IN %s`."""
    pieces = tokens(sql)
    return any(before.is_word(word) and after.kind == "placeholder" for before, after in pairwise(pieces))


@dataclass(frozen=True)
class InsertValues:
    """`INSERT INTO t (a, b) VALUES %s …`: the text around the placeholder and the number of named columns."""

    before: str
    after: str
    columns: int | None


def insert_values(sql: str) -> InsertValues | str:
    """The parts of an `INSERT … VALUES %s` for `execute_values`, or why it is none."""
    pieces = tokens(sql)
    if not pieces or not pieces[0].is_word("INSERT"):
        return "the statement is no plain INSERT"
    if count_statements(sql) != 1:
        return "there are several statements"
    places = [number for number, piece in enumerate(pieces) if piece.kind == "placeholder"]
    if len(places) != 1 or not pieces[places[0] - 1].is_word("VALUES"):
        return "the statement is not of the form `VALUES %s`"
    if any(piece.is_word("RETURNING") for piece in pieces):
        return "executemany() gives no rows back for RETURNING"
    if any(piece.is_word("SELECT") for piece in pieces):
        return "the statement is no plain INSERT"
    place = pieces[places[0]]
    columns = _column_count(pieces[: places[0] - 1])
    return InsertValues(sql[: place.start], sql[place.end :], columns)


def _column_count(pieces: Sequence[Token]) -> int | None:
    """The number of names in the parentheses at the end: `INSERT INTO t (a, b)` -> 2."""
    if not pieces or pieces[-1].text != ")":
        return None
    opening = next((n for n in range(len(pieces) - 1, -1, -1) if pieces[n].text == "("), None)
    if opening is None:
        return None
    return sum(1 for piece in pieces[opening:] if piece.text == ",") + 1


def _statements(pieces: Sequence[Token]) -> Iterator[list[Token]]:
    statement: list[Token] = []
    for piece in pieces:
        if piece.text == ";":
            yield statement
            statement = []
        else:
            statement.append(piece)
    yield statement
