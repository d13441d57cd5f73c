"""Statements with psycopg2's placeholders and with PostgreSQL's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncifier_codemods.hooks.numbered import NotNumbered, Numbered, numbered
from asyncifier_codemods.hooks.sql import count_statements, selects_placeholder, tokens


def of(sql: str) -> Numbered:
    found = numbered(sql, with_arguments=True)
    assert isinstance(found, Numbered), found
    return found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SELECT a FROM t WHERE b = %s AND c < %s", "SELECT a FROM t WHERE b = $1 AND c < $2"),
        ("SELECT a FROM t WHERE b=%s", "SELECT a FROM t WHERE b=$1"),
        ("SELECT a FROM t WHERE b = %(x)s OR c = %(y)s OR d = %(x)s",
         "SELECT a FROM t WHERE b = $1 OR c = $2 OR d = $1"),
        ("SELECT a FROM t WHERE b LIKE '50%%' AND c = %s", "SELECT a FROM t WHERE b LIKE '50%' AND c = $1"),
        ("SELECT a %% 2 FROM t WHERE b = %s", "SELECT a % 2 FROM t WHERE b = $1"),
        ("SELECT a FROM t WHERE b IN %s", "SELECT a FROM t WHERE b = ANY($1)"),
        ("SELECT a FROM t WHERE lower(b) in  %s", "SELECT a FROM t WHERE lower(b) = ANY($1)"),
        ("SELECT a FROM t WHERE coalesce(a, b) IN %s", "SELECT a FROM t WHERE coalesce(a, b) = ANY($1)"),
        ("SELECT a FROM t WHERE b NOT IN %s", "SELECT a FROM t WHERE b <> ALL($1)"),
        ("SELECT a FROM t WHERE b IN (%s, %s)", "SELECT a FROM t WHERE b IN ($1, $2)"),
        ("SELECT a FROM t WHERE b IS %s", "SELECT a FROM t WHERE b IS NOT DISTINCT FROM $1"),
        ("SELECT a FROM t WHERE b IS NOT %s", "SELECT a FROM t WHERE b IS DISTINCT FROM $1"),
        ("SELECT now() - INTERVAL %s", "SELECT now() - $1::text::interval"),
        ("SELECT DATE %s", "SELECT $1::date"),
        ("SELECT position(%s IN %s)", "SELECT position($1 IN $2)"),
        ("SELECT '%%s', $q$ %% $q$, \"a%%\", E'\\'%%' FROM t WHERE a = %s",
         "SELECT '%s', $q$ % $q$, \"a%\", E'\\'%' FROM t WHERE a = $1"),
        ("SELECT 1 -- 50%%\n/* a /* b %% */ c */ FROM t WHERE a = %s;",
         "SELECT 1 -- 50%\n/* a /* b % */ c */ FROM t WHERE a = $1;"),
        ("SELECT U&'d\\0061t' FROM t WHERE a = %s", "SELECT U&'d\\0061t' FROM t WHERE a = $1"),
    ],
)  # fmt: skip
def test_numbered(old: str, new: str) -> None:
    assert of(old).sql == new


def test_names_are_numbered_once() -> None:
    found = of("UPDATE t SET a = %(a)s, b = %(b)s WHERE a <> %(a)s")
    assert (found.names, found.count) == (("a", "b"), 2)
    assert of("UPDATE t SET a = %s").names is None


def test_without_arguments_nothing_changes() -> None:
    sql = "SELECT '100%', '%s', 5 % 2"
    found = numbered(sql, with_arguments=False)
    assert isinstance(found, Numbered)
    assert (found.sql, found.count) == (sql, 0)


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT '%s days'", "in a literal"),
        ("SELECT 1 FROM t WHERE a LIKE '%%%s%%'", "in a literal"),
        ('SELECT "%s"', "in a literal"),
        ("SELECT $$ %s $$", "in a literal"),
        ("SELECT E'\\'%s'", "in a literal"),
        ("SELECT 1 /* /* */ %s */", "comment"),
        ("SELECT 1 -- %s", "comment"),
        ("SELECT 1 WHERE (a, b) IN %s", "rows"),
        ("SELECT 1 WHERE NOT (a, b) NOT IN %s", "rows"),
        ("INSERT INTO t VALUES %s", "VALUES"),
        ("SELECT a FROM t ORDER BY %s", "ORDER BY"),
        ("SELECT a FROM t ORDER BY b, %s DESC", "ORDER BY"),
        ("SELECT a FROM t GROUP BY %s HAVING true", "ORDER BY"),
        ("SELECT a FROM %s", "name"),
        ("SELECT a FROM s.%s", "name"),
        ("INSERT INTO %s VALUES (1)", "name"),
        ("SELECT 1; SELECT %s", "several"),
        ("SET x = %s", "SET"),
        ("NOTIFY a, %s", "NOTIFY"),
        ("CREATE TABLE t (a int DEFAULT %s)", "CREATE"),
        ("COPY t FROM %s", "COPY"),
        ("SELECT %s, %(a)s", "mixed"),
        ("SELECT $1, %s", "of its own"),
        ("SELECT 5 % 2, %s", "lone %"),
        ("SELECT '%d', %s", "lone %"),
        ("SELECT a%s", "glued"),
        ("SELECT %s%s", "glued"),
        ("SELECT INTERVAL %s DAY", "INTERVAL"),
        ("SELECT 'open, %s", "does not end"),
        ("SELECT /* open, %s", "does not end"),
        ("SELECT $a$ open $b$, %s", "does not end"),
    ],
)
def test_refused(sql: str, reason: str) -> None:
    found = numbered(sql, with_arguments=True)
    assert isinstance(found, NotNumbered)
    assert reason in found.reason


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM t WHERE b = %s AND c >= %s",
        "SELECT a FROM t WHERE %s < b",
        "SELECT a FROM t WHERE t.b LIKE %s ORDER BY a",
        "SELECT a FROM t WHERE b = ANY(%s) AND c IN %s AND d IN (%s, %s)",
        "INSERT INTO t (a, b) VALUES (%s, %s), (%s, now()) RETURNING a",
        "UPDATE t SET a = %s, b = %s WHERE c BETWEEN %s AND %s",
        "SELECT %s::int, CAST(%s AS date)",
        "SELECT a FROM t LIMIT %s OFFSET %s",
        "SELECT a FROM t WHERE b IS NOT DISTINCT FROM %s",
        "SELECT a FROM t WHERE %(a)s IS NULL OR b = %(a)s",
    ],
)
def test_the_place_gives_the_type(sql: str) -> None:
    assert of(sql).untyped == ()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT %s",
        "SELECT %s IS NULL",
        "SELECT concat(%s)",
        "SELECT a FROM t WHERE b = %s + 1",
        "SELECT 1 / %s",
        "SELECT a FROM t WHERE data -> %s IS NULL",
        "SELECT a FROM t WHERE data -> %s = 1",
        "SELECT 'id ' || %s",
        "SELECT 1 WHERE 5 = %s",
        "SELECT f(%s)",
        "SELECT * FROM (VALUES (%s)) AS v",
    ],
)
def test_the_type_has_to_be_guessed(sql: str) -> None:
    assert of(sql).untyped == (1,)


@pytest.mark.parametrize(
    ("sql", "gives"),
    [
        ("SELECT 1", True),
        ("(SELECT 1) UNION SELECT 2", True),
        ("INSERT INTO t VALUES (1) RETURNING id", True),
        ("INSERT INTO t SELECT 1", False),
        ("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", False),
        ("WITH a AS (DELETE FROM t) SELECT 1", True),
        ("SHOW timezone", True),
        ("CREATE TABLE t AS SELECT 1", False),
        ("DELETE FROM t; SELECT 1", True),
        ("SELECT 1; DELETE FROM t;", False),
        ("", False),
    ],
)
def test_rows(sql: str, gives: bool) -> None:
    found = numbered(sql, with_arguments=False)
    assert isinstance(found, Numbered)
    assert found.gives_rows is gives


LITERALS = (
    st.text().map(lambda text: "'" + text.replace("'", "''").replace("%", "%%") + "'")
    | st.text().map(lambda text: '"' + text.replace('"', '""').replace("%", "%%") + '"')
    | st.text(alphabet="ab;'\"-/*%").map(lambda text: "$q$" + text.replace("%", "%%") + "$q$")
    | st.text(alphabet="ab;'\"*").map(lambda text: "/* " + text.replace("*/", "").replace("/*", "") + " */ 1")
)


@given(st.lists(LITERALS))
def test_a_placeholder_behind_any_literal_is_found(literals: list[str]) -> None:
    before = "SELECT " + ", ".join([*literals, "a"])
    found = of(f"{before} FROM t WHERE a = %s")
    assert found.sql == before.replace("%%", "%") + " FROM t WHERE a = $1"


@given(st.lists(LITERALS, min_size=1))
def test_a_placeholder_inside_of_a_literal_is_refused(literals: list[str]) -> None:
    text = ", ".join(literals)
    inside = text[:-1] + " %s" + text[-1] if text.endswith(("'", '"')) else text
    if inside != text:
        assert isinstance(numbered(f"SELECT {inside}", with_arguments=True), NotNumbered)


@given(st.text())
def test_the_pieces_of_any_text_lie_one_behind_the_other(text: str) -> None:
    end = 0
    for piece in tokens(text):
        assert piece.start >= end
        assert text[piece.start : piece.end] == piece.text
        end = piece.end


@given(st.text(alphabet="aE'\"$q%s();- /*\n1.,"))
def test_numbering_any_text_ends(text: str) -> None:
    numbered(text, with_arguments=True)
    numbered(text, with_arguments=False)


def test_statements_are_counted_outside_of_literals() -> None:
    assert count_statements("SELECT 1; SELECT $$;$$; /* ; /* ; */ ; */ -- ;\n;") == 2


def test_selected_placeholders() -> None:
    assert selects_placeholder("SELECT %s")
    assert selects_placeholder("SELECT a, %s AS b FROM t")
    assert not selects_placeholder("SELECT %s::int, f(%s) FROM t WHERE a IN (%s, %s)")
