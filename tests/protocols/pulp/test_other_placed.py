"""Uploads by offset of another protocol: their owner does not meet them here, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from tests.house.setting import Lab
from tests.placements.bare import BareDesk
from tests.placements.desk import sha256 as claim_of
from tests.protocols.pulp.wire import ARTIFACTS, TASKS, UPLOADS, Wire, basic, field, form, sha256

DATA = b"0123456789"


@pytest.fixture
def bare(lab: Lab) -> BareDesk:
    """Return a user of another protocol."""
    return BareDesk(lab)


@pytest.fixture
def same(bare: BareDesk) -> Wire:
    """Return the same user in this protocol."""
    token = bare.api.token or ""
    return Wire(bare.lab, basic("researcher", token), token)


def sent(bare: BareDesk) -> UUID:
    """An upload that is open."""
    return bare.sent(DATA, 4)


def ended(bare: BareDesk) -> UUID:
    """One that waits for the worker."""
    upload = bare.sent(DATA, 4)
    bare.end(upload, claim_of(DATA))
    return upload


def done(bare: BareDesk) -> UUID:
    """One that is complete."""
    return bare.assembled(DATA, claim_of(DATA)).id


@pytest.mark.parametrize("make", [sent, ended, done])
def test_it_is_nowhere(bare: BareDesk, same: Wire, make: Callable[[BareDesk], UUID]) -> None:
    upload = make(bare)
    href, before = f"{UPLOADS}{upload}/", bare.upload(upload)
    same.get(href, expect=404)
    same.chunk(href, 0, DATA[:4], expect=404)
    same.commit(href, sha256(DATA), expect=404)
    same.delete(href, expect=404)
    assert [same.listed(path) for path in (UPLOADS, TASKS, ARTIFACTS)] == [[], [], []]
    assert same.listed(ARTIFACTS, sha256=sha256(DATA)) == []
    same.post(form(field("upload", href)), expect=400)
    assert bare.upload(upload) == before


def test_the_same_content_is_committed_and_deleted_without_it(bare: BareDesk, same: Wire) -> None:
    upload = bare.assembled(DATA, claim_of(DATA))
    artifact = same.made(DATA, 4)
    same.delete(artifact["pulp_href"])
    bare.lab.work()
    assert bare.upload(upload.id) == upload
    assert bare.content(upload) == DATA
