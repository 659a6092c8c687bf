"""Events as their readers get them: in order, page by page, for as long as they are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from db.batches import BATCH
from dds_upload.core.events.event import Event, EventKind
from tests.blobs.contents import count
from tests.house.client import Api
from tests.house.setting import Lab
from tests.house.statements import statements_of


def some(lab: Lab, number: int) -> list[Event]:
    """Events of one second after another, the last of them now."""
    now, kinds = lab.clock(), list(EventKind)
    return [
        Event(kinds[at % len(kinds)], now - timedelta(seconds=number - at - 1), file_id=uuid4())
        for at in range(number)
    ]


def test_an_event_is_read_as_it_was_recorded(lab: Lab) -> None:
    ids = {f"{name}_id": uuid4() for name in ("upload", "project", "file", "user", "agent")}
    details = {"bytes": ["0-99"], "text": "\u00fc\u4e16 \"'\\"}
    full = Event(EventKind.UPLOAD_FAILED, lab.clock(), code="told", details=details, **ids)
    bare = Event(EventKind.FILE_DELETED, lab.clock())
    lab.records.events.record([full, bare])
    recorded = lab.records.events.after(0, 10)
    assert [it.event for it in recorded] == [full, bare]
    assert [it.count for it in recorded] == [1, 1]


def test_readers_go_on_behind_what_they_have_read(lab: Lab) -> None:
    events, seen, last = some(lab, BATCH + 3), [], 0
    lab.records.events.record(events)
    while page := lab.records.events.after(last, 100):
        assert len(page) <= 100
        assert [it.id for it in page] == sorted({it.id for it in page})
        assert page[0].id > last
        last = page[-1].id
        seen += [it.event for it in page]
    assert seen == events
    lab.records.events.record(events[:1])
    assert [it.event for it in lab.records.events.after(last, 100)] == events[:1]


def test_ids_are_never_given_again(lab: Lab) -> None:
    table, now = lab.records.events, lab.clock()
    table.record(some(lab, 3))
    last = table.after(0, 10)[-1].id
    assert table.prune(now + timedelta(days=1), 10) == 3
    table.record(some(lab, 1))
    assert [it.id > last for it in table.after(0, 10)] == [True]


def test_the_oldest_are_forgotten_first_and_the_newer_are_kept(lab: Lab) -> None:
    table, events = lab.records.events, some(lab, 10)
    table.record(events[5:])
    table.record(events[:5])
    before = events[7].at
    assert [table.prune(before, 4) for _ in range(3)] == [4, 3, 0]
    assert [it.event for it in table.after(0, 100)] == events[7:]


def test_old_events_are_pruned_in_batches(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dds_upload.operations.events.prune_events.BATCH", 4)
    prune = lab.operations.events.prune
    lab.records.events.record(some(lab, 8))
    lab.clock.forward(seconds=prune.kept.total_seconds() + 60)
    new = [replace(event, at=lab.clock()) for event in some(lab, 2)]
    lab.records.events.record(new)
    with statements_of(lab.database) as seen:
        prune()
    assert sum("DELETE" in sql for sql in seen) == 3
    assert [it.event for it in lab.records.events.after(0, 100)] == new


def test_what_was_refused_has_not_happened(lab: Lab, api: Api) -> None:
    project = api.project()
    before = count(lab, "events")
    api.begin(project, 10**9, expect=400)
    api.post("/files/", {"parent": {"kind": "dds-project", "id": project}}, expect=400)
    assert count(lab, "events") == before
