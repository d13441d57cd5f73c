import pytest

import shop


@pytest.mark.parametrize("names", [["a"], ["a", "b"]])
def test_count(repo, names):
    for name in names:
        repo.add(name)
    assert repo.count() == len(names)  # -> assert await repo.count() == len(names)


def test_no_name(repo):
    with pytest.raises(ValueError, match="no name"):
        repo.add("")


def test_label():  # stays
    assert shop.label("a") == "A"


class TestRepo:
    @pytest.fixture(autouse=True)
    def filled(self, repo):
        repo.add("first")
        self.repo = repo

    def test_one_more(self):
        self.repo.add("second")
        assert self.repo.count() == 2
