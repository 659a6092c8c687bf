"""A file is "the same already" only once storage has put it together."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial

from tests.client.actions import Request
from tests.client.desk import Desk
from tests.client.mischief import Mischief
from tests.e2e.installation import Installation
from tests.e2e.trees import write_tree

#: Far beyond any test: nobody takes the upload up; microseconds.
NEVER = 2**60

SIZE = 31_337

#: The listing of uploads before which it is put together; two are to learn that it is not yet.
LATER = 6


def write_fate(service: Installation, desk: Desk, state: str, due_at: int | None) -> None:
    """Into the row of a test's own upload of that size: its state, and when it is due."""
    with closing(sqlite3.connect(service.folder / "var" / "dds.db", timeout=30)) as rows, rows:
        written = rows.execute(
            "UPDATE uploads SET state = ?, due_at = ? WHERE size = ? AND project_id ="
            " (SELECT id FROM projects WHERE name = ?)",
            (state, due_at, SIZE, desk.project),
        )
        assert written.rowcount == 1


def test_while_storage_puts_it_together_the_next_run_waits_as_the_first_did(
    watched: Desk, mischief: Mischief, client_service: Installation
) -> None:
    fate = partial(write_fate, client_service, watched)
    write_tree(watched.home / "x", {"a": bytes(SIZE), "b": b"another"})
    watched.upload("x")
    fate("assembling", NEVER)
    mischief.forget()

    def rule(it: Request) -> None:
        if it.path.endswith("/uploads") and it.number == LATER:
            fate("complete", None)

    mischief.rule = rule
    assert watched.states("x") == {"x/a": "same", "x/b": "same"}
    assert mischief.calls("GET", "/uploads$") >= LATER
    assert mischief.stored() == {}


def test_what_storage_could_not_put_together_is_sent_again_as_a_new_version(
    desk: Desk, client_service: Installation
) -> None:
    write_tree(desk.home / "x", {"a": bytes(SIZE)})
    desk.upload("x")
    write_fate(client_service, desk, "failed", None)
    (planned,) = desk.upload("--dry-run", "x")["files"]
    assert planned["state"] == "sent"
    (file,) = desk.upload("x")["files"]
    assert (file["state"], file["sent_bytes"]) == ("sent", SIZE)
    assert desk.listed() == ["/x", "/x/a"]
    assert desk.states("x") == {"x/a": "same"}
