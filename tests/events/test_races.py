"""One event for each thing that happened, however many try to do it at the same moment."""

from __future__ import annotations

from collections import Counter
from functools import partial
from uuid import UUID

from dds_upload.core.events.event import EventKind
from dds_upload.core.uploads.proof import Proof
from dds_upload.core.uploads.upload import Upload, UploadState, Verified
from tests.content.client import Sender, cut
from tests.events.heard import Heard
from tests.house.client import Api
from tests.house.rows import LEASE, Rows
from tests.house.setting import Lab
from tests.placements.desk import LATER, Desk
from tests.placements.outcomes import attempts
from tests.uploads.test_races import at_once

DATA = bytes(range(150))
MANY = 4
K = EventKind


def test_of_several_workers_one_completes_an_upload(
    lab: Lab, api: Api, project: str, heard: Heard
) -> None:
    upload = api.sent(project, DATA, 100)
    api.complete(upload, DATA)
    heard.new()
    at_once(lab, [partial(lab.operations.uploads.assemble, UUID(upload))] * MANY)
    assert heard.kinds() == [K.UPLOAD_COMPLETED]


def workers(rows: Rows, number: int) -> list[Upload]:
    """One after the other has the upload, each given up on but the last."""
    upload, queue, lab = rows.assembling(), rows.lab.records.work_queue, rows.lab
    held = []
    for _ in range(number):
        now = lab.clock()
        worker = queue.lease(upload.id, now, now + LEASE)
        assert worker is not None
        held.append(worker)
        lab.clock.forward(seconds=LEASE.total_seconds() + 1)
    return held


def test_a_worker_that_was_given_up_on_leaves_no_event(rows: Rows) -> None:
    lab, held = rows.lab, workers(rows, MANY)
    heard, proof = Heard(lab), Proof(Verified.WHOLE, [])
    heard.new()
    ends = [partial(lab.records.work_queue.finish, it, proof, lab.clock()) for it in held]
    assert at_once(lab, ends) == [False] * (MANY - 1) + [True]
    assert heard.kinds() == [K.UPLOAD_COMPLETED]


def test_an_upload_is_given_up_once(lab: Lab, api: Api, project: str, heard: Heard) -> None:
    is_open, done = api.sent(project, DATA, 100), api.stored(project, DATA, 100)
    for upload, kind in ((is_open, K.UPLOAD_ABORTED), (done, K.UPLOAD_PURGED)):
        heard.new()
        answers = at_once(lab, [partial(api.delete, f"/uploads/{upload}", None)] * MANY)
        assert 204 in {answer.status_code for answer in answers}
        assert heard.kinds() == [kind]


def test_uploads_expire_once_each_or_are_given_up(
    lab: Lab, api: Api, project: str, heard: Heard
) -> None:
    uploads = [api.upload(project, 10) for _ in range(3)]
    heard.new()
    lab.clock.forward(days=8)
    now = lab.clock()
    sweeps = [partial(lab.records.upkeep.expire, now, now)] * MANY
    abort = partial(api.delete, f"/uploads/{uploads[0]}", None)
    at_once(lab, [*sweeps, abort])
    events = heard.new()
    assert Counter(event.upload_id for event in events) == {UUID(it): 1 for it in uploads}
    for event in events:
        state = lab.state(str(event.upload_id))
        assert event.kind is (K.UPLOAD_EXPIRED if state == "expired" else K.UPLOAD_ABORTED)


def test_a_commit_ends_once_or_is_withdrawn(lab: Lab, heard: Heard) -> None:
    desk = Desk(lab)
    for _ in range(3):
        upload = desk.sent(DATA)
        desk.commit(upload, DATA, LATER)
        heard.new()
        work = partial(lab.operations.uploads.assemble, upload)
        attempts(lab, [work, work, partial(desk.withdraw, upload)])
        is_complete = desk.state(upload) is UploadState.COMPLETE
        assert heard.kinds() == [K.UPLOAD_COMPLETED if is_complete else K.UPLOAD_ABORTED]


def test_an_artifact_that_is_deleted_by_many_takes_each_upload_once(lab: Lab, heard: Heard) -> None:
    desk = Desk(lab)
    artifact = desk.made(DATA)
    desk.commit(desk.sent(DATA), DATA)
    heard.new()
    delete = partial(desk.do.artifacts.delete, desk.caller, artifact.id)
    attempts(lab, [delete] * MANY)
    events = heard.new()
    assert [event.kind for event in events] == [K.UPLOAD_PURGED] * 2
    assert len({event.upload_id for event in events}) == 2


def test_a_file_that_many_ask_for_begins_and_is_created_once(
    lab: Lab, api: Api, project: str, heard: Heard
) -> None:
    sender = Sender(lab, api)
    sender.send(*cut(DATA))
    at_once(lab, [partial(sender.ask, project, DATA)] * MANY)
    assert heard.kinds() == [K.UPLOAD_BEGAN]
    lab.work()
    at_once(lab, [partial(sender.ask, project, DATA)] * MANY)
    assert heard.kinds() == [K.UPLOAD_COMPLETED, K.FILE_CREATED]


def test_a_file_is_deleted_once_by_itself_or_with_its_folder(
    lab: Lab, api: Api, project: str, heard: Heard
) -> None:
    upload = api.stored(project, DATA, 100)
    for _ in range(3):
        body = {"name": "here", "parent": {"kind": "dds-project", "id": project}}
        folder = api.post("/folders", body, expect=201).json["id"]
        place = {"parent": {"kind": "dds-folder", "id": folder}, "upload": {"id": upload}}
        file = api.post("/files/", place, expect=201).json["id"]
        heard.new()
        paths = [f"/files/{file}", f"/folders/{folder}"] * 2
        at_once(lab, [partial(api.delete, path, None) for path in paths])
        event = heard.only(K.FILE_DELETED)
        assert event.file_id == UUID(file)
