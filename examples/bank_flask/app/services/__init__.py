from .accounts import AccountService
from .base import NotFound, Repository

__all__ = ["AccountService", "NotFound", "Repository"]
