"""Trying again when the server went away for a moment."""

import functools
import logging
import time

import psycopg2

log = logging.getLogger(__name__)


def retry(func=None, *, attempts=3, delay=0.05):
    """Use as ``@retry`` or as ``@retry(attempts=5)``."""
    if func is None:
        return functools.partial(retry, attempts=attempts, delay=delay)

    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        for attempt in range(1, attempts + 1):
            try:
                return func(*args, **kwargs)
            except psycopg2.OperationalError as error:
                if attempt == attempts:
                    raise
                log.warning("%s failed (%s), attempt %d of %d", func.__name__, error, attempt, attempts)
                time.sleep(delay * attempt)

    return wrapper
