import time


def wait():
    time.sleep(0)
    return "waited"


try:
    import asyncio
except ImportError:
    asyncio = None

HAS_LOOPS = asyncio is not None
