"""Statements with psycopg2's placeholders -> the same with PostgreSQL's own, `$1`.

>>> numbered("SELECT 'it''s' FROM t WHERE a IN %s AND b LIKE 'x%%' AND c = %s", with_arguments=True)
Numbered(sql="SELECT 'it''s' FROM t WHERE a = ANY($1) AND b LIKE 'x%' AND c = $2", names=None, count=2, ...)

psycopg2 puts literals into the text, and PostgreSQL infers their types as it would anywhere; a parameter gets its type
from its place alone. What can't mean the same is refused; where the type may not be the value's, `untyped` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from asyncifier_codemods.hooks.sql import Token, tokens


@dataclass(frozen=True)
class Numbered:
    """A statement with numbered parameters."""

    sql: str
    names: tuple[str, ...] | None
    """The keys of `%(name)s` in the order of their numbers; None where the placeholders are `%s`."""
    count: int
    untyped: tuple[int, ...]
    """The numbers of the parameters of which PostgreSQL has to guess the type."""
    statements: int
    gives_rows: bool
    """The last statement has a result to fetch."""


@dataclass(frozen=True)
class NotNumbered:
    """Why a statement has no such form."""

    reason: str


def numbered(sql: str, *, with_arguments: bool, order: Sequence[str] = ()) -> Numbered | NotNumbered:
    """The statement for asyncpg. Without arguments psycopg2 leaves the text as it is, `%` and all.

    Names in `order` get their numbers in that order, others as they come.
    """
    pieces = tokens(sql)
    statements = _statements(pieces)
    if any(piece.kind == "broken" for piece in pieces):
        return NotNumbered("a literal or a comment in the statement does not end")
    rows = bool(statements) and _gives_rows(statements[-1])
    if not with_arguments:
        return Numbered(sql, None, 0, (), len(statements), rows)
    marks = _marks(sql)
    if isinstance(marks, NotNumbered):
        return marks
    reason = _obstacle(pieces, statements, marks)
    if reason is not None:
        return NotNumbered(reason)
    return _written(sql, pieces, marks, len(statements), rows, order)


# A `%` is a mark wherever it stands: psycopg2 formats the text before anybody reads it as SQL.
_MARK = re.compile(r"%(?:%|s|\(([^)]*)\)s)?")


def _marks(sql: str) -> list[re.Match[str]] | NotNumbered:
    """The placeholders, in order."""
    found = list(_MARK.finditer(sql))
    if any(mark.group() == "%" for mark in found):
        return NotNumbered("a lone % stands in the statement, which psycopg2 does not take either")
    return [mark for mark in found if mark.group() != "%%"]


_WITH_PARAMETERS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "MERGE", "EXPLAIN", "CALL")
_NAMES_FOLLOW = ("FROM", "INTO", "TABLE", "JOIN", "UPDATE", "AS", "SCHEMA", "COLUMN", "COLLATE")


def _obstacle(
    pieces: Sequence[Token], statements: Sequence[Sequence[Token]], marks: Sequence[re.Match[str]]
) -> str | None:
    """Why the statement can't have parameters where the marks are."""
    if not marks:
        return None
    places = {piece.start for piece in pieces if piece.kind == "placeholder"}
    if any(mark.start() not in places for mark in marks):
        return "a placeholder stands in a literal, a quoted name or a comment: build that text from the value"
    if len({mark.group(1) is None for mark in marks}) > 1:
        return "%s and %(name)s are mixed"
    if any(piece.kind == "parameter" for piece in pieces):
        return "the statement has a parameter like $1 of its own"
    if len(statements) > 1:
        return "several statements in one can't have parameters: execute them one by one"
    first = next((piece for piece in statements[0] if piece.text != "("), statements[0][0])
    if not first.is_word(*_WITH_PARAMETERS):
        return f"{first.text.upper()} takes no parameters: put the value into the text"
    for index, piece in enumerate(pieces):
        if piece.kind == "placeholder" and (reason := _misplaced(pieces, index)) is not None:
            return reason
    return None


def _misplaced(pieces: Sequence[Token], index: int) -> str | None:
    piece, before, after = pieces[index], _at(pieces, index - 1), _at(pieces, index + 1)
    if before.is_word("VALUES"):
        return "no `VALUES %s` with a tuple: write one %s for each column"
    if before.is_word("IN") and _is_row(pieces, index):
        return "no `(a, b) IN %s` with rows: write = ANY over unnested arrays"
    if before.is_word(*_NAMES_FOLLOW) and not _is_distinct_from(pieces, index):
        return "a parameter can't be a name"
    if before.is_word("INTERVAL") and after.is_word(*_INTERVAL_FIELDS):
        return f"`INTERVAL %s {after.text}` takes no parameter"
    if _glued(before, piece) or _glued(piece, after):
        return "a placeholder is glued to what stands next to it"
    if before.text == "." or after.text == ".":
        return "a parameter can't be a name"
    if _is_sort_key(pieces, index):
        return "ORDER BY or GROUP BY a parameter sorts by a constant, not by that column: write its name or number"
    return None


_INTERVAL_FIELDS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")
_LITERAL_TYPES = ("INTERVAL", "DATE", "TIMESTAMP", "TIMESTAMPTZ", "TIME")


def _glued(first: Token, second: Token) -> bool:
    """`a%s`, `%s%s`, `%sb`: two pieces that run into one another when a value takes its place."""
    tight = ("word", "number", "placeholder", "string", "name")
    return first.end == second.start and first.kind in tight and second.kind in tight


def _is_row(pieces: Sequence[Token], index: int) -> bool:
    """`(a, b) IN %s`, by the piece before IN or NOT IN."""
    end = index - (3 if _at(pieces, index - 2).is_word("NOT") else 2)
    if _at(pieces, end).text != ")":
        return False
    depth, has_comma = 0, False
    for place in range(end, -1, -1):
        text = pieces[place].text
        depth += (text == ")") - (text == "(")
        has_comma = has_comma or (depth == 1 and text == ",")
        if depth == 0:
            before = _at(pieces, place - 1)
            is_call = before.kind in ("word", "name") and not before.is_word(*_BEFORE_ROWS)
            return has_comma and not is_call
    return False


_BEFORE_ROWS = ("WHERE", "AND", "OR", "NOT", "ON", "HAVING", "WHEN", "SELECT", "ROW", "CASE", "THEN", "ELSE")


def _is_distinct_from(pieces: Sequence[Token], index: int) -> bool:
    return _at(pieces, index - 1).is_word("FROM") and _at(pieces, index - 2).is_word("DISTINCT")


def _is_sort_key(pieces: Sequence[Token], index: int) -> bool:
    """It stands by itself among the keys of ORDER BY, GROUP BY, PARTITION BY or DISTINCT ON."""
    before, after = _at(pieces, index - 1), _at(pieces, index + 1)
    if not (before.is_word("BY") or before.text == ","):
        return False
    ends = after.text in ("", ",", ")", ";")
    if not (
        ends or after.is_word("ASC", "DESC", "NULLS", "LIMIT", "OFFSET", "HAVING", "ORDER", "USING", "FOR")
    ):
        return False
    depth = 0
    for place in range(index - 1, -1, -1):
        piece = pieces[place]
        depth += (piece.text == ")") - (piece.text == "(")
        if depth < 0:
            return False
        if depth == 0 and piece.is_word("BY"):
            return True
        if depth == 0 and piece.is_word("SELECT", "WHERE", "FROM", "VALUES", "SET", "LIMIT", "RETURNING"):
            return False
    return False


def _written(
    sql: str,
    pieces: Sequence[Token],
    marks: Sequence[re.Match[str]],
    statements: int,
    rows: bool,
    order: Sequence[str],
) -> Numbered:
    index_at = {piece.start: index for index, piece in enumerate(pieces)}
    used = dict.fromkeys(str(mark.group(1)) for mark in marks)
    names = list(dict.fromkeys([*(name for name in order if name in used), *used]))
    by_name = bool(marks) and marks[0].group(1) is not None
    text: list[str] = []
    untyped: set[int] = set()
    typed: set[int] = set()
    end = 0
    for position, mark in enumerate(marks, start=1):
        number = names.index(mark.group(1)) + 1 if by_name else position
        index = index_at[mark.start()]
        start, new = _parameter(pieces, index, number)
        text += [_plain(sql[end:start]), new]
        end = mark.end()
        (typed if _is_typed(pieces, index) else untyped).add(number)
    text.append(_plain(sql[end:]))
    return Numbered(
        sql="".join(text), names=tuple(names) if by_name else None, count=len(names) if by_name else len(marks),
        untyped=tuple(sorted(untyped - typed)), statements=statements, gives_rows=rows,
    )  # fmt: skip


def _plain(text: str) -> str:
    return text.replace("%%", "%")


def _parameter(pieces: Sequence[Token], index: int, number: int) -> tuple[int, str]:
    """What takes the place of a placeholder, and where that begins: key words before it may go."""
    piece, before, earlier = pieces[index], _at(pieces, index - 1), _at(pieces, index - 2)
    if before.is_word("IN") and not _is_in_position(pieces, index):
        if earlier.is_word("NOT"):
            return earlier.start, f"<> ALL(${number})"
        return before.start, f"= ANY(${number})"
    if before.is_word("IS"):
        return before.start, f"IS NOT DISTINCT FROM ${number}"
    if before.is_word("NOT") and earlier.is_word("IS"):
        return earlier.start, f"IS DISTINCT FROM ${number}"
    if before.is_word("INTERVAL"):
        return before.start, f"${number}::text::interval"
    if before.is_word(*_LITERAL_TYPES):
        return before.start, f"${number}::{before.text.lower()}"
    return piece.start, f"${number}"


def _is_in_position(pieces: Sequence[Token], index: int) -> bool:
    """`position(%s IN %s)`."""
    depth = 0
    for place in range(index, -1, -1):
        depth += (pieces[place].text == ")") - (pieces[place].text == "(")
        if depth < 0:
            return _at(pieces, place - 1).is_word("POSITION")
    return False


_COMPARISONS = frozenset(
    {"=", "<", ">", "<=", ">=", "<>", "!=", "~", "~*", "!~", "!~*", "@>", "<@", "&&", "~~"}
)
_COMPARING = ("LIKE", "ILIKE", "IN", "IS")


def _is_typed(pieces: Sequence[Token], index: int) -> bool:
    """The place says which type the parameter has: that of a column, of a cast, or a number of rows."""
    before, after = _at(pieces, index - 1), _at(pieces, index + 1)
    if after.text == "::" or before.is_word(*_LITERAL_TYPES):
        return True
    if after.is_word("AS") and before.text == "(" and _at(pieces, index - 2).is_word("CAST"):
        return True
    if before.is_word("LIMIT", "OFFSET") or before.is_word(*_COMPARING) or _is_distinct_from(pieces, index):
        return _ends(after)
    if before.is_word("NOT") and _at(pieces, index - 2).is_word("IS"):
        return _ends(after)
    if before.text in _COMPARISONS:
        return _ends(after) and _has_type(_at(pieces, index - 2))
    if after.text in _COMPARISONS:
        return _begins(before) and _has_type(_at(pieces, index + 2))
    if before.is_word("BETWEEN") or (before.is_word("AND") and _at(pieces, index - 3).is_word("BETWEEN")):
        return _ends(after)
    if before.text == "(" and _at(pieces, index - 2).is_word("ANY", "ALL"):
        return _at(pieces, index - 3).text in _COMPARISONS and _ends(after)
    if before.text in ("(", ",") and after.text in (",", ")"):
        return _is_element(pieces, index)
    return False


def _is_element(pieces: Sequence[Token], index: int) -> bool:
    """One of the values of an INSERT, or of a list behind IN."""
    depth = 0
    for place in range(index - 1, -1, -1):
        text = pieces[place].text
        depth += (text == ")") - (text == "(")
        if depth < 0:
            before = _at(pieces, place - 1)
            if before.is_word("IN"):
                return True
            is_values = before.is_word("VALUES") or (
                before.text == "," and _follows_values(pieces, place - 1)
            )
            first = next(
                (piece for piece in pieces if piece.is_word("INSERT", "SELECT", "UPDATE")), pieces[0]
            )
            return is_values and first.is_word("INSERT")
    return False


def _follows_values(pieces: Sequence[Token], index: int) -> bool:
    """The comma at `index` stands between the rows of VALUES."""
    depth = 0
    for place in range(index - 1, -1, -1):
        text = pieces[place].text
        depth += (text == ")") - (text == "(")
        if depth < 0:
            return False
        if depth == 0 and pieces[place].is_word("VALUES"):
            return True
        if depth == 0 and pieces[place].kind == "word":
            return False
    return False


def _has_type(piece: Token) -> bool:
    """It is a name, a call's end or a literal of a type of its own."""
    return piece.kind in ("word", "name") or piece.text in (")", "]")


def _ends(after: Token) -> bool:
    """No operator takes the parameter as its left operand first."""
    return after.text in ("", ")", ",", ";") or after.kind == "word"


def _begins(before: Token) -> bool:
    return before.text in ("", "(", ",") or before.kind == "word"


_NOTHING = Token("sign", "", -1)


def _at(pieces: Sequence[Token], index: int) -> Token:
    return pieces[index] if 0 <= index < len(pieces) else _NOTHING


def _statements(pieces: Sequence[Token]) -> list[list[Token]]:
    found: list[list[Token]] = [[]]
    for piece in pieces:
        if piece.text == ";" and piece.kind == "sign":
            found.append([])
        else:
            found[-1].append(piece)
    return [statement for statement in found if statement]


_ROWS = ("SELECT", "VALUES", "TABLE", "SHOW", "EXPLAIN", "FETCH", "CALL", "EXECUTE")


def _gives_rows(statement: Sequence[Token]) -> bool:
    if any(piece.is_word("RETURNING") for piece in statement):
        return True
    return next(_verbs(statement), "") in _ROWS


def _verbs(statement: Sequence[Token]) -> Iterator[str]:
    """The key words that say what the statement does, behind the parts of WITH."""
    depth = 0
    is_with = statement[0].is_word("WITH")
    for piece in statement:
        depth += (piece.text == "(") - (piece.text == ")")
        outside = depth == 0 or (piece.text != "(" and all(other.text == "(" for other in statement[:depth]))
        if (
            piece.kind == "word"
            and outside
            and (not is_with or piece.is_word("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES"))
        ):
            yield piece.text.upper()
