"""Statements as programs send them through psycopg2: one function each, for `sql_differences.py`.

`cur` is a cursor of a connection in a transaction of its own, on the tables that SETUP makes anew each time. The first
text of a function is its statement in the table.
"""

import datetime
import decimal
import io
import json
import uuid

import psycopg2
import psycopg2.extras

SETUP = """
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE place AS (x integer, y integer);
CREATE TABLE item (
    id serial PRIMARY KEY, name text NOT NULL UNIQUE, price numeric(10, 2), weight double precision, stock integer,
    added date, seen timestamp, changed timestamptz, tags text[], data jsonb, raw bytea, code uuid, during int4range,
    mood mood, spot place, host inet, pause interval, active boolean
);
INSERT INTO item VALUES
    (1, 'tea', 1.10, 0.5, 10, '2024-01-02', '2024-01-02 03:04:05', '2024-01-02 03:04:05+00', '{hot,green}',
     '{"a": [1, null]}', '\\x00ff', '12345678-1234-5678-1234-567812345678', '[1,5)', 'ok', '(1,2)', '10.0.0.1',
     '1 day 02:03:04', true),
    (2, 'milk 100%', 0.90, 1, 0, '2024-02-29', NULL, '2024-07-01 12:00:00+00', '{}', '[]', NULL, NULL, NULL, 'sad',
     NULL, NULL, '-00:00:01', false),
    (3, 'crème ☕', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'null', '', NULL, 'empty', NULL, '(3,)', NULL, NULL, NULL);
SELECT setval('item_id_seq', 3);
CREATE TABLE entry (item integer REFERENCES item, note varchar(10));
CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n * 2';
"""


def no_parameters(cur):
    cur.execute("SELECT id, name, stock FROM item ORDER BY id")
    return cur.fetchall()


def one_parameter(cur):
    cur.execute("SELECT name FROM item WHERE id = %s", (2,))
    return cur.fetchone()


def no_row(cur):
    cur.execute("SELECT name FROM item WHERE id = %s", (99,))
    return cur.fetchone()


def several_parameters(cur):
    cur.execute("SELECT id FROM item WHERE stock >= %s AND name <> %s AND active = %s", (0, "milk", True))
    return cur.fetchall()


def parameters_in_a_list(cur):
    cur.execute("SELECT id FROM item WHERE id > %s ORDER BY id LIMIT %s", [1, 1])
    return cur.fetchall()


def named_parameters(cur):
    cur.execute(
        "SELECT id FROM item WHERE id = %(id)s OR id = %(id)s + 1 OR name = %(name)s", {"id": 1, "name": "x"}
    )
    return sorted(cur.fetchall())


def named_with_extra_keys(cur):
    cur.execute("SELECT id FROM item WHERE name = %(name)s", {"name": "tea", "unused": 5})
    return cur.fetchall()


def null_parameter(cur):
    cur.execute("UPDATE item SET stock = %s WHERE id = 1", (None,))
    return cur.rowcount


def is_null(cur):
    cur.execute("SELECT id FROM item WHERE stock IS NULL")
    return cur.fetchall()


def is_parameter_null(cur):
    cur.execute("SELECT id FROM item WHERE stock IS %s", (None,))
    return cur.fetchall()


def is_parameter_true(cur):
    cur.execute("SELECT id FROM item WHERE active IS %s", (True,))
    return cur.fetchall()


def parameter_is_null(cur):
    cur.execute("SELECT id FROM item WHERE %s IS NULL OR name = %s ORDER BY id", (None, "tea"))
    return cur.fetchall()


def in_tuple(cur):
    cur.execute("SELECT id FROM item WHERE id IN %s ORDER BY id", ((1, 3),))
    return cur.fetchall()


def not_in_tuple(cur):
    cur.execute("SELECT id FROM item WHERE name NOT IN %s ORDER BY id", (("tea", "coffee"),))
    return cur.fetchall()


def in_single_parameters(cur):
    cur.execute("SELECT id FROM item WHERE id IN (%s, %s) ORDER BY id", (1, 3))
    return cur.fetchall()


def in_rows(cur):
    cur.execute("SELECT id FROM item WHERE (id, name) IN %s", (((1, "tea"), (2, "x")),))
    return cur.fetchall()


def any_list(cur):
    cur.execute("SELECT id FROM item WHERE id = ANY(%s) ORDER BY id", ([1, 2],))
    return cur.fetchall()


def any_empty_list(cur):
    cur.execute("SELECT id FROM item WHERE id = ANY(%s)", ([],))
    return cur.fetchall()


def quoted_placeholder(cur):
    cur.execute("SELECT count(*) FROM item WHERE added > date '2024-01-01' + interval '%s days'", (5,))
    return cur.fetchone()


def interval_parameter(cur):
    cur.execute("SELECT date '2024-01-31' + interval %s", ("1 month",))
    return cur.fetchone()


def interval_cast(cur):
    cur.execute("SELECT timestamp '2024-01-31' + %s::interval", ("1 day",))
    return cur.fetchone()


def timedelta_parameter(cur):
    cur.execute("SELECT id FROM item WHERE pause < %s ORDER BY id", (datetime.timedelta(hours=1),))
    return cur.fetchall()


def interval_result(cur):
    cur.execute(
        "SELECT pause, interval '1 year 2 months 3 days', interval '-1 day 2 hours' FROM item ORDER BY id"
    )
    return cur.fetchall()


def like_percent(cur):
    cur.execute("SELECT name FROM item WHERE name LIKE '%%100%%' AND id > %s", (0,))
    return cur.fetchall()


def like_percent_without_parameters(cur):
    cur.execute("SELECT name FROM item WHERE name LIKE '%100%'")
    return cur.fetchall()


def like_quoted_placeholder(cur):
    cur.execute("SELECT name FROM item WHERE name LIKE '%%%s%%'", (100,))
    return cur.fetchall()


def like_parameter(cur):
    cur.execute("SELECT name FROM item WHERE name ILIKE %s", ("TE%",))
    return cur.fetchall()


def modulo(cur):
    cur.execute("SELECT id FROM item WHERE id %% 2 = %s ORDER BY id", (1,))
    return cur.fetchall()


def literals_with_quotes(cur):
    cur.execute("SELECT 'it''s %%s', E'a\\'b\\n', \"name\", $q$100%% 'so'$q$ FROM item WHERE id = %s", (1,))
    return cur.fetchall()


def comments(cur):
    cur.execute("SELECT id -- not %%s\n/* nor /* 'here' */ %%s */ FROM item WHERE id = %s", (1,))
    return cur.fetchall()


def unicode_literal(cur):
    cur.execute("SELECT id, U&'d\\0061t\\+000061' FROM item WHERE name = %s", ("crème ☕",))
    return cur.fetchall()


def unicode_alias(cur):
    cur.execute('SELECT name AS "größe" FROM item WHERE id = %s', (1,))
    return [column[0] for column in cur.description], cur.fetchall()


def backslash_and_quote(cur):
    cur.execute("INSERT INTO item (name) VALUES (%s) RETURNING name", ("a'b\\c\"d\n",))
    return cur.fetchone()


def select_integer(cur):
    cur.execute("SELECT %s", (5,))
    return cur.fetchone()


def select_text(cur):
    cur.execute("SELECT %s", ("five",))
    return cur.fetchone()


def select_none(cur):
    cur.execute("SELECT %s", (None,))
    return cur.fetchone()


def select_list(cur):
    cur.execute("SELECT %s", (["a", "b"],))
    return cur.fetchone()


def select_cast(cur):
    cur.execute("SELECT %s::integer + 1, %s::text, %s::date", ("5", "x", "2024-01-01"))
    return cur.fetchone()


def decimal_parameter(cur):
    cur.execute("SELECT id FROM item WHERE price = %s", (decimal.Decimal("1.10"),))
    return cur.fetchall()


def decimal_result(cur):
    cur.execute("SELECT price, sum(price) OVER (), 'NaN'::numeric FROM item WHERE id < 3 ORDER BY id")
    return cur.fetchall()


def float_for_numeric(cur):
    cur.execute("SELECT id FROM item WHERE price = %s", (1.1,))
    return cur.fetchall()


def float_stored_in_numeric(cur):
    cur.execute("INSERT INTO item (name, price) VALUES (%s, %s) RETURNING price * 1000", ("x", 0.1))
    return cur.fetchone()


def float_for_integer(cur):
    cur.execute("UPDATE item SET stock = %s WHERE id = 1 RETURNING stock", (4.7,))
    return cur.fetchone()


def division_by_float(cur):
    cur.execute("SELECT 1 / %s", (2.5,))
    return cur.fetchone()


def round_float(cur):
    cur.execute("SELECT round(%s, 1)", (1.25,))
    return cur.fetchone()


def integer_times_float(cur):
    cur.execute("SELECT stock * %s FROM item WHERE id = 1", (0.5,))
    return cur.fetchone()


def integer_compared_with_float(cur):
    cur.execute("SELECT id FROM item WHERE stock > %s", (9.5,))
    return cur.fetchall()


def float_column(cur):
    cur.execute("SELECT id, weight FROM item WHERE weight < %s ORDER BY id", (0.75,))
    return cur.fetchall()


def text_for_integer(cur):
    cur.execute("SELECT id FROM item WHERE id = %s", ("2",))
    return cur.fetchall()


def integer_for_text(cur):
    cur.execute("INSERT INTO item (name) VALUES (%s) RETURNING name", (42,))
    return cur.fetchone()


def text_for_date(cur):
    cur.execute("SELECT id FROM item WHERE added >= %s", ("2024-02-01",))
    return cur.fetchall()


def text_for_timestamp(cur):
    cur.execute("UPDATE item SET seen = %s WHERE id = 2 RETURNING seen", ("2024-05-06 07:08",))
    return cur.fetchone()


def text_for_boolean(cur):
    cur.execute("SELECT id FROM item WHERE active = %s", ("yes",))
    return cur.fetchall()


def date_parameter(cur):
    cur.execute("SELECT id FROM item WHERE added = %s", (datetime.date(2024, 2, 29),))
    return cur.fetchall()


def datetime_for_date(cur):
    cur.execute("SELECT id FROM item WHERE added = %s", (datetime.datetime(2024, 2, 29, 1),))
    return cur.fetchall()


def naive_for_timestamptz(cur):
    cur.execute("UPDATE item SET changed = %s WHERE id = 1 RETURNING changed AT TIME ZONE 'UTC'",
                (datetime.datetime(2024, 6, 1, 12),))  # fmt: skip
    return cur.fetchone()


def aware_for_timestamp(cur):
    noon = datetime.datetime(2024, 6, 1, 12, tzinfo=datetime.timezone.utc)
    cur.execute("UPDATE item SET seen = %s WHERE id = 1 RETURNING seen", (noon,))
    return cur.fetchone()


def date_for_timestamptz(cur):
    cur.execute("SELECT id FROM item WHERE changed >= %s", (datetime.date(2024, 7, 1),))
    return cur.fetchall()


def timestamptz_result(cur):
    cur.execute("SELECT changed FROM item WHERE id < 3 ORDER BY id")
    return cur.fetchall()


def infinity(cur):
    cur.execute("SELECT 'infinity'::timestamp, '-infinity'::date")
    return cur.fetchone()


def date_minus_parameter(cur):
    cur.execute("SELECT date '2024-03-01' - %s", (1,))
    return cur.fetchone()


def time_and_timetz(cur):
    cur.execute("SELECT time '12:34:56.789', timetz '12:00+02'")
    return cur.fetchone()


def json_result(cur):
    cur.execute("SELECT data, data::json, data -> 'a' FROM item ORDER BY id")
    return cur.fetchall()


def json_adapter(cur):
    cur.execute("UPDATE item SET data = %s WHERE id = 1 RETURNING data", (psycopg2.extras.Json({"k": "ü"}),))
    return cur.fetchone()


def json_text(cur):
    cur.execute("UPDATE item SET data = %s WHERE id = 1 RETURNING data", (json.dumps({"k": [1]}),))
    return cur.fetchone()


def json_operators(cur):
    cur.execute("SELECT id FROM item WHERE data -> %s IS NOT NULL", ("a",))
    return cur.fetchall()


def json_key_exists(cur):
    cur.execute("SELECT id FROM item WHERE data ? 'a'")
    return cur.fetchall()


def array_result(cur):
    cur.execute("SELECT tags, ARRAY[1, NULL], ARRAY[ARRAY[1, 2], ARRAY[3, 4]] FROM item ORDER BY id")
    return cur.fetchall()


def array_parameter(cur):
    cur.execute("UPDATE item SET tags = %s WHERE id = 2 RETURNING tags", (["a,b", 'c"d', None],))
    return cur.fetchone()


def array_contains(cur):
    cur.execute("SELECT id FROM item WHERE tags @> %s", (["hot"],))
    return cur.fetchall()


def arrays_of_numbers(cur):
    cur.execute("SELECT ARRAY[1.5, NULL], ARRAY[1.5::float8], ARRAY[1::int8], ARRAY[true], ARRAY['a'::varchar]")
    return cur.fetchone()


def arrays_of_times(cur):
    cur.execute("SELECT ARRAY[date '2024-01-02'], ARRAY[timestamp '2024-01-02 03:04'], ARRAY[interval '1 day']")
    return cur.fetchone()


def array_of_timestamptz(cur):
    cur.execute("SELECT ARRAY[timestamptz '2024-01-02 03:04+00', NULL]")
    return cur.fetchone()


def arrays_of_other_types(cur):
    cur.execute("SELECT ARRAY[host], ARRAY[data], ARRAY[raw] FROM item WHERE id = 1")
    return cur.fetchone()


def array_of_uuid(cur):
    cur.execute("SELECT ARRAY[code] FROM item WHERE id = 1")
    return cur.fetchone()


def array_of_bytes(cur):
    cur.execute("SELECT ARRAY[raw] FROM item WHERE id = 1")
    return cur.fetchone()


def date_array_parameter(cur):
    cur.execute("SELECT id FROM item WHERE added = ANY(%s)", ([datetime.date(2024, 1, 2), None],))
    return cur.fetchall()


def decimal_array_parameter(cur):
    cur.execute("SELECT id FROM item WHERE price IN %s ORDER BY id", ((decimal.Decimal("1.10"), 0.9),))
    return cur.fetchall()


def time_parameter(cur):
    cur.execute("SELECT id FROM item WHERE seen::time = %s", (datetime.time(3, 4, 5),))
    return cur.fetchall()


def record_array(cur):
    cur.execute("SELECT ARRAY[spot], ARRAY[during] FROM item WHERE id = 1")
    return cur.fetchone()


def same_column_twice(cur):
    cur.execute("SELECT id, name AS id FROM item WHERE id = 1")
    return cur.fetchone()


def oid_and_bit(cur):
    cur.execute("SELECT 5::oid, 'pg_class'::regclass::oid, B'1'::bit(1), '2'::smallint, 'a'::name, 'b'::bpchar")
    return cur.fetchone()


def text_search(cur):
    cur.execute("SELECT to_tsvector('simple', 'a b'), to_tsquery('simple', 'a'), 'a'::cstring, '(1,2)'::tid")
    return cur.fetchone()


def special_numbers(cur):
    cur.execute("SELECT 'NaN'::float8, 'Infinity'::float8, 1e300::numeric, 0.10::numeric, -0.0::float8, 1::int8 << 40")
    return [str(value) for value in cur.fetchone()]


def very_old_date(cur):
    cur.execute("SELECT date '0044-03-15 BC'")
    return cur.fetchone()


def timestamptz_infinity(cur):
    cur.execute("SELECT 'infinity'::timestamptz > now(), 'infinity'::timestamptz")
    return [str(value) for value in cur.fetchone()]


def explain(cur):
    cur.execute("EXPLAIN (COSTS OFF) SELECT id FROM item WHERE id < 0")
    return len(cur.fetchall()) > 0


def values_statement(cur):
    cur.execute("VALUES (1, 'a'), (2, 'b')")
    return cur.fetchall()


def merge_lateral(cur):
    cur.execute("SELECT i.id, t.tag FROM item i, LATERAL unnest(i.tags) AS t(tag) WHERE i.id = %s", (1,))
    return cur.fetchall()


def function_with_default(cur):
    cur.execute("SELECT current_setting(%s), set_config(%s, %s, %s)", ("timezone", "my.x", "1", True))
    return cur.fetchone()


def uuid_result(cur):
    cur.execute("SELECT code FROM item WHERE id = 1")
    return cur.fetchone()


def uuid_text_parameter(cur):
    cur.execute(
        "SELECT id FROM item WHERE code = %s", (str(uuid.UUID(int=0x12345678123456781234567812345678)),)
    )
    return cur.fetchall()


def bytes_result(cur):
    cur.execute("SELECT raw FROM item WHERE id = 1")
    return cur.fetchone()


def bytes_parameter(cur):
    cur.execute("SELECT id FROM item WHERE raw = %s", (b"\x00\xff",))
    return cur.fetchall()


def binary_parameter(cur):
    cur.execute("UPDATE item SET raw = %s WHERE id = 1", (psycopg2.Binary(b"'\\"),))
    return cur.rowcount


def range_result(cur):
    cur.execute("SELECT during FROM item ORDER BY id")
    return cur.fetchall()


def range_operator(cur):
    cur.execute("SELECT id FROM item WHERE during @> %s", (3,))
    return cur.fetchall()


def composite_result(cur):
    cur.execute("SELECT spot FROM item ORDER BY id")
    return cur.fetchall()


def composite_parameter(cur):
    cur.execute("UPDATE item SET spot = %s WHERE id = 1", ((7, 8),))
    return cur.rowcount


def row_result(cur):
    cur.execute("SELECT row(1, 'a')")
    return cur.fetchone()


def enum_parameter(cur):
    cur.execute("SELECT id, mood FROM item WHERE mood = %s", ("sad",))
    return cur.fetchall()


def enum_array(cur):
    cur.execute("SELECT array_agg(mood ORDER BY id) FROM item")
    return cur.fetchone()


def inet_result(cur):
    cur.execute("SELECT host, '10.0.0.0/8'::cidr FROM item WHERE id = 1")
    return cur.fetchone()


def other_types(cur):
    cur.execute(
        "SELECT 1::money, B'101', 'a'::\"char\", point '(1,2)', 'item'::regclass, 'x'::char(3), '<a/>'::xml"
    )
    return cur.fetchone()


def void_function(cur):
    cur.execute("SELECT pg_sleep(0)")
    return cur.fetchone()


def insert_returning(cur):
    cur.execute("INSERT INTO item (name, stock) VALUES (%s, %s) RETURNING id, stock", ("new", 1))
    return cur.fetchone()[0], cur.rowcount


def on_conflict(cur):
    cur.execute(
        "INSERT INTO item (name, stock) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET stock = %s",
        ("tea", 1, 2),
    )
    return cur.rowcount


def on_conflict_nothing(cur):
    cur.execute("INSERT INTO item (name) VALUES (%s) ON CONFLICT DO NOTHING RETURNING id", ("tea",))
    return cur.fetchall(), cur.rowcount


def update_count(cur):
    cur.execute("UPDATE item SET stock = stock + %s WHERE stock IS NOT NULL", (1,))
    return cur.rowcount


def delete_count(cur):
    cur.execute("DELETE FROM item WHERE id > %s", (1,))
    return cur.rowcount


def select_count(cur):
    cur.execute("SELECT id FROM item")
    return cur.rowcount


def common_table_expression(cur):
    cur.execute("WITH gone AS (DELETE FROM item WHERE id = %s RETURNING name) SELECT name FROM gone", (3,))
    return cur.fetchall(), cur.rowcount


def recursive(cur):
    cur.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s) SELECT sum(i) FROM n",
        (4,),
    )
    return cur.fetchone()


def window(cur):
    cur.execute("SELECT id, rank() OVER (ORDER BY stock DESC NULLS LAST) FROM item WHERE id <= %s", (3,))
    return cur.fetchall()


def order_by_position(cur):
    cur.execute("SELECT id, stock FROM item WHERE id < 3 ORDER BY %s", (2,))
    return cur.fetchall()


def group_by_same_parameter(cur):
    cur.execute(
        "SELECT date_trunc(%s, added) FROM item WHERE id = 1 GROUP BY date_trunc(%s, added)",
        ("month", "month"),
    )
    return cur.fetchall()


def group_by_named_parameter(cur):
    cur.execute("SELECT left(name, %(n)s) FROM item GROUP BY left(name, %(n)s) ORDER BY 1", {"n": 1})
    return cur.fetchall()


def limit_and_offset(cur):
    cur.execute("SELECT id FROM item ORDER BY id LIMIT %s OFFSET %s", (1, 1))
    return cur.fetchall()


def limit_null(cur):
    cur.execute("SELECT id FROM item ORDER BY id LIMIT %s", (None,))
    return cur.fetchall()


def between(cur):
    cur.execute("SELECT id FROM item WHERE added BETWEEN %s AND %s", ("2024-01-01", "2024-01-31"))
    return cur.fetchall()


def case_when(cur):
    cur.execute("SELECT CASE WHEN id = %s THEN name ELSE %s END FROM item ORDER BY id", (1, "other"))
    return cur.fetchall()


def coalesce(cur):
    cur.execute("SELECT coalesce(stock, %s) FROM item ORDER BY id", (-1,))
    return cur.fetchall()


def concatenation(cur):
    cur.execute("SELECT 'id ' || %s", (7,))
    return cur.fetchone()


def concat_function(cur):
    cur.execute("SELECT concat(%s, '-', %s)", ("a", 1))
    return cur.fetchone()


def json_build(cur):
    cur.execute("SELECT json_build_object('n', %s, 't', %s)", (1, "x"))
    return cur.fetchone()


def function_argument(cur):
    cur.execute("SELECT twice(%s), length(%s), twice(n => %s)", (21, "four", 1))
    return cur.fetchone()


def generate_series(cur):
    cur.execute("SELECT n FROM generate_series(%s, %s) AS n", (1, 3))
    return cur.fetchall()


def two_statements(cur):
    cur.execute("SELECT 1; SELECT 2")
    return cur.fetchall()


def script(cur):
    cur.execute("CREATE TEMP TABLE part (n int); INSERT INTO part VALUES (1), (2); UPDATE part SET n = 3;")
    return cur.rowcount


def two_statements_with_parameters(cur):
    cur.execute("DELETE FROM item WHERE id = %s; SELECT count(*) FROM item", (1,))
    return cur.fetchone()


def last_semicolon(cur):
    cur.execute("SELECT id FROM item WHERE id = %s;", (1,))
    return cur.fetchall()


def create_table(cur):
    cur.execute("CREATE TABLE extra (a integer DEFAULT 5)")
    cur.execute("INSERT INTO extra DEFAULT VALUES RETURNING a")
    return cur.fetchone()


def default_parameter(cur):
    cur.execute("CREATE TABLE extra (a integer DEFAULT %s)", (5,))
    return cur.rowcount


def set_parameter(cur):
    cur.execute("SET LOCAL statement_timeout = %s", (5000,))
    cur.execute("SHOW statement_timeout")
    return cur.fetchone()


def set_time_zone(cur):
    cur.execute("SET LOCAL TIME ZONE 'Asia/Tokyo'")
    cur.execute("SELECT changed FROM item WHERE id = 1")
    return cur.fetchone()


def notify_parameter(cur):
    cur.execute("NOTIFY channel, %s", ("hello",))
    return cur.rowcount


def executemany(cur):
    cur.executemany("INSERT INTO entry (item, note) VALUES (%s, %s)", [(1, "a"), (2, None)])
    cur.execute("SELECT item, note FROM entry ORDER BY item")
    return cur.fetchall()


def executemany_named(cur):
    cur.executemany("INSERT INTO entry VALUES (%(i)s, %(n)s)", [{"i": 1, "n": "a"}, {"i": 2, "n": "b"}])
    cur.execute("SELECT item, note FROM entry ORDER BY item")
    return cur.fetchall()


def executemany_count(cur):
    cur.executemany("UPDATE item SET stock = %s WHERE id = %s", [(1, 1), (2, 2), (3, 99)])
    return cur.rowcount


def execute_values(cur):
    psycopg2.extras.execute_values(cur, "INSERT INTO entry (item, note) VALUES %s", [(1, "a"), (2, "b")])
    cur.execute("SELECT item, note FROM entry ORDER BY item")
    return cur.fetchall()


def execute_values_returning(cur):
    sql = "INSERT INTO item (name) VALUES %s RETURNING id"
    return psycopg2.extras.execute_values(cur, sql, [("a",), ("b",)], fetch=True)


def execute_batch(cur):
    psycopg2.extras.execute_batch(cur, "INSERT INTO entry (item, note) VALUES (%s, %s)", [(1, "a"), (2, "b")])
    cur.execute("SELECT count(*) FROM entry")
    return cur.fetchone()


def values_tuple(cur):
    cur.execute("INSERT INTO entry VALUES %s", ((1, "a"),))
    return cur.rowcount


def callproc(cur):
    cur.callproc("twice", (4,))
    return cur.fetchone()


def copy_in(cur):
    cur.copy_expert("COPY entry FROM STDIN", io.StringIO("1\ta\n2\t\\N\n"))
    cur.execute("SELECT item, note FROM entry ORDER BY item")
    return cur.fetchall()


def copy_out(cur):
    out = io.StringIO()
    cur.copy_expert("COPY (SELECT id, name FROM item ORDER BY id) TO STDOUT WITH CSV", out)
    return out.getvalue()


def copy_from(cur):
    cur.copy_from(io.StringIO("1|a\n"), "entry", sep="|", columns=("item", "note"))
    return cur.rowcount


def fetch_many(cur):
    cur.execute("SELECT id FROM item ORDER BY id")
    return cur.fetchmany(2), cur.fetchone(), cur.fetchone()


def fetch_without_result(cur):
    cur.execute("UPDATE item SET stock = 1")
    return cur.fetchall()


def iteration(cur):
    cur.execute("SELECT id, name FROM item ORDER BY id")
    return [(name, number) for number, name in cur]


def scroll(cur):
    cur.execute("SELECT id FROM item ORDER BY id")
    cur.scroll(2)
    return cur.fetchone()


def unique_violation(cur):
    cur.execute("INSERT INTO item (name) VALUES (%s)", ("tea",))


def foreign_key_violation(cur):
    cur.execute("INSERT INTO entry (item) VALUES (%s)", (99,))


def too_long(cur):
    cur.execute("INSERT INTO entry (note) VALUES (%s)", ("more than ten",))


def division_by_zero(cur):
    cur.execute("SELECT 1 / (id - %s) FROM item", (1,))
    return cur.fetchall()


def syntax_error(cur):
    cur.execute("SELEC 1")


def integer_too_big(cur):
    cur.execute("SELECT id FROM item WHERE stock = %s", (2**40,))
    return cur.fetchall()


def transaction_statement(cur):
    cur.execute("SAVEPOINT here")
    cur.execute("DELETE FROM item")
    cur.execute("ROLLBACK TO SAVEPOINT here")
    cur.execute("SELECT count(*) FROM item")
    return cur.fetchone()


def computed_statement(cur):
    table = str("item")
    cur.execute("SELECT count(*) FROM " + table)
    return cur.fetchone()
