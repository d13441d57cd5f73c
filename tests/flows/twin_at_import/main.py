"""A module reads at import what coroutines read later; the twins are imported, handed on and exported."""

import shop
from shop import add
from shop.store import names as known
from shop.store import rename


def main():
    add("a")
    rename("a", "b")
    print(known(), shop.names())


if __name__ == "__main__":
    main()
