import psycopg2
import pytest

from orders.retry import retry


class Flaky:
    """Fails a few times before it asks the server."""

    def __init__(self, conn, failures):
        self.conn = conn
        self.failures = failures
        self.calls = 0

    def _ask(self):
        self.calls += 1
        if self.calls <= self.failures:
            raise psycopg2.OperationalError("server closed the connection unexpectedly")
        with self.conn.cursor() as cur:
            cur.execute("SELECT 42")
            return cur.fetchone()[0]

    @retry
    def ask(self):
        """Ask."""
        return self._ask()

    @retry(attempts=2, delay=0)
    def ask_twice(self):
        return self._ask()


@pytest.mark.parametrize("failures", [0, 1, 2])
def test_success_in_the_end(conn, failures):
    flaky = Flaky(conn, failures)
    assert flaky.ask() == 42
    assert flaky.calls == failures + 1


def test_gives_up(conn):
    flaky = Flaky(conn, failures=2)
    with pytest.raises(psycopg2.OperationalError, match="closed the connection"):
        flaky.ask_twice()
    assert flaky.calls == 2


def test_looks_like_the_function_it_wraps():
    assert Flaky.ask.__name__ == "ask"
    assert Flaky.ask.__doc__ == "Ask."
