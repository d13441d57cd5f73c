"""What is refused: each connection stays on psycopg2 as a whole."""

import sys

import psycopg2
from psycopg2.extras import Json


def computed(table):
    conn = psycopg2.connect("dbname=a")
    try:
        cur = conn.cursor()
        cur.execute("SELECT * FROM " + table)
        cur.execute("UPDATE item SET data = %s", (Json({}),))
    finally:
        conn.close()


def quoted(days):
    conn = psycopg2.connect("dbname=a")
    try:
        cur = conn.cursor()
        cur.execute("SELECT now() - interval '%s days'", (days,))
    finally:
        conn.close()


def copied():
    conn = psycopg2.connect("dbname=a")
    try:
        cur = conn.cursor()
        cur.copy_expert("COPY item FROM STDIN", sys.stdin)
    finally:
        conn.close()


def on_the_server():
    conn = psycopg2.connect("dbname=a")
    try:
        cur = conn.cursor("big")
        cur.execute("SELECT * FROM item")
    finally:
        conn.close()


def mismatched(values):
    conn = psycopg2.connect("dbname=a")
    try:
        cur = conn.cursor()
        cur.execute("SELECT %s, %s", (1,))
        cur.execute("SELECT %(a)s", {"b": 1})
        cur.execute("SELECT 1; SELECT 2")
    finally:
        conn.close()
