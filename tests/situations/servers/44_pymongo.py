"""pymongo: what waits and what only prepares, as `find` does."""  # server: mongodb

import os

from pymongo import MongoClient


def main():
    client = MongoClient(os.environ["DATABASE_URL"])
    try:
        items = client.get_default_database()["item"]
        items.insert_many([{"name": "a", "price": 1}, {"name": "b", "price": 2}])
        print([item["name"] for item in items.find({"price": {"$gt": 0}}).sort("name", -1)])
        print(list(items.find().sort("name").limit(1))[0]["name"])  # -> print((await items.find().sort("name").limit(1).to_list())[0]["name"])
        print(items.count_documents({}), items.find_one({"name": "b"})["price"])
        print([row["total"] for row in items.aggregate([{"$group": {"_id": None, "total": {"$sum": "$price"}}}])])
    finally:
        client.close()


if __name__ == "__main__":
    main()
