"""What an application makes at import is made on the event loop of its views; they get it from a framework."""

from web import app, store


def main():
    client = app.test_client()
    print(client.post("/note/one").json, client.post("/note/two").status_code)
    print(client.get("/notes").text)
    store.close()


main()
