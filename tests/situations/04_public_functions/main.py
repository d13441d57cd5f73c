"""What is public stays for those who call it synchronously; the program itself uses the asynchronous twins."""

import shop


def main():
    print(shop.price(":memory:", 2), shop.total(":memory:", [1, 2]))  # -> print(await shop.price_async(":memory:", 2), await shop.total_async(":memory:", [1, 2]))


if __name__ == "__main__":
    main()
