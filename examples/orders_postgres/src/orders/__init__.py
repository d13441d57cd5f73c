"""The order book of a small shop."""
