"""Compares database and storage, both ways, in one pass over the sorted listings of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from threading import Event

from dds_upload.core.clock import Clock
from dds_upload.core.errors import ObjectMissing
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.inventory import Stored
from dds_upload.core.storage.layout import owner_of
from dds_upload.core.storage.manifest import ObjectKey, Segment
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.core.uploads.audit import AuditRecords, Claimed, Difference, Expected, Finding
from dds_upload.operations.storage.pace import Pace
from dds_upload.operations.uploads.audit_content import AuditContent, Thoroughness

#: Gives the finding about an object whose listing is right.
Look = Callable[[Expected, Sequence[Stored]], Difference | None]

#: Bytes without a row may be on their way for this long: a PUT makes no row before it ends.
ON_ITS_WAY = timedelta(days=2)

_LISTED = Thoroughness()
_SHOWN_BY_READING = frozenset({Difference.CONTENT, Difference.UNREADABLE})

#: Of these, neither size nor digest is compared.
_ONLY_PRESENT = frozenset({Claimed.TREE, Claimed.FILE, Claimed.TOMBSTONE})


@dataclass(frozen=True, slots=True)
class AuditStorage:
    """Compares one provider. Memory does not grow with the number of objects.

    Both sides may change meanwhile. So each object that differs is looked at again by itself before
    it is reported. Content is read at `bytes_per_second` at most; None: as fast as storage gives
    it.
    """

    records: AuditRecords
    clock: Clock
    bytes_per_second: int | None = None

    def __call__(
        self, provider: StorageProvider, thoroughness: Thoroughness = _LISTED
    ) -> Iterator[Finding]:
        """The differences by ascending key, known damage included.

        Nothing if the storage cannot list its objects. Raises StorageUnavailable, StorageRefused
        and RecordsUnavailable.
        """
        inventory = provider.abilities.inventory
        if inventory is None:
            return
        look = AuditContent(provider, thoroughness, Pace(self.bytes_per_second, Event()))
        compared = _Comparison(self.records.expected(provider.id), inventory.objects(), look)
        for finding in compared:
            if finding.difference is Difference.DAMAGED or self._stands(provider, finding, look):
                yield finding

    def _stands(self, provider: StorageProvider, finding: Finding, look: Look) -> bool:
        expected = finding.expected
        if expected is None:
            return self._is_unknown(provider, finding)
        if expected not in self.records.again(provider.id, expected.owner_id):
            return False
        if finding.difference in _SHOWN_BY_READING and finding.stored is not None:
            return look(expected, [finding.stored]) is not None  # a bit may flip on the way, too
        return not _is_there(provider.abilities, expected)

    def _is_unknown(self, provider: StorageProvider, finding: Finding) -> bool:
        """Whether no row refers to the object.

        A row may have come since, and a new object may get one.
        """
        stored, owner_id = finding.stored, owner_of(finding.key)
        if stored is None or stored.modified_at > self.clock() - ON_ITS_WAY:
            return False
        if owner_id is None:
            return True
        now = self.records.again(provider.id, owner_id)
        return not any(_covers(it, finding.key) for it in now)


class _Comparison:
    """Walks through two sorted streams together."""

    def __init__(self, expected: Iterator[Expected], stored: Iterator[Stored], look: Look) -> None:
        self._expected = expected
        self._look = look
        self._stored = groupby(stored, key=lambda it: it.key)
        self._tree: Expected | None = None

    def __iter__(self) -> Iterator[Finding]:
        expected, stored = next(self._expected, None), self._next()
        while expected is not None or stored is not None:
            if expected is not None and (stored is None or _place(expected) <= _place(stored[0])):
                if expected.what is Claimed.TREE:
                    self._tree = expected
                elif stored is not None and stored[0].key == expected.key:
                    yield from self._differing(expected, stored)
                    stored = self._next()
                elif expected.is_damaged or expected.must_be:
                    yield _missing(expected)
                expected = next(self._expected, None)
            elif stored is not None:
                if self._tree is None or not _covers(self._tree, stored[0].key):
                    yield Finding(Difference.UNKNOWN, stored[0].key, None, _youngest(stored))
                stored = self._next()

    def _differing(self, expected: Expected, versions: Sequence[Stored]) -> Iterator[Finding]:
        found = _compared(expected, versions)
        if found is None and (difference := self._look(expected, versions)):
            found = Finding(difference, expected.key, expected, _youngest(versions))
        if found is not None:
            yield found

    def _next(self) -> Sequence[Stored] | None:
        """All versions of the next object."""
        _, versions = next(self._stored, (None, None))
        return None if versions is None else list(versions)


def _place(it: Expected | Stored) -> tuple[str, str]:
    return it.key.container, it.key.name


def _covers(expected: Expected, key: ObjectKey) -> bool:
    if expected.key == key:
        return True
    return expected.what is Claimed.TREE and key.is_below(expected.key)


def _youngest(versions: Sequence[Stored]) -> Stored:
    return max(versions, key=lambda it: it.modified_at)


def _missing(expected: Expected) -> Finding:
    difference = Difference.DAMAGED if expected.is_damaged else Difference.MISSING
    return Finding(difference, expected.key, expected)


def _compared(expected: Expected, versions: Sequence[Stored]) -> Finding | None:
    """The difference of an object.

    One good version is enough; for a joined file only its presence counts.
    """
    if expected.what in _ONLY_PRESENT:
        return None
    same = [it for it in versions if it.digest is not None and _is_digest(expected, it)]
    if any(it.size == expected.size for it in same):
        return None
    difference = Difference.SIZE if same else Difference.DIGEST
    found = Difference.DAMAGED if expected.is_damaged else difference
    return Finding(found, expected.key, expected, _youngest(same or versions))


def _is_digest(expected: Expected, stored: Stored) -> bool:
    """Whether a digest is the expected one. Digests of two algorithms are not compared."""
    wanted, found = expected.digest, stored.digest
    return wanted is None or found is None or wanted.algorithm != found.algorithm or wanted == found


def _is_there(abilities: Abilities, expected: Expected) -> bool:
    """Whether the object exists, asked for by itself: a listing may be behind."""
    try:
        if expected.size is None or expected.digest is None:
            abilities.store.stat(expected.key)
            return True
        segment = Segment(expected.key, expected.size, expected.digest)
        if abilities.segment_check is not None:
            return abilities.segment_check.faults([segment])[0] is None
        folder = ObjectKey(expected.key.container, expected.key.name.rpartition("/")[0])
        listed = abilities.store.list_below(folder)
        return any(segment.is_shown_as(it) for it in listed)
    except ObjectMissing:
        return False
