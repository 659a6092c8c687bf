"""The records of files by content: one row for each, held by one transaction at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest

from dds_upload.core.accounts.users import Caller
from dds_upload.core.content.deliveries import NamedEntry, NewFile, NewFolder
from dds_upload.core.content.processing import DerivedFile, Processors
from dds_upload.core.content.records import RequestedFileRecords
from dds_upload.core.content.requests import Destination, FileRequest, FilesRequest, NewAssembly
from dds_upload.core.errors import Conflict
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.axes import Addressing, OutcomeKind
from dds_upload.core.uploads.upload import UploadState
from dds_upload.operations.content.judge_files import JudgeFiles
from dds_upload.operations.uploads.begin_upload import BeginUpload
from tests.blobs.contents import count, incoming, organization, sha1
from tests.db.plans import plans
from tests.house.client import Api
from tests.house.setting import Lab

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PARTS = (b"one", b"two", b"one")

FAULT = Failure(FailureCode.NOT_PROCESSED, {"text": "no index for this"})


@pytest.fixture
def owner(lab: Lab) -> UUID:
    return organization(lab)


@pytest.fixture
def records(lab: Lab) -> RequestedFileRecords:
    return lab.records.requested_files


@pytest.fixture
def caller(lab: Lab, api: Api) -> Caller:
    return Caller(next(it for it in lab.accounts.users.all() if it.username == "researcher"))


def file(parts: Sequence[bytes] = PARTS, kind: str = "things") -> FileRequest:
    return FileRequest(kind, sha1(b"".join(parts)), "a", tuple(sha1(part) for part in parts))


def started(
    lab: Lab, records: RequestedFileRecords, caller: Caller, owner: UUID, wanted: FileRequest
) -> NewAssembly:
    """Begin an upload of PARTS."""
    provider = lab.providers.default
    lab.operations.blobs.store(provider, owner, incoming(provider.abilities.store, *PARTS))
    begin = BeginUpload(lab.records.uploads, lab.clock)
    things = Processors({"things": None})
    judge = JudgeFiles(
        blobs=lab.records.blobs,
        confirm=lab.operations.blobs.confirm,
        providers=lab.providers,
        processors=things,
        begin=begin,
        file_max_size=None,
        clock=lab.clock,
    )
    request = FilesRequest(owner, (), "folder", [wanted])
    start = dict(judge(caller, request, [wanted]))[wanted.key]
    assert isinstance(start, NewAssembly)
    with lab.database.transaction():
        held = records.hold(owner, [wanted], NOW)
        records.begin(held, [start], caller)
    return start


def destination(caller: Caller, project: str, name: str, debug_id: str | None) -> Destination:
    return Destination(
        UUID(project), "folder", name, debug_id, file().checksum, caller.user.id, None
    )


def test_what_was_never_asked_for_is_not_found(records: RequestedFileRecords, owner: UUID) -> None:
    assert records.find(owner, [file().key]) == {}
    assert records.find(owner, []) == {}


def test_held_files_are_there_once(records: RequestedFileRecords, owner: UUID) -> None:
    first = records.hold(owner, [file()], NOW)[file().key]
    assert (first.upload, first.findings, first.fault) == (None, None, None)
    assert records.hold(owner, [file()], NOW)[file().key] == first
    assert records.find(owner, [file().key, ("other", file().checksum)]) == {file().key: first}


def test_organisations_and_kinds_are_apart(
    lab: Lab, records: RequestedFileRecords, owner: UUID
) -> None:
    files = [file(), file(kind="others")]
    records.hold(owner, files, NOW)
    assert len({it.id for it in records.find(owner, [it.key for it in files]).values()}) == 2
    assert records.find(organization(lab, "acme"), [file().key]) == {}


def test_who_holds_second_sees_what_the_first_has_done(
    lab: Lab, records: RequestedFileRecords, owner: UUID, caller: Caller
) -> None:
    begun = started(lab, records, caller, owner, file())
    held, seen, changed = Event(), [], "0" * 64

    def second() -> None:
        held.wait(10)
        with lab.database.transaction():
            seen.append(records.hold(owner, [file()], NOW)[file().key].chunks_digest)

    thread = Thread(target=second)
    thread.start()
    with lab.database.transaction():
        records.hold(owner, [file()], NOW)
        held.set()
        thread.join(0.3)
        assert seen == []
        lab.database.sql("UPDATE assemblies SET chunks_digest = ?", (changed,))
    thread.join()
    assert seen == [changed]
    assert begun.upload.state is UploadState.ASSEMBLING


def test_a_file_that_is_begun_is_due_with_its_chunks_in_order(
    lab: Lab, records: RequestedFileRecords, owner: UUID, caller: Caller
) -> None:
    start = started(lab, records, caller, owner, file())
    found = records.find(owner, [file().key])[file().key].upload
    assert found is not None
    assert (found.id, found.addressing, found.outcome) == (
        start.upload.id,
        Addressing.CONTENT,
        OutcomeKind.FILES,
    )
    assert found.size == 9
    assert found.claimed == Digest("sha1", file().checksum)
    content_uploads = lab.records.content_uploads
    assert content_uploads.kind(found.id) == "things"
    assert [segment.digest for segment in lab.records.blobs.segments(found.id)] == [
        Digest.of("md5", part) for part in PARTS
    ]
    assert lab.records.work_queue.lease(found.id, lab.clock(), lab.clock()) is not None


def test_a_blob_that_is_gone_leaves_nothing_behind(
    lab: Lab, records: RequestedFileRecords, owner: UUID, caller: Caller
) -> None:
    start = started(lab, records, caller, owner, file())
    other = file((b"x",))
    doomed = NewAssembly(other, replace(start.upload, id=uuid4()), [*start.blob_ids, uuid4()])
    with pytest.raises(Conflict), lab.database.transaction():
        records.begin(records.hold(owner, [other], NOW), [doomed], caller)
    kept = [count(lab, table) for table in ("uploads", "upload_blobs", "assemblies")]
    assert kept == [1, 3, 1]


def test_destinations_are_kept_once_for_each_project_name_and_id(
    lab: Lab, records: RequestedFileRecords, owner: UUID, caller: Caller, project: str
) -> None:
    start = started(lab, records, caller, owner, file())
    requested_file_id = records.find(owner, [file().key])[file().key].id
    wanted = [
        destination(caller, project, name, debug_id)
        for name, debug_id in (("a", None), ("a", "1-a"), ("b", None))
    ]
    for each in (*wanted, replace(wanted[0], folder="another")):
        records.add_destinations([(requested_file_id, each)], NOW)
    keys = {(requested_file_id, each.key) for each in wanted}
    assert records.destined([requested_file_id], [UUID(project), uuid4()]) == keys
    assert records.destined([requested_file_id], [uuid4()]) == set()
    content_uploads = lab.records.content_uploads
    assert set(content_uploads.destinations(start.upload.id)) == set(wanted)
    with lab.database.transaction():
        assert set(content_uploads.destinations(start.upload.id, hold=True)) == set(wanted)
    content_uploads.forget_destinations(start.upload.id)
    assert content_uploads.destinations(start.upload.id) == []


def test_names_are_looked_up_in_their_folder_by_an_index(
    lab: Lab, caller: Caller, project: str
) -> None:
    deliveries, to = lab.records.deliveries, destination(caller, project, "a", None)
    home = NewFolder(uuid4(), None, "sentry", to)
    many = [NewFolder(uuid4(), home.id, str(number), to) for number in range(2000)]
    with lab.database.transaction():
        deliveries.add_folders([home, *many], NOW)
    parents = [(UUID(project), None), (UUID(project), home.id)]
    folders, _ = plans(lab.database, lambda: deliveries.named(parents, ["7", "8"]))
    assert "folders_parent" in folders
    assert "SCAN" not in folders
    assert "Seq Scan" not in folders


def test_what_was_found_out_is_kept(
    lab: Lab, records: RequestedFileRecords, owner: UUID, caller: Caller
) -> None:
    start = started(lab, records, caller, owner, file())
    content_uploads = lab.records.content_uploads
    made = DerivedFile("index", "a/index-1", 3, Digest.of("md5", b"abc"))
    content_uploads.report(start.upload.id, {"cpu": "z80"}, FAULT, [made], NOW)
    found = records.find(owner, [file().key])[file().key]
    assert (found.findings, found.fault) == ({"cpu": "z80"}, FAULT)
    assert content_uploads.derived(start.upload.id) == [made]


def test_only_a_complete_upload_is_delivered(
    lab: Lab, records: RequestedFileRecords, owner: UUID, caller: Caller, project: str
) -> None:
    start, deliveries = started(lab, records, caller, owner, file()), lab.records.deliveries
    wanted = [destination(caller, project, "a", debug_id) for debug_id in (None, "1-a")]
    new = [NewFile(start.upload.id, None, each) for each in wanted]
    with pytest.raises(Conflict), lab.database.transaction():
        deliveries.add_files(new, NOW)
    assert deliveries.present([start.upload.id], [UUID(project)]) == set()
    lab.work()
    with lab.database.transaction():
        deliveries.add_files(new, NOW)
    present = {(start.upload.id, each.key) for each in wanted}
    assert deliveries.present([start.upload.id], [UUID(project)]) == present


def test_what_is_named_so_is_found_in_its_place_alone(
    lab: Lab, api: Api, caller: Caller, project: str
) -> None:
    deliveries, to = lab.records.deliveries, destination(caller, project, "a", None)
    outer, inner, twin = (NewFolder(uuid4(), None, "a", to) for _ in range(3))
    inner = replace(inner, parent_id=outer.id)
    with lab.database.transaction():
        deliveries.add_folders([outer, inner], NOW)
        deliveries.add_folders([twin], NOW + timedelta(seconds=1))
    root = (UUID(project), None)
    entries = [NamedEntry(root, "a", each.id) for each in (outer, twin)]
    assert deliveries.named([root], ["a", "b"]) == entries
    assert deliveries.named([(UUID(project), outer.id)], ["a"]) == [
        NamedEntry((UUID(project), outer.id), "a", inner.id)
    ]
    api.delete(f"/folders/{outer.id}")
    assert deliveries.named([root], ["a"]) == entries[1:]
    assert deliveries.named([(uuid4(), None)], ["a"]) == deliveries.named([root], ["b"]) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_files_are_looked_up_one_by_one_and_not_among_all_of_their_organisation(
    lab: Lab, records: RequestedFileRecords, owner: UUID
) -> None:
    """By the whole unique key, also where nobody has counted rows."""
    records.hold(owner, [file()], NOW)
    keys = [file().key, ("others", file().checksum)]
    (plan,) = plans(lab.database, lambda: records.find(owner, keys), is_analyzed=False)
    assert "kind=? AND checksum=?" in plan
