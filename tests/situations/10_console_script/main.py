"""What packaging calls by its name stays synchronous; the body moves to a coroutine beside it."""

import shop

if __name__ == "__main__":
    raise SystemExit(shop.run(["a"]))
