"""Not converted either: one decorator hands on what it gets, the other one asks what it wraps."""

import asyncio
import functools


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        print("calling", function.__name__)
        return function(*args, **kwargs)

    return wrapper


def counted(function):
    if asyncio.iscoroutinefunction(function):

        @functools.wraps(function)
        async def count(*args, **kwargs):
            print("counting")
            return await function(*args, **kwargs)

    else:

        @functools.wraps(function)
        def count(*args, **kwargs):
            print("counting")
            return function(*args, **kwargs)

    return count
