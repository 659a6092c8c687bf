"""What happened and that it happened are written together, or neither is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID

import pytest

from db.content.deliveries import DeliveryTable
from db.events.events import EventTable
from db.placements.artifacts import ArtifactTable
from dds_upload.core.errors import RecordsUnavailable, UploadServiceError
from dds_upload.core.events.event import EventKind
from dds_upload.core.uploads.upload import UploadState
from tests.content.client import Sender, cut, uploads
from tests.events.heard import Heard
from tests.house.client import Api
from tests.house.setting import Lab
from tests.placements.desk import LATER, Desk
from tests.uploads.lives import Life, NumberedLife, PlacedLife
from tests.uploads.test_step_events import EVENTS, STEPS, Step
from tests.uploads.test_upload_states import DOUBTFUL

DATA = bytes(range(150))
K = EventKind

#: Steps that leave an event, each once; what the worker does with a wrong lease is apart.
LOUD = [step for step in STEPS if EVENTS.get((step.source, step.target))]


@contextmanager
def broken(table: type[object], method: str) -> Iterator[list[object]]:
    """The database goes away right after that was written; gives what was, by its arguments."""
    written: list[object] = []
    write = getattr(table, method)

    def write_and_break(self: object, *args: Any) -> None:
        write(self, *args)
        written.append(args)
        raise RecordsUnavailable("the database went away")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, method, write_and_break)
        yield written


def do(lab: Lab, deed: Callable[[UUID], object], upload: UUID) -> None:
    """Do it, whatever is answered; a worker may have tried before."""
    lab.clock.forward(minutes=20)
    with suppress(UploadServiceError):
        deed(upload)


def check(life: Life, deed: Callable[[UUID], object], upload: UUID, step: Step) -> None:
    """Nothing has happened where the database goes away; then it happens once."""
    heard = Heard(life.lab)
    heard.new()
    with broken(EventTable, "record") as written:
        do(life.lab, deed, upload)
    assert written, step
    assert (life.state(upload), heard.new()) == (step.source, []), step
    do(life.lab, deed, upload)
    assert life.state(upload) is step.target, step
    new = [event.kind for event in heard.new() if event.upload_id == upload]
    assert new == [EVENTS[step.source, step.target]], step


@pytest.mark.parametrize("kind", [NumberedLife, PlacedLife])
def test_no_step_is_taken_without_its_event(
    lab: Lab, kind: type[NumberedLife | PlacedLife]
) -> None:
    life = kind(lab)
    for step in LOUD:
        if step.life is kind:
            check(life, life.deeds[step.deed], life.upload(step.source), step)
    wrong = Step(kind, "the worker comes", UploadState.ASSEMBLING, DOUBTFUL[kind])
    check(life, life.work, life.doubtful(), wrong)


def test_an_upload_does_not_begin_without_its_event(
    lab: Lab, api: Api, project: str, heard: Heard
) -> None:
    with broken(EventTable, "record") as written:
        api.begin(project, 10, expect=503)
    assert written
    assert (heard.new(), lab.database.sql("SELECT * FROM uploads").fetchall()) == ([], [])


def test_an_artifact_its_upload_and_their_event_are_one(lab: Lab, heard: Heard) -> None:
    desk = Desk(lab)
    upload = desk.sent(DATA)
    desk.commit(upload, DATA, LATER)
    heard.new()
    with broken(ArtifactTable, "add") as written:
        lab.work()
    assert written
    assert (desk.state(upload), desk.all_artifacts(), heard.new()) == ("assembling", [], [])
    do(lab, lab.operations.uploads.assemble, upload)
    assert len(desk.all_artifacts()) == 1
    assert heard.kinds() == [K.UPLOAD_COMPLETED]


def test_delivered_files_their_upload_and_their_events_are_one(
    lab: Lab, api: Api, project: str, heard: Heard
) -> None:
    sender = Sender(lab, api)
    sender.send(*cut(DATA))
    sender.ask(project, DATA)
    upload = uploads(lab)[-1]
    heard.new()
    with broken(DeliveryTable, "add_files") as written:
        lab.work()
    assert written
    assert (lab.state(str(upload)), sender.files(project), heard.new()) == ("assembling", [], [])
    do(lab, lab.operations.uploads.assemble, upload)
    assert len(sender.files(project)) == 1
    assert heard.kinds() == [K.UPLOAD_COMPLETED, K.FILE_CREATED]


def listed(api: Api, project: str) -> list[Any]:
    """All that is known of the files of a project."""
    path = f"/projects/{project}/children?name_contains=.dat"
    files: list[Any] = api.get(path).json["results"]
    return files + [api.get(f"/files/{it['id']}/versions").json for it in files]


def changes(
    project: str, folder: str, file: str, version: str, upload: str
) -> Sequence[tuple[str, str, Any]]:
    """What can be done with files; the last that a file lives through comes last."""
    made = {"parent": {"kind": "dds-project", "id": project}, "upload": {"id": upload}}
    return [
        ("POST", "/files/", made),
        ("PUT", f"/files/{file}/rename", {"name": "liver.dat"}),
        ("PUT", f"/files/{file}/move", {"parent": {"kind": "dds-folder", "id": folder}}),
        ("PUT", f"/files/{file}", {"label": "final"}),
        ("PUT", f"/files/{file}", {"upload": {"id": upload}}),
        ("PUT", f"/file_versions/{version}", {"label": "first"}),
        ("DELETE", f"/file_versions/{version}", None),
        ("DELETE", f"/files/{file}", None),
    ]


def test_no_file_changes_without_its_event(api: Api, project: str, heard: Heard) -> None:
    one, other = (api.stored(project, data, 100) for data in (DATA, DATA[:90]))
    file = api.file(project, one).json
    version = file["current_version"]["id"]
    parent = {"parent": {"kind": "dds-project", "id": project}}
    folder = api.post("/folders", {"name": "scans", **parent}, expect=201).json["id"]
    heard.new()
    for method, path, body in changes(project, folder, file["id"], version, other):
        before = listed(api, project)
        with broken(EventTable, "record") as written:
            api.call(method, path, body, expect=503)
        assert written, (method, path)
        assert (listed(api, project), heard.new()) == (before, []), (method, path)
        api.call(method, path, body)
        assert len(heard.new()) == 1, (method, path)
