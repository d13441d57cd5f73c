"""An import that has not run when a function needs it is none."""

import late
import shop


def main():
    print(shop.count(), late.wait(), late.HAS_LOOPS)


main()
