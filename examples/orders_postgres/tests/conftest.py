import os
import uuid

import pytest

from orders.config import Settings
from orders.db import Database, connect, create_tables, drop_schema
from orders.models import Line
from orders.services import OrderService, ReportService


@pytest.fixture
def settings():
    """Tables in a schema that only this test uses."""
    settings = Settings(dsn=os.environ["DATABASE_URL"], schema=f"orders_test_{uuid.uuid4().hex[:12]}")
    conn = connect(settings)
    create_tables(conn, settings.schema)
    yield settings
    drop_schema(conn, settings.schema)
    conn.close()


@pytest.fixture
def conn(settings):
    conn = connect(settings)
    yield conn
    conn.close()


@pytest.fixture
def database(settings):
    database = Database(settings)
    yield database
    database.close()


@pytest.fixture
def service(database):
    return OrderService(database)


@pytest.fixture
def reports(settings, conn):
    return ReportService(settings, conn)


@pytest.fixture
def shop(service):
    """Two customers; one paid, one open and one cancelled order."""
    service.register("ada@example.com", "Ada Lovelace")
    service.register("bob@example.com", "Bob Noyce")
    first = service.place("ada@example.com", [Line("TEA", 2, 350), Line("MUG", 1, 1200)])
    service.place("ada@example.com", [Line("TEA", 5, 350)])
    third = service.place("bob@example.com", [Line("POT", 1, 2500)])
    service.pay(first.id)
    service.cancel(third.id)
    return service
