from . import prices
from .db import connect
from .prices import price as find

__all__ = ["connect", "find", "prices"]
