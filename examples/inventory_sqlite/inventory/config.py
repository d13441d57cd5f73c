"""Settings, read from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    database: Path
    busy_timeout: float = 5.0
    low_stock: int = 5
    import_batch_size: int = 100

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        environ = os.environ if environ is None else environ
        return cls(
            database=Path(environ.get("INVENTORY_DB", "inventory.db")),
            busy_timeout=float(environ.get("INVENTORY_BUSY_TIMEOUT", "5")),
            low_stock=int(environ.get("INVENTORY_LOW_STOCK", "5")),
        )
