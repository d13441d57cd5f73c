"""Stock keeping for a few warehouses."""

__version__ = "1.4.0"
