"""Threads that wait for each other: where there is no connection, the one that starts them waits with them."""

import threading
import time


def main():
    ready, out = threading.Event(), []

    def work():
        ready.wait()
        out.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.001)  # refused: ASY109
    ready.set()
    thread.join()
    print(out)


if __name__ == "__main__":
    main()
