"""`python -m asyncifier`: the same as the command `asyncify`."""

from asyncifier.cli import main

if __name__ == "__main__":
    main()
