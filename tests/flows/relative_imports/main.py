"""Relative imports of one, two and three levels."""

from app.web.views import show


def main():
    print(show())


if __name__ == "__main__":
    main()
