"""Lists by offsets hold still for a caller that adds up what it was given: see db/listing.py."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.tables.uploads import Uploads
from dds_upload.core.accounts.users import Caller
from dds_upload.core.failure import Failure
from dds_upload.core.listing import AllOf, Condition, Excerpt, Filter, Listing, Operator, Order
from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.proof import Proof
from dds_upload.core.uploads.upload import Upload, UploadState, Verified
from tests.db.plans import plans
from tests.placements.records import Records

COUNT = 5

#: Enough for an index to be worth it.
MANY = 200

#: What happens to which item.
Deed = tuple[str, int]
DEEDS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(
                ("add", "complete", "give up", "forget", "purge", "touch", "fail", "start")
            ),
            st.integers(0, COUNT - 1),
        ),
        min_size=1,
        max_size=3,
    ),
    min_size=1,
    max_size=5,
)

_NUMBERS = count()


class Owner:
    """A new user with uploads that are open, were given up, or have an artifact."""

    def __init__(self, records: Records) -> None:
        self.records, self.lab = records, records.lab
        name = f"walker{next(_NUMBERS)}"
        records.caller = Caller(self.lab.accounts.users.create(name, is_admin=False).user)
        self.id = records.caller.user.id
        self.moved: set[UUID] = set()
        with self.lab.database.transaction():
            self.open = [self._begin(number) for number in range(COUNT)]
            self.complete = [self._complete(self._begin(0), number) for number in range(COUNT)]
            for upload in self.open:
                records.commit(upload)
            self.gone = [self._begin(number) for number in range(COUNT)]
            for upload in self.gone:
                records.commit(upload, finished_at=self.lab.clock(), failure=Failure.told("no"))
                records.withdrawn(upload)
        self.lab.clock.forward(minutes=1)

    def does(self, deed: Deed) -> None:
        """Do it, if it can be done."""
        what, number = deed
        records, now = self.records, self.lab.clock()
        upload = records.lab.records.upkeep.get(self.open[number].id)
        if what == "add":
            records.commit(self._begin(number))
        if what == "touch":
            touched = Uploads.update(active_at=now).where(Uploads.id == self.open[number].id)
            self.lab.database.run(touched)
            self.moved.add(self.open[number].id)
        if what == "forget":
            self._forget(self.gone[number])
        if what == "purge":
            self._purge(self.complete[number])
        if upload is None or upload.state is not UploadState.OPEN:
            return
        match what:
            case "complete":
                self._complete(upload, COUNT + number)
            case "give up":
                aborted = UploadState.ABORTED
                assert self.lab.records.uploads.discard(upload, aborted, records.caller, now)
            case "fail":
                records.commits.fail(upload.id, Failure.told("no"), now)
            case "start":
                records.commits.start(upload.id, now)

    def _begin(self, size: int) -> Upload:
        self.lab.clock.forward(seconds=1)
        return self.records.begin(size)

    def _complete(self, upload: Upload, number: int) -> Upload:
        digest = Digest("sha256", f"{number:064x}")
        worker = self.records.claimed(upload, digest)
        self.records.lab.records.work_queue.finish(worker, _proof(), self.lab.clock())
        artifact = self.records.artifact(worker, digest.value)
        self.records.commits.complete(upload.id, artifact.id, self.lab.clock())
        return self.records.get(upload.id)

    def _forget(self, upload: Upload) -> None:
        found = self.lab.records.upkeep.get(upload.id)
        if found is not None:
            self.lab.records.upkeep.removed(found, None, self.lab.clock())

    def _purge(self, upload: Upload) -> None:
        with self.lab.database.transaction():
            found = self.lab.records.upkeep.get(upload.id)
            if found is not None and found.state is UploadState.COMPLETE:
                self.lab.records.uploads.purge([found], self.records.caller, self.lab.clock())
                self.records.artifacts.remove([found.id])


def _proof() -> Proof:
    return Proof(Verified.WHOLE, [])


def _is(state: str) -> Filter:
    return Condition("state", Operator.IS, state)


#: Lists by what they are of, which part of it, and in which order.
LISTS: list[tuple[str, Filter, tuple[Order, ...]]] = [
    ("uploads", AllOf(), ()),
    ("uploads", Condition("size", Operator.LESS, 4), (Order("size"),)),
    ("uploads", AllOf(), (Order("active_at", descending=True),)),
    ("artifacts", AllOf(), ()),
    ("artifacts", AllOf(), (Order("sha256"),)),
    ("commits", AllOf(), ()),
    ("commits", _is("waiting"), ()),
    ("commits", _is("completed"), (Order("created_at"),)),
]


class Reader:
    """Reads one list as its owner."""

    def __init__(self, owner: Owner, kind: str, where: Filter, order: tuple[Order, ...]) -> None:
        self.owner, self.kind, self.where, self.order = owner, kind, where, order

    def page(self, listing: Listing) -> Excerpt[Any]:
        """A part of it."""
        records, owner = self.owner.records, self.owner.id
        match self.kind:
            case "uploads":
                return records.placements.page(owner, OutcomeKind.ARTIFACT, listing)
            case "artifacts":
                return records.artifacts.page(owner, listing)
            case _:
                return records.commits.page(owner, listing)

    def all(self) -> set[UUID]:
        """Ids of all that is there."""
        found = self.page(Listing(1000, where=self.where, order=self.order))
        assert found.total == len(found.items)
        assert not found.goes_on
        return {item.id for item in found.items}


class Walk:
    """A caller on its way through the pages of a list, each as long as the limit."""

    def __init__(self, reader: Reader, limit: int) -> None:
        self.reader, self._limit = reader, limit
        self._began = reader.owner.lab.clock()
        self._goes_on = True
        #: Ids of all that it was given.
        self.found = list[UUID]()

    def step(self) -> bool:
        """Read a page; false where the one before was the last."""
        if not self._goes_on:
            return False
        reader, met = self.reader, len(self.found)
        page = reader.page(
            Listing(self._limit, met, reader.where, reader.order, began_at=self._began)
        )
        self._goes_on = page.goes_on
        assert not page.goes_on or len(page.items) == self._limit
        self.found += [item.id for item in page.items]
        return True

    def to_the_end(self) -> list[UUID]:
        """Ids of all that it was given."""
        while self.step():
            pass
        return self.found


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=DEEDS, limit=st.integers(1, 4))
def test_what_is_there_all_the_time_is_found(
    records: Records, deeds: list[list[Deed]], limit: int
) -> None:
    """All lists are walked at once, so that all see the same deeds."""
    owner = Owner(records)
    walks = [Walk(Reader(owner, *each), limit) for each in LISTS]
    kept = [walk.reader.all() for walk in walks]
    for several in deeds:
        for walk in walks:
            walk.step()
        for deed in several:
            owner.lab.clock.forward(seconds=1)
            owner.does(deed)
            for walk, there in zip(walks, kept, strict=True):
                there.intersection_update(walk.reader.all())
    for walk, there in zip(walks, kept, strict=True):
        if Order("active_at", descending=True) in walk.reader.order:
            there -= owner.moved  # who asks for an order that moves has to live with it
        assert there <= set(walk.to_the_end()), walk.reader.kind


@pytest.mark.parametrize(("kind", "where", "order"), LISTS)
def test_nothing_comes_twice_where_nothing_happens(
    records: Records, kind: str, where: Filter, order: tuple[Order, ...]
) -> None:
    owner = Owner(records)
    for deed in (("give up", 1), ("complete", 2), ("purge", 3), ("start", 4)):
        owner.does(deed)
    owner.lab.clock.forward(seconds=1)
    reader = Reader(owner, kind, where, order)
    found = Walk(reader, 2).to_the_end()
    assert len(found) == len(set(found))
    assert set(found) == reader.all()


def test_what_has_left_is_counted_by_an_index(records: Records) -> None:
    owner = Owner(records)
    one, then = records.begin(), records.moment(-3600)
    many = [
        replace(it, id=uuid4(), state=UploadState.COMPLETE, consistent_at=then)
        for it in [one, *[records.of_other()] * 9]  # so that reading the whole table is no rival
        for _ in range(MANY)
    ]
    records.lab.records.uploads.add(many, records.caller)
    page = Reader(owner, "uploads", AllOf(), ()).page
    listing = Listing(2, 1, began_at=records.lab.clock())
    assert any(
        "uploads_left" in plan for plan in plans(records.lab.database, lambda: page(listing))
    )
