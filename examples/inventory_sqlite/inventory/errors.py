"""What can go wrong, in the words of the warehouse."""


class InventoryError(Exception):
    """Base of all errors that are shown to the user without a traceback."""


class NotFound(InventoryError):
    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"no such {kind}: {key}")
        self.kind = kind
        self.key = key


class Duplicate(InventoryError):
    pass


class OutOfStock(InventoryError):
    def __init__(self, sku: str, wanted: int, available: int) -> None:
        super().__init__(f"{sku}: {wanted} wanted, {available} in stock")
        self.wanted = wanted
        self.available = available


class BadImport(InventoryError):
    pass
