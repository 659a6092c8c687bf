"""The state of an upload is written in one place, which takes no step outside of its table."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

import db.database
from dds_upload.core.errors import IllegalTransition
from dds_upload.core.uploads.upload import TRANSITIONS, UploadState
from tests.blobs.contents import count
from tests.house.rows import Rows
from tests.uploads.state_writes import state_writes

_DB = Path(db.database.__file__).parent

#: Where a value is put under that name, and nothing else may be.
WRITERS = {
    "uploads/transitions.py": {"move"},
    "uploads/upload_rows.py": {"to_row"},  # new uploads
    "placements/commits.py": {"<module>"},  # commits are listed by a state that is no column
}


def sources() -> dict[str, str]:
    """All that knows the tables, by its path; steps of the schema are no part of what runs."""
    paths = [path for path in _DB.rglob("*.py") if "migrations" not in path.parts]
    return {path.relative_to(_DB).as_posix(): path.read_text() for path in paths}


def test_one_function_writes_the_state_of_an_upload() -> None:
    found = {path: state_writes(text) for path, text in sources().items()}
    assert {path: names for path, names in found.items() if names} == WRITERS


def test_uploads_are_inserted_in_one_place_as_rows_of_new_ones() -> None:
    texts = sources()
    inserting = re.compile(r"\bUploads\.insert|\binsert\(Uploads\b")
    inserts = {path: len(inserting.findall(text)) for path, text in texts.items()}
    assert {path: number for path, number in inserts.items() if number} == {"uploads/uploads.py": 1}
    importing = re.compile(r"^from db\.uploads\.upload_rows import .*\bto_row\b", re.MULTILINE)
    assert [path for path, text in texts.items() if importing.search(text)] == [
        "uploads/uploads.py"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Uploads.update(state='open')",
        "Uploads.update({Uploads.state: 'open'})",
        "Uploads.update({'state': 'open', 'revision': 1})",
        "values['state'] = 'open'",
        "row.state = 'open'",
        "Uploads.insert(state='open')",
        'database.sql("UPDATE uploads SET revision = 1, state = ? WHERE id = ?")',
        'database.sql("update uploads set State=?")',
        'database.sql("INSERT INTO uploads (id) VALUES (?)")',
    ],
)
def test_a_write_is_seen_however_it_is_spelled(text: str) -> None:
    assert state_writes(f"def f():\n    {text}") == {"f"}


@pytest.mark.parametrize(
    "text",
    [
        "Uploads.update(revision=1).where(Uploads.state == 'open')",
        'database.sql("UPDATE uploads SET revision = 1 WHERE state = ?")',
        "Upload(state=UploadState(row['state']))",
    ],
)
def test_reading_it_is_not_writing_it(text: str) -> None:
    assert state_writes(f"def f():\n    {text}") == set()


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind: the table is asked before any database."""
    return sqlite_url


def test_a_step_that_is_not_in_the_table_writes_nothing(rows: Rows) -> None:
    lab, caller = rows.lab, rows.caller
    illegal = [(a, b) for a, b in product(UploadState, repeat=2) if b not in TRANSITIONS[a]]
    for source, target in illegal:
        upload = rows.upload(state=source)
        before, events = rows.get(upload.id), count(lab, "events")
        with pytest.raises(IllegalTransition, match=f"{source} cannot become {target}"):
            lab.records.uploads.discard(upload, target, caller, lab.clock())
        assert (rows.get(upload.id), count(lab, "events")) == (before, events)
