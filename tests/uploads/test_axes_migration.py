"""Migration 0005 on a database of 0004 that has uploads of every kind, in every state."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from peewee import IntegrityError

from db.migrate import difference
from dds_upload.bootstrap.installation import migrate_all
from dds_upload.core.failure import Failure
from dds_upload.core.uploads.axes import Addressing, OutcomeKind
from tests.uploads.before_axes import (
    CONTENT,
    DATA,
    FAILED,
    FAULT,
    NOT_JOINED,
    OFFSET,
    SHA256,
    WHOLE,
    Before,
    claims,
    fails,
)

#: The columns of sentences, by table.
SENTENCES = {"uploads": "error_message", "commits": "error", "assemblies": "fault"}
CODES = {
    "uploads": ("error_code", "error_details"),
    "commits": ("error_code", "error_details"),
    "assemblies": ("fault_code", "fault_details"),
}
STATES = ("open", "assembling", "complete", "failed", "aborted", "expired", "purged")


def filled(before: Before) -> dict[UUID, tuple[Addressing, OutcomeKind | None]]:
    """Uploads of every kind and state with all that hangs on them; gives what they are now."""
    a, o = Addressing, OutcomeKind
    kinds: dict[UUID, tuple[Addressing, OutcomeKind | None]] = {}
    for state in STATES:
        fault = fails(FAILED) if state == "failed" else {}
        whole = before.of_project(state, **WHOLE, **fault)
        number = before.of_project(state, **fault)
        before.chunk(number, 1, 50)
        content = before.upload(state, **CONTENT, **claims("sha1", "b" * 40), **fault)
        kinds |= {whole: (a.WHOLE, None), number: (a.NUMBER, None), content: (a.CONTENT, o.FILES)}
        if state != "failed":
            offset = before.upload(state, **OFFSET, **claims("sha256", SHA256))
            kinds[offset] = (a.OFFSET, o.ARTIFACT)
        before.file(before.project_id, number, f"of {state}")
    made = before.of_blobs("complete", DATA, **OFFSET, **claims("sha256", SHA256))
    before.commit(made, started_at=2, finished_at=3, artifact_id=before.artifact(made))
    before.commit(made)
    before.commit(before.of_blobs("open", b"other", **OFFSET), finished_at=4, error=NOT_JOINED)
    kept = before.of_blobs("complete", b"third", **CONTENT, **claims("sha1", "c" * 40))
    before.asked_for(kept, b"third", FAULT)
    before.asked_for(kept, b"fourth")
    return kinds


def told(sentence: str | None) -> tuple[str | None, Any]:
    """What a sentence is remembered as."""
    return (None, None) if sentence is None else ("told", {"text": sentence})


def test_nothing_else_changes(before: Before) -> None:
    kinds = filled(before)
    rows = before.rows()
    assert difference(before.database).pending[0] == "0005_axes_and_events"
    assert before.migrate("0005_axes_and_events") == ["0005_axes_and_events"]
    after = before.rows()
    assert after.pop("events") == []
    for table, sentence in SENTENCES.items():
        code, details = CODES[table]
        faults = {row["id"]: told(row.pop(sentence)) for row in rows[table]}
        assert len(set(map(repr, faults.values()))) > 1
        assert faults == {
            row["id"]: (row.pop(code), json.loads(row.pop(details) or "null"))
            for row in after[table]
        }
    axes = {
        UUID(str(row["id"])): (row.pop("addressing"), row.pop("outcome"))
        for row in after["uploads"]
    }
    assert {upload: axes[upload] for upload in kinds} == kinds
    for row in rows["uploads"]:
        del row["chunked"], row["by_content"], row["by_offset"]
    for table in rows:
        by_id = [sorted(some[table], key=repr) for some in (rows, after)]
        assert by_id[0] == by_id[1], table
    migrate_all(before.lab.service)
    assert (difference(before.database).pending, migrate_all(before.lab.service)) == ([], [])


def test_uploads_are_read_with_their_axes_and_sentences(before: Before) -> None:
    kinds = filled(before)
    before.go_forward()
    for upload_id, (addressing, outcome) in kinds.items():
        found = before.lab.records.uploads.get(upload_id)
        assert found is not None
        assert (found.addressing, found.outcome) == (addressing, outcome)
        assert found.chunked is (addressing is not Addressing.WHOLE)
        failed = found.state == "failed"
        assert found.failure == (Failure.told(FAILED) if failed else None)


def test_the_schema_still_refuses_what_it_refused(before: Before) -> None:
    made = before.upload("open", **OFFSET)
    before.go_forward()
    database = before.lab.database
    for wrong in (
        f"UPDATE uploads SET addressing = 'colour' WHERE id = '{made.hex}'",
        f"UPDATE uploads SET outcome = 'colour' WHERE id = '{made.hex}'",
        f"UPDATE uploads SET addressing = NULL WHERE id = '{made.hex}'",
        f"UPDATE uploads SET state = 'colour' WHERE id = '{made.hex}'",
    ):
        with pytest.raises(IntegrityError):
            database.sql(wrong)
    both = {"error_code": "told", "error_details": "{}", "artifact_id": made}
    for wrong_commit in (both, {"error_code": "told"}):
        ended = {"finished_at": 3} if wrong_commit is both else {}
        with pytest.raises(IntegrityError):
            before.commit(made, **wrong_commit, **ended)
