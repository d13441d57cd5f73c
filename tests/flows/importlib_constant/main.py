"""`importlib.import_module` with a constant, absolute and relative, and `__import__`."""

import importlib


def main():
    back = importlib.import_module("plugins.back")
    front = importlib.import_module(".front", "plugins")
    conn = back.connect()
    print(back.answer(conn), front.answer(conn))
    conn.close()


if __name__ == "__main__":
    main()
