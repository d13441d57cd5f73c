from decimal import Decimal

import pytest

from app.services import AccountService, NotFound
from app.services.accounts import AccountRepository


@pytest.fixture
def service(app):
    return AccountService()


class TestAccounts:
    def test_open(self, service):
        account = service.open("cid", "3")
        assert account == service.repository.get(account.id)
        with pytest.raises(ValueError, match="has an account"):
            service.open("cid", "4")

    def test_transfer(self, service):
        a, b = service.open("ann", 5), service.open("bob", 0)
        assert service.transfer(a.id, b.id, 5).balance == Decimal(0)
        with pytest.raises(ValueError):
            service.transfer(a.id, b.id, 1)
        assert service.balances() == {"ann": 0, "bob": 5}

    def test_missing(self, service):
        with pytest.raises(NotFound):
            service.repository.get(12345)

    @pytest.mark.parametrize("owner,balance", [("x", 1), ("y", 2)])
    def test_exists(self, app, owner, balance):
        repository = AccountRepository()
        account = repository.add(owner, balance)
        assert repository.exists(account.id) and not repository.exists(0)
