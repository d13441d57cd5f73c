from wire.client import Client


def talk(words):
    with Client().copy() as client:
        for word in words:
            client.send(word)
        first = client.take()
        return first, client.rest()


def show(words):
    first, rest = talk(words)
    print(first, rest)


def main():
    show(["one", "two", "three"])
    show([])


def twice():
    print(talk(["a"])[0])
    print(talk(["b"])[0])


if __name__ == "__main__":
    main()
    twice()
