"""A project's place in storage appears by itself, at every provider, whatever else is broken."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import psycopg2
import pytest

from tests.e2e.caller import Caller
from tests.e2e.installation import Installation
from tests.e2e.kinds import LOCAL, ROOMY
from tests.e2e.polling import eventually

#: What a person would call "within seconds".
SECONDS = 10.0


def test_a_new_project_becomes_ready_by_itself(installation: Installation, caller: Caller) -> None:
    installation.worker.stop()
    try:
        project = caller.new_project()
        answer = caller.try_upload(project)
        assert answer.status_code == 404
        assert answer.json()["code"] == "resource_not_consistent"
    finally:
        installation.worker.start()
    eventually(lambda: caller.try_upload(project).status_code == 201, SECONDS)


def test_a_provider_that_was_added_later_becomes_ready_as_well(forked: Installation) -> None:
    forked.settings["STORAGE_PROVIDERS"] = "local"
    forked.start()
    caller = Caller(forked.api_url, forked.create_user("researcher").api_token)
    project = caller.project()
    forked.settings["STORAGE_PROVIDERS"] = LOCAL["STORAGE_PROVIDERS"]
    forked.restart()
    added = caller.provider(ROOMY)
    eventually(lambda: caller.try_upload(project, added).status_code == 201, SECONDS)


@pytest.fixture
def without_queue(installation: Installation) -> Installation:
    """An installation whose job queue is gone while it runs."""
    database = installation.settings.get("DATABASE_URL")
    if database:
        with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA jobs CASCADE")
            connection.commit()
    else:
        with closing(sqlite3.connect(installation.folder / "var" / "jobs.db")) as jobs:
            tables = jobs.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (name,) in tables.fetchall():
                jobs.execute(f"DROP TABLE {name}")
    return installation


def test_the_sweeper_alone_suffices(without_queue: Installation, caller: Caller) -> None:
    try:
        project = caller.project()
        upload = caller.stored(project, b"content")
        assert caller.content(caller.file(project, upload)) == b"content"
    finally:
        without_queue.succeed("migrate")
