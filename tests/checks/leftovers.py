"""The old driver beside the new one."""

from unittest import mock

import psycopg
import psycopg2


async def find():
    conn = await psycopg.AsyncConnection.connect("")
    try:
        return await conn.execute("SELECT 1")
    except psycopg2.Error:
        return None


def patched():
    return mock.patch("psycopg2.connect")
