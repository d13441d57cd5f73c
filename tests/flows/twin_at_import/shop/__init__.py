from .store import *
from .store import add, names

__all__ = ["add", "names"]

print("at import", names())
