"""Modules in variables, dicts and parameters."""

import back
import front


def answer(module, conn):
    return module.answer(conn)


def main():
    modules = {"back": back, "front": front}
    conn = modules["back"].connect()
    for name in ("back", "front"):
        print(name, answer(modules[name], conn))
    chosen = back if modules else front
    print(chosen.answer(conn))
    conn.close()


if __name__ == "__main__":
    main()
