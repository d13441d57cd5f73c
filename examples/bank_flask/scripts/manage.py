#!/usr/bin/env python
"""Maintenance commands."""

import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from app.db import close_pool, get_connection, init_pool

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    id serial PRIMARY KEY, owner text UNIQUE NOT NULL, balance numeric(12, 2) NOT NULL DEFAULT 0,
    created timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS transfers (
    id serial PRIMARY KEY, source integer, target integer, amount numeric(12, 2));
"""


def create_tables(args):
    with get_connection() as conn, conn.cursor() as cur:
        cur.execute(SCHEMA)
    print("created")


def drop_tables(args):
    with get_connection() as conn, conn.cursor() as cur:
        cur.execute("DROP TABLE IF EXISTS transfers, accounts")
    print("dropped")


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    commands.add_parser("create").set_defaults(func=create_tables)
    commands.add_parser("drop").set_defaults(func=drop_tables)
    args = parser.parse_args(argv)
    init_pool(os.environ["DATABASE_URL"], 1, 2)
    try:
        args.func(args)
    finally:
        close_pool()


if __name__ == "__main__":
    main()
