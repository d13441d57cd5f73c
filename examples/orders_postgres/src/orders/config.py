"""Settings from the environment."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    dsn: str
    schema: str = "public"
    statement_timeout_ms: int = 30_000
    export_batch: int = 500

    @classmethod
    def from_env(cls) -> "Settings":
        return cls(
            dsn=os.environ.get("DATABASE_URL", "postgresql://localhost/orders"),
            schema=os.environ.get("ORDERS_SCHEMA", "public"),
            statement_timeout_ms=int(os.environ.get("ORDERS_STATEMENT_TIMEOUT_MS", "30000")),
        )

    @property
    def options(self) -> str:
        """What every session starts with."""
        return f"-c search_path={self.schema} -c statement_timeout={self.statement_timeout_ms}"
