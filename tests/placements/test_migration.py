"""Migration 0004 on a database of 0003 that has uploads of both older kinds, blobs and files."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from playhouse.migrations import Runner

import db.migrate
from db.database import Database
from db.migrate import pending
from db.placements.commits import CommitTable
from db.placements.placements import PlacementTable
from dds_upload.bootstrap.installation import migrate_all
from dds_upload.core.uploads.axes import Addressing, OutcomeKind
from dds_upload.core.uploads.upload import UploadState
from tests.blobs.contents import fingerprint
from tests.house.setting import Lab, build_lab, settings_for
from tests.placements.desk import ALL, Desk

MIGRATIONS = Path(db.migrate.__file__).with_name("migrations")
DATA = bytes(range(200))


class Old:
    """Puts rows there as 0003 has them; ids are kept as each database keeps them."""

    def __init__(self, lab: Lab) -> None:
        self.lab, self._moments = lab, count(1)
        self.migrate("0003_assemblies")
        names: dict[str, Any] = {"full_name": "", "first_name": "", "last_name": "", "email": ""}
        self.user = self.add("users", username="ada", is_admin=False, **names)
        self.provider = lab.storages.default.id
        self.add(
            "storage_providers",
            self.provider,
            slug="local",
            display_name="",
            description="",
            chunk_hash_algorithm="md5",
            chunk_max_number=10,
            chunk_max_size_bytes=100,
            is_default=True,
            is_deprecated=False,
            configured=True,
        )

    def migrate(self, name: str) -> list[str]:
        """Go forward to that migration; gives what was applied."""
        handle = self.lab.database.handle
        runner = Runner(handle, str(MIGRATIONS), table_name="schema_migrations")
        return list(runner.up(name))

    def add(self, table: str, row_id: UUID | None = None, **values: object) -> UUID:
        """A row; gives its id."""
        row_id = row_id or uuid4()
        self.insert(table, id=row_id, created_at=next(self._moments), **values)
        return row_id

    def insert(self, table: str, **values: object) -> None:
        """A row of a table without an id."""
        row = {name: it.hex if isinstance(it, UUID) else it for name, it in values.items()}
        marks = ", ".join("?" * len(row))
        sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"
        self.lab.database.sql(sql, list(row.values()))

    def upload(self, state: str, **more: Any) -> UUID:
        """An upload."""
        return self.add(
            "uploads",
            provider_id=self.provider,
            container="somewhere",
            name="brain.dat",
            content_type="text/plain",
            size=50,
            chunked=True,
            chunk_min_size_bytes=5,
            chunk_max_size_bytes=100,
            chunk_max_number=10,
            chunk_hash_algorithm="md5",
            state=state,
            chunks_count=1,
            chunks_size=50,
            chunks_highest=1,
            revision=1,
            etag="etag",
            active_at=1,
            verified="none",
            attempts=0,
            claims=0,
            created_by_id=self.user,
            **more,
        )

    def blob(self, data: bytes) -> UUID:
        """A chunk by content."""
        known = fingerprint(data)
        return self.add(
            "blobs",
            provider_id=self.provider,
            container="content-00",
            name=f"00/{known.sha1}",
            size=known.size,
            sha1=known.sha1,
            sha256=known.sha256,
            digest_algorithm="md5",
            digest_value=known.stored.value,
            touched_at=1,
        )


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Old]:
    """Return a database as 0003 left it, with a user and a provider."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
    lab = build_lab(settings_for(url, tmp_path))
    yield Old(lab)
    lab.close()


def rows_of(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """All that is there but what tells of migrations and providers, by table."""
    tables = set(database.handle.get_tables()) - {"schema_migrations", "storage_providers"}
    return {
        table: sorted(database.sql(f"SELECT * FROM {table}").fetchall(), key=repr)
        for table in tables
    }


def filled(old: Old) -> tuple[UUID, UUID]:
    """The ids of an upload by number and of one by content, with all that hangs on them."""
    by_number = old.upload("open")
    digest = {"digest_algorithm": "md5", "digest_value": "a" * 32}
    old.insert(
        "chunks",
        upload_id=by_number,
        number=1,
        size=50,
        created_at=1,
        granted_at=1,
        granted_by_id=old.user,
        **digest,
    )
    by_content = old.upload("complete", by_content=True, claimed_algorithm="sha1")
    for position in range(2):
        blob = old.blob(b"%d" % position)
        old.insert("upload_blobs", upload_id=by_content, position=position, blob_id=blob)
    old.insert(
        "derived_files",
        upload_id=by_content,
        kind="index",
        name="index-1",
        size=1,
        created_at=1,
        **digest,
    )
    old.upload("purged", by_content=True, due_at=5)
    return by_number, by_content


def test_what_was_there_stays_as_it_was(old: Old) -> None:
    filled(old)
    database = old.lab.database
    before = rows_of(database)
    assert len(before["uploads"]) == 3
    assert pending(database)[:1] == ["0004_commits"]
    assert old.migrate("0004_commits") == ["0004_commits"]
    after = rows_of(database)
    assert (after.pop("artifacts"), after.pop("commits")) == ([], [])
    assert [row[-1] for row in after["uploads"]] == [False] * 3
    after["uploads"] = [row[:-1] for row in after["uploads"]]
    assert after == before
    migrate_all(old.lab.service)
    assert (pending(database), migrate_all(old.lab.service)) == ([], [])


def test_older_uploads_are_read_and_worked_on_as_before(old: Old) -> None:
    by_number, by_content = filled(old)
    lab = old.lab
    migrate_all(lab.service)
    found = lab.records.uploads.get(by_number)
    assert found is not None
    assert (found.state, found.addressing, found.outcome) == (
        UploadState.OPEN,
        Addressing.NUMBER,
        None,
    )
    assert [chunk.number for chunk in lab.records.chunks.chunks(by_number)] == [1]
    joined = lab.records.uploads.get(by_content)
    assert joined is not None
    assert (joined.addressing, joined.outcome) == (Addressing.CONTENT, OutcomeKind.FILES)
    assert [it.size for it in lab.records.blobs.segments(by_content)] == [1, 1]
    lab.work()
    assert lab.state(str(by_number)) is UploadState.EXPIRED


def test_older_uploads_are_none_by_offset_and_have_no_commits(old: Old) -> None:
    uploads = filled(old)
    migrate_all(old.lab.service)
    placements, commits = PlacementTable(old.lab.database), CommitTable(old.lab.database)
    for upload_id in uploads:
        assert placements.find(upload_id, old.user, OutcomeKind.ARTIFACT) is None
        assert commits.latest(upload_id) is None
    assert (
        placements.page(old.user, OutcomeKind.ARTIFACT, ALL).total
        == commits.page(old.user, ALL).total
        == 0
    )


def test_commits_are_made_on_a_database_that_went_forward(old: Old) -> None:
    filled(old)
    migrate_all(old.lab.service)
    desk = Desk(old.lab)
    artifact = desk.made(DATA)
    assert desk.whole(artifact.upload_id) == DATA
    assert desk.all_artifacts() == [artifact]
