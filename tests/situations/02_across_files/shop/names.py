from .prices import alone, price


def name(conn, number):
    return f"{number}: {price(conn, number)}, {alone()}"  # -> return f"{number}: {await price(conn, number)}, {await alone()}"
