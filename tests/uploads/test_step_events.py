"""Each step of an upload's life leaves the event that it should, and no other."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

import pytest

from dds_upload.core.events.event import EventKind, RecordedEvent
from dds_upload.core.uploads.upload import TRANSITIONS, UploadState
from tests.house.fixtures import OpenLab
from tests.house.setting import Lab
from tests.uploads.lives import Life, NumberedLife, PlacedLife
from tests.uploads.test_upload_states import ALL, DOUBTFUL, LIVES

S, E = UploadState, EventKind

#: None: somebody is at work on it, and nothing is decided.
EVENTS: dict[tuple[UploadState, UploadState], EventKind | None] = {
    (S.OPEN, S.ASSEMBLING): None,
    (S.FAILED, S.ASSEMBLING): None,
    (S.ASSEMBLING, S.COMPLETE): E.UPLOAD_COMPLETED,
    (S.ASSEMBLING, S.FAILED): E.UPLOAD_FAILED,
    (S.ASSEMBLING, S.OPEN): E.UPLOAD_FAILED,
    (S.ASSEMBLING, S.ABORTED): E.UPLOAD_ABORTED,
    (S.OPEN, S.ABORTED): E.UPLOAD_ABORTED,
    (S.OPEN, S.EXPIRED): E.UPLOAD_EXPIRED,
    (S.FAILED, S.PURGED): E.UPLOAD_PURGED,
    (S.COMPLETE, S.FAILED): E.UPLOAD_DAMAGED,
    (S.FAILED, S.COMPLETE): E.UPLOAD_HEALED,
    (S.COMPLETE, S.PURGED): E.UPLOAD_PURGED,
}


class Step(NamedTuple):
    """What was done to an upload, and what it was and is."""

    life: type[Life]
    deed: str
    source: UploadState
    target: UploadState


#: All that is done in `test_upload_states`, those deeds included that change nothing.
STEPS = [Step(life, deed, state, LIVES[life][deed].get(state, state)) for life, deed, state in ALL]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind: each deed is tested on both."""
    return sqlite_url


def events_of(lab: Lab, upload: UUID) -> list[RecordedEvent]:
    """All that happened to an upload."""
    return [it for it in lab.records.events.after(0, 10_000) if it.event.upload_id == upload]


def test_each_step_of_the_table_is_taken_by_something() -> None:
    taken = {(step.source, step.target) for step in STEPS if step.source is not step.target}
    taken |= {(S.ASSEMBLING, target) for target in DOUBTFUL.values()}
    table = {(source, target) for source, targets in TRANSITIONS.items() for target in targets}
    assert taken == table == set(EVENTS)


@pytest.mark.parametrize("kind", LIVES)
def test_a_step_leaves_its_event(open_again: OpenLab, kind: type[Life]) -> None:
    life = kind.begun(open_again)
    lab = life.lab
    for step in STEPS:
        if step.life is kind:
            upload = life.upload(step.source)
            before = events_of(lab, upload)
            assert before[0].event.kind is E.UPLOAD_BEGAN
            life.deeds[step.deed](upload)
            assert life.state(upload) is step.target, step
            new = [it.event.kind for it in events_of(lab, upload)[len(before) :]]
            due = EVENTS.get((step.source, step.target))
            assert [it for it in new if it is not E.CHUNK_REFUSED] == ([due] if due else []), step


@pytest.mark.parametrize("kind", [NumberedLife, PlacedLife])
def test_a_claim_that_is_wrong_leaves_one_event(
    lab: Lab, kind: type[NumberedLife] | type[PlacedLife]
) -> None:
    life = kind(lab)
    upload = life.doubtful()
    life.work(upload)
    assert life.state(upload) is DOUBTFUL[kind]
    began, failed = (it.event for it in events_of(lab, upload))
    assert (began.kind, failed.kind) == (E.UPLOAD_BEGAN, E.UPLOAD_FAILED)
    assert failed.code == "whole_digest_differs"
