"""A module that others import reads its settings at import: a value is made when it is asked for, a default at once."""

import settings


def main():
    print(settings.described(), settings.setting("title"))  # -> print(await settings.described(), await settings.setting_async("title"))


if __name__ == "__main__":
    main()
