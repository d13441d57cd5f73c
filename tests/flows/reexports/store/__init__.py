from . import impl
from .impl import Repo as Repository
from .impl import connect as open_database

helper = impl.answer

__all__ = ["Repository", "helper", "impl", "open_database"]
