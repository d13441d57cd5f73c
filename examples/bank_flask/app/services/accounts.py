from decimal import Decimal

import psycopg2
from psycopg2 import errors

from app.db import get_connection, get_cursor
from app.models import Account

from .base import NotFound, Repository


class AccountRepository(Repository):
    table = "accounts"

    def from_row(self, row):
        return Account.from_row(row)

    def add(self, owner, balance=Decimal(0)):
        with get_cursor() as cur:
            cur.execute("INSERT INTO accounts (owner, balance) VALUES (%s, %s) RETURNING *", (owner, balance))
            return self.from_row(cur.fetchone())


class AccountService:
    def __init__(self, repository=None):
        self.repository = repository or AccountRepository()

    def open(self, owner, balance):
        try:
            return self.repository.add(owner, Decimal(balance))
        except errors.UniqueViolation:
            raise ValueError(f"{owner} has an account") from None

    def transfer(self, source, target, amount):
        amount = Decimal(amount)
        if not self.repository.exists(target):
            raise NotFound(f"accounts {target}")
        with get_connection() as conn, conn.cursor() as cur:
            for account, change in sorted([(source, -amount), (target, amount)]):
                cur.execute("SELECT balance FROM accounts WHERE id = %s FOR UPDATE", (account,))
                (balance,) = cur.fetchone()
                if balance + change < 0:
                    raise ValueError("not enough money")
                cur.execute("UPDATE accounts SET balance = balance + %s WHERE id = %s", (change, account))
            cur.execute(
                "INSERT INTO transfers (source, target, amount) VALUES (%s, %s, %s)", (source, target, amount)
            )
        return self.repository.get(source)

    def balances(self):
        return {account.owner: account.balance for account in self.repository.all()}
