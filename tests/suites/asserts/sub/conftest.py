import pytest
import app


@pytest.fixture
def shared(shared):
    app.add(shared, 99)
    return shared
