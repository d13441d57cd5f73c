from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass
class Account:
    id: int
    owner: str
    balance: Decimal
    created: datetime = field(compare=False)

    @classmethod
    def from_row(cls, row):
        return cls(row["id"], row["owner"], row["balance"], row["created"])

    def to_json(self):
        data = asdict(self)
        data["balance"] = str(self.balance)
        data["created"] = self.created.isoformat()
        return data
