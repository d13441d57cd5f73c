"""Endpoints and dependencies of FastAPI: those that wait turn, others may stay, which FastAPI runs in threads."""  # slow

import asyncio
import sqlite3

import httpx
from fastapi import Depends, FastAPI

app = FastAPI()


def connection():
    conn = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        yield conn
    finally:
        conn.close()


def doubled(conn, number):
    return conn.execute("SELECT ? * 2", (number,)).fetchone()[0]


@app.get("/twice/{number}")
def twice(number: int, conn=Depends(connection)):
    return {"twice": doubled(conn, number)}  # -> return {"twice": await doubled(conn, number)}


@app.get("/plain")
def plain():  # stays
    return {"plain": True}


async def main():
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
        print((await client.get("/twice/4")).json(), (await client.get("/plain")).json())


if __name__ == "__main__":
    asyncio.run(main())
