import pytest

import shop


@pytest.fixture
def conn():
    conn = shop.connect()  # -> conn = await shop.connect()
    conn.execute("CREATE TABLE item (name TEXT)")
    yield conn
    conn.close()


@pytest.fixture
def repo(conn):
    return shop.Repo(conn)
