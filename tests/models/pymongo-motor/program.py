"""A library of books on MongoDB, by way of motor: books, members, loans in transactions, covers in GridFS, a feed of changes.

Uses pymongo as programs do: clients, databases and collections by attribute and by name, all kinds of writes, cursors
with their options, aggregation, indexes, bulk writes, sessions with and without callbacks, change streams, errors.
"""

import datetime
import os
from contextlib import closing
from typing import Any, Dict, Iterator, List, Optional

from gridfs import GridFSBucket, NoFile
import pymongo
from bson import ObjectId
from bson.son import SON
from pymongo import ASCENDING, DESCENDING, DeleteOne, IndexModel, InsertOne, MongoClient, ReturnDocument, UpdateOne
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError, CollectionInvalid, DuplicateKeyError, OperationFailure, PyMongoError

URL = os.environ["DATABASE_URL"]
DATE = datetime.datetime(2024, 5, 1, 12, 30)

BOOKS = [
    {"_id": 1, "title": "Emma", "author": "Austen", "year": 1815, "tags": ["novel", "england"], "copies": 2},
    {"_id": 2, "title": "Persuasion", "author": "Austen", "year": 1817, "tags": ["novel"], "copies": 1},
    {"_id": 3, "title": "Ulysses", "author": "Joyce", "year": 1922, "tags": ["novel", "ireland"], "copies": 1},
    {"_id": 4, "title": "Dubliners", "author": "Joyce", "year": 1914, "tags": ["stories", "ireland"], "copies": 3},
    {"_id": 5, "title": "Poems", "author": "Yeats", "year": 1919, "tags": [], "copies": 0},
]


class NoCopyLeft(Exception):
    pass


class Shelf:
    """The books."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.books = database.books

    def fill(self) -> int:
        self.books.drop()
        self.books.create_index([("author", ASCENDING), ("year", DESCENDING)], name="by_author")
        self.books.create_indexes([IndexModel("title", unique=True), IndexModel("tags")])
        return len(self.books.insert_many([dict(book) for book in BOOKS]).inserted_ids)

    def find(self, title: str) -> Optional[Dict[str, Any]]:
        return self.books.find_one({"title": title}, {"_id": 0, "author": 1, "year": 1})

    def titles(self, **query: Any) -> List[str]:
        return [book["title"] for book in self.books.find(query).sort("title")]

    def page(self, number: int, size: int = 2) -> List[str]:
        cursor = self.books.find({}, projection=["title"]).sort([("year", 1)]).skip(number * size).limit(size)
        return [book["title"] for book in list(cursor)]

    def by_author(self) -> Iterator[tuple]:
        pipeline = [
            {"$group": {"_id": "$author", "books": {"$sum": 1}, "copies": {"$sum": "$copies"}}},
            {"$sort": SON([("books", -1), ("_id", 1)])},
        ]
        for group in self.books.aggregate(pipeline):
            yield group["_id"], group["books"], group["copies"]

    def oldest(self) -> str:
        for book in self.books.find().sort("year", ASCENDING).limit(1):
            return book["title"]
        raise LookupError("no books")

    def rename(self, old: str, new: str) -> int:
        return self.books.update_one({"title": old}, {"$set": {"title": new}}).modified_count

    def indexes(self) -> List[str]:
        names = sorted(index["name"] for index in self.books.list_indexes())
        assert names == sorted(self.books.index_information())
        return names


def lend(client: MongoClient, book: int, member: str) -> int:
    """One copy less and one loan more, or neither."""
    db = client.get_default_database()
    with client.start_session() as session:
        with session.start_transaction():
            found = db.books.find_one_and_update(
                {"_id": book, "copies": {"$gt": 0}}, {"$inc": {"copies": -1}},
                return_document=ReturnDocument.AFTER, session=session,
            )
            db["loans"].insert_one({"_id": f"{book}-{member}", "book": book, "member": member}, session=session)
            if found is None:
                raise NoCopyLeft(book)
            return found["copies"]


def give_back(client, loan):
    books, loans = client.get_default_database()["books"], client.get_default_database()["loans"]

    def callback(session):
        deleted = loans.find_one_and_delete({"_id": loan}, session=session)
        books.update_one({"_id": deleted["book"]}, {"$inc": {"copies": 1}}, session=session)
        return deleted["member"]

    with client.start_session(causal_consistency=True) as session:
        return session.with_transaction(callback)


def add_fine(collection, session, member, amount):
    collection.update_one({"_id": member}, {"$inc": {"amount": amount}}, upsert=True, session=session)
    return collection.count_documents({}, session=session)


def fine(client, member, amount):
    fines = client.get_default_database().fines
    with client.start_session() as session:
        count = session.with_transaction(lambda s: add_fine(fines, s, member, amount))
    session = client.start_session()
    try:
        session.start_transaction()
        fines.delete_many({}, session=session)
        session.abort_transaction()
    finally:
        session.end_session()
    return count, fines.estimated_document_count()


def bulk(collection: Collection) -> None:
    result = collection.bulk_write(
        [
            InsertOne({"_id": 10, "title": "Molloy", "author": "Beckett", "year": 1951, "tags": [], "copies": 1}),
            UpdateOne({"_id": 10}, {"$push": {"tags": "novel"}}),
            DeleteOne({"_id": 5}),
        ],
        ordered=True,
    )
    print(result.inserted_count, result.modified_count, result.deleted_count)
    try:
        collection.insert_many([{"_id": 11, "title": "Watt"}, {"_id": 10}, {"_id": 12}], ordered=False)
    except BulkWriteError as error:
        print("bulk:", error.code, [problem["code"] for problem in error.details["writeErrors"]])
    collection.delete_many({"author": {"$exists": False}})


def errors(db):
    try:
        db.books.insert_one({"title": "Ulysses"})
    except DuplicateKeyError as error:
        print("duplicate", error.code)
    try:
        db.command("noSuchCommand")
    except OperationFailure as error:
        print(type(error).__name__, error.code)
    db.create_collection("empty")
    try:
        db.create_collection("empty")
    except CollectionInvalid:
        print("exists")
    try:
        list(db.books.find({"$nonsense": 1}))
    except PyMongoError as error:
        print("query", isinstance(error, pymongo.errors.OperationFailure))
    db.drop_collection("empty")


def types(db):
    identity = ObjectId("6b043c43f52dc188adac2b88")
    db.types.replace_one({"_id": identity}, {"when": DATE, "raw": b"\x00\xff", "n": None, "deep": {"a": [1, {"b": 2.5}]}},
                         upsert=True)  # fmt: skip
    found = db.types.find_one({"_id": identity})
    print(found, found["when"] == DATE, type(found["_id"]).__name__)
    print(db.types.distinct("deep.a"), db["types"]["sub"].full_name.partition(".")[2], db.types.sub.name)


def cursors(books):
    with books.find({"year": {"$gt": 1900}}).batch_size(1) as cursor:
        print(cursor.alive, sorted(book["title"] for book in cursor))
        cursor.rewind()
        print(len(cursor.to_list()), cursor.alive)
    counted = {book["_id"]: len(book["tags"]) for book in books.find().sort("_id") if book["copies"]}
    print(counted, sum(book["copies"] for book in books.find({"author": "Joyce"})))
    print(books.find({"author": "Joyce"}).distinct("year"), books.count_documents({"tags": "novel"}))
    print(any(book["year"] > 2000 for book in books.find()), max(books.find(), key=lambda book: book["year"])["title"])
    print(sorted(books.distinct("tags")), bool(books.find({}).explain()))


def changes(db):
    with db.books.watch([{"$match": {"operationType": "update"}}], max_await_time_ms=200) as stream:
        db.books.update_many({"author": "Joyce"}, {"$set": {"seen": True}})
        for change in stream:
            print(change["operationType"], change["documentKey"]["_id"])
            if change["documentKey"]["_id"] == 4:
                break
        print(stream.try_next(), stream.alive)


def covers(db):
    bucket = GridFSBucket(db, bucket_name="covers")
    with bucket.open_upload_stream("up.bin", metadata={"a": 1}) as stream:
        stream.write(b"12345\n")
        stream.write(b"67890\n")
    identity = bucket.upload_from_stream("other.txt", b"other")
    out = bucket.open_download_stream_by_name("up.bin")
    print(out.read(3), out.tell(), out.readline(), out.filename, out.length, out.metadata)
    print([line for line in bucket.open_download_stream(identity)])
    bucket.rename(identity, "new.txt")
    bucket.delete(identity)
    try:
        bucket.open_download_stream(identity)
    except NoFile:
        print("no file")
    db.drop_collection("covers.files")
    db.drop_collection("covers.chunks")


def client_facts(client):
    print("books" in client.get_default_database().list_collection_names(), client.primary is not None)
    print(client.is_primary, sorted(client.secondaries), client.address[0] == client.HOST or client.address[0])
    names = [found["name"] for found in client.list_databases() if found["name"].startswith("case")]
    print(bool(names), set(names) <= set(client.list_database_names()), client.server_info()["ok"])


def count(url, name):
    client = pymongo.MongoClient(url)
    try:
        return client.get_default_database()[name].count_documents({})
    finally:
        client.close()


def main():
    with MongoClient(URL) as client:
        db = client.get_default_database()
        shelf = Shelf(db)
        print(shelf.fill(), shelf.find("Emma"), shelf.find("Nothing"))
        print(shelf.titles(author="Joyce"), shelf.page(0), shelf.page(1), shelf.page(9))
        print(list(shelf.by_author()), shelf.oldest(), shelf.rename("Poems", "Verse"), shelf.indexes())
        print(lend(client, 1, "ann"), lend(client, 2, "bob"))
        try:
            lend(client, 2, "cy")
        except NoCopyLeft as error:
            print("none left of", error, db.loans.count_documents({}))
        print(give_back(client, "2-bob"), [loan["_id"] for loan in db.loans.find()], fine(client, "ann", 3))
        bulk(db.books)
        errors(db)
        types(db)
        cursors(db["books"])
        changes(db)
        covers(db)
        client_facts(client)
    with closing(MongoClient(URL, tz_aware=True)) as aware:
        found = aware.get_default_database().types.find_one(sort=[("_id", -1)])
        print(found["when"].tzinfo is not None)
    print(count(URL, "books"))


if __name__ == "__main__":
    main()
