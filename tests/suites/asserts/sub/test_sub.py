import app


def test_over(shared):
    assert app.count(shared) == 1
