"""Posts and comments."""
import datetime

import pymongo
from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError


class Posts:
    def __init__(self, posts: Collection):
        self.posts = posts

    def add(self, slug, text):
        try:
            return self.posts.insert_one({"slug": slug, "text": text, "at": datetime.datetime.now()}).inserted_id
        except DuplicateKeyError:
            return None

    def latest(self, count):
        return list(self.posts.find().sort("at", pymongo.DESCENDING).limit(count))

    def slugs(self):
        return sorted(post["slug"] for post in self.posts.find({}, {"slug": 1}))

    def by_day(self):
        for group in self.posts.aggregate([{"$group": {"_id": "$at", "n": {"$sum": 1}}}]):
            yield group["_id"], group["n"]


def move(client, slug):
    def callback(session):
        post = client.blog.posts.find_one_and_delete({"slug": slug}, session=session)
        client["blog"]["archive"].insert_one(post, session=session)

    with client.start_session() as session:
        session.with_transaction(callback)
        with session.start_transaction():
            client.blog.log.insert_one({"moved": slug}, session=session)
        return session.with_transaction(lambda s: client.blog.log.count_documents({}, session=s))


def follow(client):
    with client.blog.posts.watch() as stream:
        for change in stream:
            print(change["operationType"], next(client.blog.log.find(), None))


def main():
    client = MongoClient("mongodb://localhost", tz_aware=True)
    client.blog.posts.create_index("slug", unique=True)
    posts = Posts(client.blog.posts)
    posts.add("tea", "About tea")
    print(posts.latest(3), posts.slugs(), list(posts.by_day()))
    move(client, "tea")
    follow(client)
    print(client.primary[0], [found["name"] for found in client.list_databases()])


if __name__ == "__main__":
    main()
