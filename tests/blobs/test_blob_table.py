"""The records of blobs: unique by content, and each known to those who sent it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from db.batches import BATCH, BATCH_AMONG
from dds_upload.core.blobs.blob import Blob
from tests.blobs.contents import DAY, NOW, count, fingerprint, new_blob, organization, sha1, sha256
from tests.blobs.together import together
from tests.db.plans import plans
from tests.house.setting import Lab
from tests.house.statements import statements_of


def _unnamed(blob: Blob) -> Blob:
    """The same of a sender who calls nothing by its SHA-1."""
    return replace(blob, fingerprint=replace(blob.fingerprint, sha1=None))


def test_a_blob_is_found_as_it_was_added(lab: Lab, provider: UUID, owner: UUID) -> None:
    blob = new_blob(provider, b"mouse")
    assert lab.records.blobs.add([blob], owner, NOW) == {sha256(blob): blob}
    assert lab.records.blobs.find(provider, [sha256(blob), "0" * 64], NOW) == {sha256(blob): blob}
    assert lab.records.blobs.owned(provider, owner, [sha1(b"mouse")], NOW) == {sha1(b"mouse"): blob}


def test_at_another_provider_it_is_missing(lab: Lab, provider: UUID, owner: UUID) -> None:
    blob = new_blob(provider, b"mouse")
    lab.records.blobs.add([blob], owner, NOW)
    assert lab.records.blobs.find(uuid4(), [sha256(blob)], NOW) == {}
    assert lab.records.blobs.owned(uuid4(), owner, [sha1(b"mouse")], NOW) == {}


def test_nothing_is_asked_for_nothing(lab: Lab, provider: UUID, owner: UUID) -> None:
    assert lab.records.blobs.find(provider, [], NOW) == {}
    assert lab.records.blobs.add([], owner, NOW) == {}
    assert lab.records.blobs.owned(provider, owner, [], NOW) == {}
    lab.records.blobs.own({}, owner)
    lab.records.blobs.expect([], NOW)
    lab.records.blobs.remove_tombstones([])


def test_of_two_with_one_content_the_first_stays(lab: Lab, provider: UUID, owner: UUID) -> None:
    first, second = new_blob(provider, b"mouse"), new_blob(provider, b"mouse")
    lab.records.blobs.add([first], owner, NOW)
    assert lab.records.blobs.add([second], owner, NOW) == {sha256(first): first}
    third, fourth = new_blob(provider, b"rat"), new_blob(provider, b"rat")
    assert lab.records.blobs.add([third, fourth], owner, NOW) == {sha256(third): third}


def test_only_who_owns_a_blob_is_told_of_it(lab: Lab, provider: UUID, owner: UUID) -> None:
    blob, other = new_blob(provider, b"mouse"), organization(lab, "other")
    lab.records.blobs.add([blob], owner, NOW)
    assert lab.records.blobs.owned(provider, other, [sha1(b"mouse")], NOW) == {}
    lab.records.blobs.own({blob.id: blob.fingerprint}, other)
    lab.records.blobs.own({blob.id: blob.fingerprint}, other)
    assert lab.records.blobs.owned(provider, other, [sha1(b"mouse")], NOW) == {sha1(b"mouse"): blob}


def test_what_nobody_called_by_its_sha1_gets_it_of_the_first_organisation_that_sends_it(
    lab: Lab, provider: UUID, owner: UUID
) -> None:
    names = [sha1(data) for data in (b"mouse", b"rat")]
    mouse, rat = (new_blob(provider, data) for data in (b"mouse", b"rat"))
    for blob in (mouse, rat):
        unnamed = _unnamed(blob)
        assert lab.records.blobs.add([unnamed], None, NOW) == {sha256(blob): unnamed}
        assert lab.records.blobs.find(provider, [sha256(blob)], NOW) == {sha256(blob): unnamed}
    lab.records.blobs.own({mouse.id: mouse.fingerprint}, owner)
    assert lab.records.blobs.owned(provider, owner, names, NOW) == {names[0]: mouse}
    assert lab.records.blobs.add([new_blob(provider, b"rat")], owner, NOW) == {sha256(rat): rat}
    assert lab.records.blobs.owned(provider, owner, names, NOW) == {names[0]: mouse, names[1]: rat}


def test_owning_what_is_gone_does_nothing(lab: Lab, owner: UUID) -> None:
    lab.records.blobs.own({uuid4(): fingerprint(b"mouse")}, owner)
    assert count(lab, "blob_owners") == 0


def test_contents_that_share_a_sha1_stay_two(lab: Lab, provider: UUID, owner: UUID) -> None:
    other, name = organization(lab, "other"), sha1(b"good")
    good, evil = new_blob(provider, b"good"), new_blob(provider, b"evil", named=name)
    lab.records.blobs.add([evil], other, NOW)
    lab.records.blobs.add([good], owner, NOW)
    assert count(lab, "blobs") == 2
    assert lab.records.blobs.owned(provider, owner, [name], NOW) == {name: good}
    assert lab.records.blobs.owned(provider, other, [name], NOW) == {name: evil}


def test_a_later_one_does_not_take_the_place_of_what_was_owned_under_its_sha1(
    lab: Lab, provider: UUID, owner: UUID
) -> None:
    name = sha1(b"good")
    good, evil = new_blob(provider, b"good"), new_blob(provider, b"evil", named=name)
    lab.records.blobs.add([good], owner, NOW)
    lab.records.blobs.add([evil], owner, NOW + timedelta(seconds=1))
    assert lab.records.blobs.owned(provider, owner, [name], NOW) == {name: good}


def test_many_take_few_statements(lab: Lab, provider: UUID, owner: UUID) -> None:
    blobs = [new_blob(provider, b"%d" % number) for number in range(2 * BATCH + 1)]
    names = [sha1(b"%d" % number) for number in range(len(blobs))]
    sha256s = [sha256(blob) for blob in blobs]
    table = lab.records.blobs
    with statements_of(lab.database) as seen:
        table.expect(blobs, NOW)
        table.add(blobs, owner, NOW)
        assert len(table.find(provider, sha256s, NOW + DAY)) == len(blobs)
        assert len(table.owned(provider, owner, names, NOW + DAY)) == len(blobs)
    assert len(seen) < 60


def test_hundreds_of_thousands_are_looked_for_by_few_statements(
    lab: Lab, provider: UUID, owner: UUID
) -> None:
    names = {f"{n:040x}" for n in range(10**5)}
    with statements_of(lab.database) as seen:
        assert not lab.records.blobs.owned(provider, owner, names, NOW)
    assert len(seen) <= 2 * 10**5 / BATCH_AMONG
    assert max(map(len, seen)) < 2000


def test_bytes_that_are_expected_are_due_only_if_nobody_remembers_them(
    lab: Lab, provider: UUID, owner: UUID
) -> None:
    kept, lost = new_blob(provider, b"mouse"), new_blob(provider, b"rat")
    lab.records.blobs.expect([kept, lost], NOW + DAY)
    assert lab.records.blobs.tombstones(NOW, 10) == []
    lab.records.blobs.add([kept], owner, NOW)
    assert lab.records.blobs.tombstones(NOW + DAY, 10) == [(lost.id, provider, lost.key)]
    lab.records.blobs.expect([lost], NOW + 2 * DAY)
    assert lab.records.blobs.tombstones(NOW + DAY, 10) == []


def test_of_many_who_add_the_same_at_once_one_wins_and_none_fails(
    lab: Lab, provider: UUID, owner: UUID
) -> None:
    contents = [b"%d" % number for number in range(40)]
    tries = [[new_blob(provider, data) for data in contents] for _ in range(8)]
    for other in tries[::2]:
        other.reverse()
    given = together(lab, [partial(lab.records.blobs.add, blobs, owner, NOW) for blobs in tries])
    assert all(each == given[0] for each in given)
    assert (count(lab, "blobs"), count(lab, "blob_owners")) == (40, 40)


def test_finding_adding_and_owning_at_once_wait_for_each_other_and_never_both(
    lab: Lab, provider: UUID
) -> None:
    blobs = [new_blob(provider, b"%d" % number) for number in range(60)]
    lab.records.blobs.add([_unnamed(blob) for blob in blobs], None, NOW)
    names, other = [sha256(blob) for blob in blobs], organization(lab, "other")
    backwards = [new_blob(provider, b"%d" % number) for number in reversed(range(60))]
    for day in range(1, 6):
        later = NOW + day * DAY
        works: list[Callable[[], Any]] = [
            partial(lab.records.blobs.find, provider, names, later),
            partial(lab.records.blobs.find, provider, names[::-1], later),
            partial(lab.records.blobs.add, backwards, other, later),
            partial(lab.records.blobs.own, {it.id: it.fingerprint for it in blobs}, other),
            partial(lab.records.blobs.collect, NOW - DAY, 10),
        ]
        found = together(lab, works)
        assert len(found[0]) == len(found[1]) == len(found[2]) == 60


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_chunks_are_looked_up_one_by_one_and_not_among_all_of_their_provider(
    lab: Lab, provider: UUID, owner: UUID
) -> None:
    """By an index that has their SHA-1, also where nobody has counted rows."""
    lab.records.blobs.add([new_blob(provider, b"mouse")], owner, NOW)
    names = [sha1(b"mouse"), sha1(b"rat")]
    (plan,) = plans(
        lab.database,
        lambda: lab.records.blobs.owned(provider, owner, names, NOW),
        is_analyzed=False,
    )
    assert "sha1=?" in plan
