"""Files in GridFS: motor has buckets only."""
import gridfs
import pymongo


def copy(client, name):
    bucket = gridfs.GridFSBucket(client.files, bucket_name="fs")
    source = bucket.open_download_stream_by_name(name)
    with bucket.open_upload_stream(f"copy of {name}") as target:
        for line in source:
            target.write(line)


def main():
    with pymongo.MongoClient() as client:
        copy(client, "a.txt")


def old():
    client = pymongo.MongoClient("mongodb://localhost:27018")
    print(gridfs.GridFS(client.files).list())
    client.close()


main()
old()
