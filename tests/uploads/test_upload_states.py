"""The states of uploads: every deed on an upload in every state, and the states it leaves."""

from __future__ import annotations

from itertools import product

import pytest

from dds_upload.core.errors import IllegalTransition
from dds_upload.core.uploads.upload import (
    BYTES_GO,
    GONE,
    TRANSITIONS,
    UploadState,
    check_transition,
)
from tests.house.fixtures import OpenLab
from tests.house.setting import Lab
from tests.uploads.lives import DirectLife, Life, NumberedLife, PlacedLife

Steps = dict[str, dict[UploadState, UploadState]]

S = UploadState

#: What each deed does, by the state that it finds; in any other state the upload stays in that.
NUMBERED: Steps = {
    "time passes": {S.OPEN: S.EXPIRED},
    "the worker comes": {S.ASSEMBLING: S.COMPLETE},
    "an operator queues it again": {S.FAILED: S.ASSEMBLING},
    "a chunk is sent": {},
    "it is completed": {S.OPEN: S.ASSEMBLING},
    "it is completed with another digest": {S.OPEN: S.ASSEMBLING},
    "it is deleted": {
        S.OPEN: S.ABORTED,
        S.ASSEMBLING: S.ABORTED,
        S.COMPLETE: S.PURGED,
        S.FAILED: S.PURGED,
    },
}
PLACED: Steps = {
    "time passes": {S.OPEN: S.EXPIRED},
    "the worker comes": {S.ASSEMBLING: S.COMPLETE},
    "an operator queues it again": {},
    "a chunk is sent": {},
    "it is committed": {S.OPEN: S.ASSEMBLING},
    "it is committed with another digest": {S.OPEN: S.ASSEMBLING},
    "it is withdrawn": {S.OPEN: S.ABORTED, S.ASSEMBLING: S.ABORTED},
    "its artifact is deleted": {S.COMPLETE: S.PURGED},
}
#: There one that failed is damaged, so nothing is to be assembled again.
DIRECT: Steps = {
    **NUMBERED,
    "an operator queues it again": {},
    "its bytes change": {S.COMPLETE: S.FAILED},
    "its bytes are sent again": {S.FAILED: S.COMPLETE},
}
LIVES: dict[type[Life], Steps] = {
    NumberedLife: NUMBERED,
    DirectLife: DIRECT,
    PlacedLife: PLACED,
}

#: What the worker makes of bytes that are others than their client said.
DOUBTFUL = {NumberedLife: S.FAILED, PlacedLife: S.OPEN}

#: Chunks by offset never fail for good: the upload is open again.
ALL = [
    (life, deed, state)
    for life, steps in LIVES.items()
    for deed, state in product(steps, UploadState)
    if (life, state) != (PlacedLife, S.FAILED)
]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind: the deeds are each tested on both."""
    return sqlite_url


@pytest.mark.parametrize(("kind", "deed", "state"), ALL)
def test_a_deed_leads_to_one_state_or_leaves_the_upload_as_it_was(
    open_again: OpenLab, kind: type[Life], deed: str, state: UploadState
) -> None:
    life = kind.begun(open_again)
    assert set(life.deeds) == set(LIVES[kind])
    upload = life.upload(state)
    life.deeds[deed](upload)
    assert life.state(upload) is LIVES[kind][deed].get(state, state)


@pytest.mark.parametrize("kind", DOUBTFUL)
def test_what_is_not_what_its_client_said_is_never_complete(
    lab: Lab, kind: type[NumberedLife] | type[PlacedLife]
) -> None:
    life = kind(lab)
    upload = life.doubtful()
    life.work(upload)
    assert life.state(upload) is DOUBTFUL[kind]


def test_the_table_has_every_step_that_happens_and_no_other() -> None:
    happens = {
        (source, target)
        for steps in LIVES.values()
        for deed in steps.values()
        for source, target in deed.items()
    }
    happens |= {(S.ASSEMBLING, target) for target in DOUBTFUL.values()}
    happens |= {(S.COMPLETE, S.FAILED)}  # once it was read back, see test_read_back.py
    assert {(s, target) for s, targets in TRANSITIONS.items() for target in targets} == happens
    assert set(TRANSITIONS) == set(UploadState)


@pytest.mark.parametrize(("source", "target"), list(product(UploadState, repeat=2)))
def test_a_step_outside_of_the_table_is_refused(source: UploadState, target: UploadState) -> None:
    if target in TRANSITIONS[source]:
        check_transition(source, target)
        return
    with pytest.raises(IllegalTransition, match=f"{source} cannot become {target}"):
        check_transition(source, target)


def test_bytes_go_for_good() -> None:
    assert GONE < BYTES_GO
    assert not any(TRANSITIONS[state] for state in BYTES_GO)
