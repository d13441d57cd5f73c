"""Errors in the shop's own words; no driver exception leaves the repositories."""


class OrderError(Exception):
    pass


class NotFound(OrderError):
    pass


class AlreadyExists(OrderError):
    pass


class InvalidOrder(OrderError):
    pass


class Unavailable(OrderError):
    """The database can't be reached."""
