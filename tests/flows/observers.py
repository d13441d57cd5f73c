"""Functions that wait and others that do not meet at one call."""

import sqlite3


class Bus:
    def __init__(self):
        self.handlers = []

    def on(self, handler):
        self.handlers.append(handler)
        return handler

    def emit(self, event):
        return [handler(event) for handler in self.handlers]


def main():
    conn = sqlite3.connect(":memory:")
    seen = []
    bus = Bus()

    @bus.on
    def save(event):
        seen.append(conn.execute("SELECT ?", (event,)).fetchone())
        return "saved"

    bus.on(lambda event: seen.append(("lambda", event)))
    bus.on(lambda event: save(event + "!"))
    bus.on(len)
    print(bus.emit("one"), seen)
    conn.close()


if __name__ == "__main__":
    main()
