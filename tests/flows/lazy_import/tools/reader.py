def read(conn):
    from . import names

    return [names.lookup(conn, number) for number in range(2)]
