import pytest
import app


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    c = app.connect(tmp_path_factory.mktemp("s") / "a.db")
    yield c
    c.close()


@pytest.fixture
def make_conn():
    made = []

    def make(*values):
        c = app.connect()
        for value in values:
            app.add(c, value)
        made.append(c)
        return c

    yield make
    for c in made:
        c.close()


@pytest.fixture(autouse=True)
def clean(shared):
    yield
    shared.execute("DELETE FROM t")
    shared.commit()


@pytest.fixture
def filled(shared, request):
    for n in range(request.param):
        app.add(shared, n)
    return request.param


@pytest.fixture
def preloaded(shared):
    app.add(shared, 7)
