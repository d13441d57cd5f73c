"""The function comes from another file: under another name, by its module, through the package, relatively."""

import shop
import shop.prices as prices
from shop import find as look_up
from shop.names import *


def main():
    conn = shop.connect()
    try:
        print(prices.price(conn, 2), look_up(conn, 3), shop.find(conn, 4), name(conn, 5))  # -> print(await prices.price(conn, 2), await look_up(conn, 3), await shop.find(conn, 4), await name(conn, 5))
        print(shop.prices.price(conn, 6))
    finally:
        conn.close()


if __name__ == "__main__":
    main()
