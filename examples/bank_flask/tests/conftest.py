import os
import subprocess
import sys

import pytest

from app import create_app
from app.db import close_pool, get_cursor

MANAGE = os.path.join(os.path.dirname(__file__), "..", "scripts", "manage.py")


@pytest.fixture(scope="session")
def schema():
    subprocess.run([sys.executable, MANAGE, "create"], check=True)
    yield
    subprocess.run([sys.executable, MANAGE, "drop"], check=True)


@pytest.fixture
def app(schema):
    yield create_app()
    with get_cursor() as cur:
        cur.execute("TRUNCATE accounts, transfers RESTART IDENTITY")
    close_pool()


@pytest.fixture
def client(app):
    return app.test_client()
