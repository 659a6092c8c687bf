"""The records of artifacts: each content once for each owner, as long as it has an upload."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import peewee
import pytest

from db.tables.placements import Artifacts
from dds_upload.core.listing import Condition, Listing, Not, Operator, Order
from dds_upload.core.placements.commits import Artifact
from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.upload import Upload, UploadState
from tests.blobs.contents import count
from tests.blobs.together import together
from tests.db.test_schema import first_of
from tests.house.statements import statements_of
from tests.placements.records import Records, ids, is_refused, listing

A, B, C = ("a" * 64, "b" * 64, "c" * 64)


def test_an_artifact_is_read_back_as_it_was(records: Records) -> None:
    artifact = records.artifact(records.begin(2**40), A)
    assert artifact.size == 2**40
    assert records.artifacts.get(artifact.id, records.owner) == artifact
    assert records.artifacts.with_content(A, records.owner) == artifact


def test_only_its_owner_has_it(records: Records) -> None:
    artifact = records.artifact(records.begin(), A)
    assert records.artifacts.get(artifact.id, records.other) is None
    assert records.artifacts.with_content(A, records.other) is None
    assert records.artifacts.get(uuid4(), records.owner) is None
    assert records.artifacts.with_content(B, records.owner) is None


def test_of_one_content_the_first_stays_and_goes_over_to_the_newest_upload(
    records: Records,
) -> None:
    first = records.artifact(records.begin(), A)
    second = Artifact(uuid4(), records.owner, records.begin().id, A, 1000, records.moment(5))
    assert records.artifacts.add(second) == first.id
    assert records.artifacts.get(second.id, records.owner) is None
    assert records.artifacts.with_content(A, records.owner) == replace(
        first, upload_id=second.upload_id
    )
    assert records.artifacts.add(second) == first.id
    assert count(records.lab, "artifacts") == 1


def test_another_owner_or_another_content_is_another_artifact(records: Records) -> None:
    made = [
        records.artifact(records.begin(), A),
        records.artifact(records.begin(), B),
        records.artifact(records.of_other(), A),
    ]
    assert [records.artifacts.get(it.id, it.owner_id) for it in made] == made
    assert records.artifacts.with_content(A, records.other) == made[2]


def test_of_many_who_add_one_content_at_once_all_get_the_same(records: Records) -> None:
    now = records.moment(0)
    made = [Artifact(uuid4(), records.owner, records.begin().id, A, 0, now) for _ in range(8)]
    given = together(records.lab, [partial(records.artifacts.add, it) for it in made])
    assert len(set(given)) == count(records.lab, "artifacts") == 1
    assert given[0] in [it.id for it in made]


def test_each_is_found_by_one_query(records: Records) -> None:
    artifact = records.artifact(records.begin(), A)
    with statements_of(records.lab.database) as seen:
        records.artifacts.get(artifact.id, records.owner)
        records.artifacts.with_content(A, records.owner)
        records.artifacts.add(artifact)
    assert len(seen) == 3


ID = UUID(int=1)
REFUSED: list[dict[str, Any]] = [
    {"upload": ID},
    {"owner": ID},
    {"sha256": None},
    {"created_at": None},
    {"upload": None},
    {"sha256": A},
    {"size": None},
    {"size": -1},
]


def test_the_database_refuses_what_is_no_artifact(records: Records) -> None:
    records.artifact(records.begin(), A)
    row = first_of(records, Artifacts)
    row |= {"id": uuid4(), "upload": records.begin().id, "sha256": B}
    for broken in REFUSED:
        assert is_refused(records.lab, Artifacts.insert({**row, **broken})), broken
    records.lab.database.run(Artifacts.insert(row))


def test_an_upload_is_one_artifact(records: Records) -> None:
    upload = records.begin()
    records.artifact(upload, A)
    with pytest.raises(peewee.IntegrityError):
        records.artifact(upload, B)


def made(records: Records, sha256: str) -> tuple[Upload, Artifact]:
    """A complete upload and the artifact of it, or of its like."""
    upload = records.complete(Digest("sha256", sha256))
    artifact = Artifact(uuid4(), records.owner, upload.id, sha256, 1000, records.moment(0))
    stays = records.artifacts.get(records.artifacts.add(artifact), records.owner)
    assert stays is not None
    return upload, stays


def discard(records: Records, upload: Upload) -> bool:
    now = records.lab.clock()
    outcome = records.lab.operations.uploads.assemble.outcomes.of(upload)
    return outcome.discard(upload, UploadState.PURGED, records.caller, now)


def test_it_goes_with_its_only_upload_and_no_other_does(records: Records) -> None:
    (upload, gone), (_, stays) = made(records, A), made(records, B)
    records.claimed(records.begin(), Digest("sha256", A))  # this one may fail yet
    assert discard(records, upload)
    assert records.artifacts.get(gone.id, records.owner) is None
    assert records.artifacts.get(stays.id, records.owner) == stays


def test_it_goes_over_to_another_upload_of_its_content_and_then_with_the_last(
    records: Records,
) -> None:
    other = made(records, B)[1]
    for order in permutations(range(3)):
        uploads = [made(records, A)[0] for _ in order]
        shared = records.artifacts.with_content(A, records.owner)
        assert shared is not None
        for left, number in zip((2, 1, 0), order, strict=True):
            assert discard(records, uploads[number])
            found = records.artifacts.get(shared.id, records.owner)
            assert (found is not None) == (left > 0)
            if found is not None:
                assert records.get(found.upload_id).state is UploadState.COMPLETE
                assert replace(found, upload_id=shared.upload_id) == shared
    assert records.artifacts.get(other.id, records.owner) == other


def test_it_stays_where_its_upload_was_not_discarded(records: Records) -> None:
    upload, artifact = made(records, A)
    records.lab.database.sql("UPDATE uploads SET revision = revision + 1")
    assert not discard(records, upload)
    assert records.artifacts.get(artifact.id, records.owner) == artifact


def test_purging_takes_all_uploads_of_a_content_and_their_artifact(records: Records) -> None:
    uploads = [made(records, A)[0] for _ in range(3)]
    other, artifact = made(records, B)
    now = records.lab.clock()
    with records.lab.database.transaction():
        held = records.artifacts.hold_content(A, records.owner)
        assert {it.id for it in held} == {it.id for it in uploads}
        records.lab.records.uploads.purge(held, records.caller, now)
        records.artifacts.remove([it.id for it in held])
    assert records.artifacts.with_content(A, records.owner) is None
    for upload in uploads:
        purged = records.get(upload.id)
        assert (purged.state, purged.purged_at, purged.gone_at) == (UploadState.PURGED, now, now)
        assert purged.revision > upload.revision
    assert records.get(other.id) == other
    assert records.artifacts.get(artifact.id, records.owner) == artifact
    records.lab.records.uploads.purge([], records.caller, now)


def test_listed_are_own_artifacts_newest_first(records: Records) -> None:
    made = [records.artifact(records.begin(), sha256) for sha256 in (B, C, A)]
    theirs = records.artifact(records.of_other(), A)
    page = records.artifacts.page(records.owner, listing())
    assert (page.items, page.total) == (made[::-1], 3)
    assert ids(records.artifacts.page(records.other, listing())) == [theirs.id]
    part = records.artifacts.page(records.owner, Listing(1, 1))
    assert (part.items, part.total) == ([made[1]], 3)


def test_every_field_can_be_asked_for_and_sorted_by(records: Records) -> None:
    sizes = {A: 300, B: 100, C: 200}
    made = [records.artifact(records.begin(size), sha256) for sha256, size in sizes.items()]
    for field in ("id", "sha256", "size", "created_at"):
        values = sorted(getattr(artifact, field) for artifact in made)
        for descending in (False, True):
            order = Order(field, descending=descending)
            page = records.artifacts.page(records.owner, listing(None, order))
            found = [getattr(artifact, field) for artifact in page.items]
            assert found == (values[::-1] if descending else values)
        least, middle, most = values
        for operator, value, expected in (
            (Operator.IS, middle, [middle]),
            (Operator.LESS, middle, [least]),
            (Operator.MORE, middle, [most]),
            (Operator.AT_MOST, middle, [least, middle]),
            (Operator.AT_LEAST, middle, [middle, most]),
            (Operator.BETWEEN, (least, middle), [least, middle]),
            (Operator.ONE_OF, (least, most), [least, most]),
        ):
            where = Condition(field, operator, value)
            page = records.artifacts.page(records.owner, listing(where, Order(field)))
            assert [getattr(artifact, field) for artifact in page.items] == expected
            others = records.artifacts.page(records.owner, listing(Not(where)))
            assert {it.id for it in others.items} == {it.id for it in made} - set(ids(page))
