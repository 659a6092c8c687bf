"""The floor f2: Falcon, JSON in and out, and one committed upsert by the bare driver.

    gunicorn "benchmarks.floor:application('postgresql://...')"

It checks nothing, signs nothing and knows nobody: what machine and frameworks can do at best.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import falcon
import psycopg2

TABLE = """
CREATE TABLE IF NOT EXISTS floor_chunks (
    upload_id {uuid} NOT NULL, number BIGINT NOT NULL, size BIGINT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (upload_id, number))
"""
_UPSERT = """
INSERT INTO floor_chunks (upload_id, number, size, digest) VALUES ({0}, {0}, {0}, {0})
ON CONFLICT (upload_id, number) DO UPDATE SET size = excluded.size, digest = excluded.digest
"""

Write = Callable[[tuple[object, ...]], None]


class Chunks:
    """`/uploads/{id}/chunks`."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def on_put(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Write a row."""
        body = json.loads(req.bounded_stream.read())
        self._write((upload_id, body["number"], body["size"], body["hash"]["value"]))
        resp.media = {"url": f"/{upload_id}/{body['number']}", "http_verb": "PUT"}


class Health:
    """`/health`."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer."""
        resp.media = {}


def application(url: str) -> falcon.App[Any, Any]:
    """The floor over that database; each thread has a connection of its own."""
    own = threading.local()
    connect, statement = _sqlite(url) if url.startswith("sqlite") else _postgresql(url)

    def write(row: tuple[object, ...]) -> None:
        if not hasattr(own, "cursor"):
            own.cursor = connect()
        own.cursor.execute(statement, row)

    app = falcon.App()
    app.add_route("/health", Health())
    app.add_route("/uploads/{upload_id}/chunks", Chunks(write))
    return app


def prepare(url: str) -> None:
    """Make its table."""
    connect, _ = _sqlite(url) if url.startswith("sqlite") else _postgresql(url)
    connect().execute(TABLE.format(uuid="TEXT" if url.startswith("sqlite") else "uuid"))


def _postgresql(url: str) -> tuple[Callable[[], Any], str]:
    def connect() -> Any:
        connection = psycopg2.connect(url)
        connection.autocommit = True
        return connection.cursor()

    return connect, _UPSERT.format("%s")


def _sqlite(url: str) -> tuple[Callable[[], Any], str]:
    def connect() -> Any:
        connection = sqlite3.connect(
            url.removeprefix("sqlite:///"), timeout=30, isolation_level=None
        )
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("PRAGMA synchronous = full")
        return connection.cursor()

    return connect, _UPSERT.format("?")
