"""What has no counterpart keeps its client, and all that is done with it, as it was."""
import pymongo


def third():
    client = pymongo.MongoClient()
    found = client.test.things.find().sort("n")
    print(found[2]["n"], client.test.things.count_documents({}))
    client.close()


def first():
    client = pymongo.MongoClient("mongodb://localhost:27018")
    try:
        print(next(client.test.things.find()))
    except StopIteration:
        print("none")
    client.close()


def table():
    client = pymongo.MongoClient("mongodb://localhost:27019")
    print(dict(zip(client.test.things.find(), range(3))))
    client.close()


def each():
    """Converted, but the end of a cursor looks different now."""
    client = pymongo.MongoClient("mongodb://localhost:27020")
    found = client.test.things.find()
    print(found.next())
    client.close()


third()
first()
table()
each()
