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
    """A piece of SQL that is neither blank nor comment.

    `kind`: string, name (a quoted one), placeholder, parameter (`$1`), word, number, sign, or broken: a literal or
    comment that does not end.
    """

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the next piece may begin."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """It is one of these key words, in any case."""
        return self.kind == "word" and self.text.upper() in words


# https://www.postgresql.org/docs/current/sql-syntax-lexical.html
_TOKEN = re.compile(
    r"""
    (?P<blank> \s+ | --[^\n]* )
  | (?P<comment> /\* )
  | (?P<string> [eE]'(?:[^'\\]|''|\\.)*' | (?:[uU]&|[bBxXnN])?'(?:[^']|'')*'
              | \$(?P<tag>(?:[^\W\d]\w*)?)\$ .*? \$(?P=tag)\$ )
  | (?P<name> (?:[uU]&)?"(?:[^"]|"")*" )
  | (?P<placeholder> %s | %\([^)]*\)s )
  | (?P<parameter> \$\d+ )
  | (?P<broken> [eE]?'.* | ".* | \$(?:[^\W\d]\w*)?\$.* )
  | (?P<word> [^\W\d][\w$]* )
  | (?P<number> \.?\d[\w.]* )
  | (?P<sign> :: | := | (?: %% | (?!--|/\*)[-+*/<>=~!@\#^&|`?] )+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")


def tokens(sql: str) -> tuple[Token, ...]:
    """The pieces of `sql` that mean something, in order."""
    return tuple(_tokens(sql))


def _tokens(sql: str) -> Iterator[Token]:
    position = 0
    while match := _TOKEN.match(sql, position):
        kind, text = str(match.lastgroup), match.group()
        if kind == "tag":  # the group inside of a string is closed last only where the string is one
            kind = "string"
        if kind == "comment":
            end = _end_of_comment(sql, position)
            if end is None:
                yield Token("broken", sql[position:], position)
                return
            position = end
            continue
        if kind != "blank":
            yield Token(kind, text, position)
        position = match.end()


def _end_of_comment(sql: str, start: int) -> int | None:
    """Where the comment that opens at `start` ends, those inside of it included."""
    depth = 0
    for edge in _COMMENT_EDGE.finditer(sql, start):
        depth += 1 if edge.group() == "/*" else -1
        if depth == 0:
            return edge.end()
    return None


def count_statements(sql: str) -> int:
    """The number of statements that `;` separates; blanks, comments and a last `;` do not count."""
    return sum(1 for statement in _statements(tokens(sql)) if statement)


def has_placeholder_after(sql: str, word: str) -> bool:
    """A placeholder stands right behind the key word: `… IN %s`."""
    pieces = tokens(sql)
    return any(before.is_word(word) and after.kind == "placeholder" for before, after in pairwise(pieces))


def selects_placeholder(sql: str) -> bool:
    """A placeholder is a column of the result by itself: `SELECT %s`, of which PostgreSQL knows no type."""
    pieces = [Token("sign", "(", 0), *tokens(sql), Token("sign", ")", len(sql))]
    inside = 0
    for before, piece, after in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if before.is_word("SELECT"):
            inside = 1
        elif piece.is_word("FROM", "WHERE", "SELECT") or piece.text == ";":
            inside = 0
        is_item = piece.kind == "placeholder" and (before.text == "," or before.is_word("SELECT"))
        if inside and is_item and (after.text in (",", ")", ";") or after.kind in ("word", "name")):
            return True
    return False


def mentions(sql: str, word: str) -> bool:
    """A literal with that word, or the word itself, is part of the statement."""
    return any(word in piece.text.lower() for piece in tokens(sql) if piece.kind in ("string", "word"))


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
