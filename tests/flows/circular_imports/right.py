import left


def more(conn, number):
    return [number, left.count(conn, number - 1)]
