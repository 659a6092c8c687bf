"""How long bytes are kept that nothing uses any more, and how they are found.

Bytes fall out of use in two ways: an upload ended, and nothing was made of it; or the last thing
that was made of it was deleted. Each of these has its moment, and each moment is processed once,
when its period is over. Bytes that are still used then are left alone. For them to fall out of use,
something else has to be deleted, which is another moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from dds_upload.core.uploads.upload import UploadState


class Ended(StrEnum):
    """The kinds of things that end; remembered in the database, so the values stay."""

    COMPLETION = "completion"
    FAILURE = "failure"
    VERSION = "version"
    FILE = "file"
    PROJECT = "project"


#: The states in which uploads are purged for each kind. A used upload may have failed since.
STATES: dict[Ended, frozenset[UploadState]] = {
    Ended.COMPLETION: frozenset({UploadState.COMPLETE}),
    Ended.FAILURE: frozenset({UploadState.FAILED}),
    Ended.VERSION: frozenset({UploadState.COMPLETE, UploadState.FAILED}),
    Ended.FILE: frozenset({UploadState.COMPLETE, UploadState.FAILED}),
    Ended.PROJECT: frozenset({UploadState.COMPLETE, UploadState.FAILED}),
}


#: How long a moment waits before it is processed. Moments are processed in their order, and one may
#: be written late, by a slow transaction or by a clock that is behind. It must not be passed over
#: before it is written, however short its period is.
LEEWAY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Retention:
    """The periods; None means for ever.

    `unused` counts from an upload's completion, `failed` from its failure, `deleted` from the
    deletion of a version, a file or a project.
    """

    unused: timedelta | None
    failed: timedelta | None
    deleted: timedelta | None

    def period(self, ended: Ended) -> timedelta | None:
        """How long bytes are kept after a thing of that kind ended."""
        match ended:
            case Ended.COMPLETION:
                return self.unused
            case Ended.FAILURE:
                return self.failed
        return self.deleted

    def over_until(self, ended: Ended, now: datetime, since: datetime) -> datetime | None:
        """The period is over for all that ended until then; None: for nothing yet.

        `since`: see `counted_since`.
        """
        period = self.period(ended)
        until = None if period is None else now - max(period, LEEWAY)
        return until if until is not None and since <= until else None

    def over_at(self, ended: Ended, at: datetime, since: datetime) -> datetime | None:
        """When the period is over for a thing that ended at that moment; None: never.

        `since`: see `counted_since`.
        """
        period = self.period(ended)
        return None if period is None else max(at, since) + max(period, LEEWAY)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something ended, and its id: that of an upload, a version, a file or a project."""

    at: datetime
    id: UUID


class RetentionRecords(Protocol):
    """Moments in their order, and the uploads that they are about."""

    def counted_since(self) -> datetime:
        """The time from which periods of earlier moments count.

        An earlier release promised nothing about them.
        """
        ...

    def next_moments(self, ended: Ended, until: datetime, limit: int) -> Sequence[Moment]:
        """Moments that were not processed yet, the oldest first."""
        ...

    def uploads_of(self, ended: Ended, moments: Sequence[Moment]) -> Iterator[Sequence[UUID]]:
        """The uploads that the moments are about, in batches; some may come again."""
        ...

    def purge(
        self,
        upload_ids: Collection[UUID],
        states: Collection[UploadState],
        now: datetime,
        deleted_until: datetime | None,
    ) -> Sequence[UUID]:
        """Purge those uploads in these states that nothing refers to; gives their ids.

        A version refers to an upload if it exists, or was deleted after `deleted_until` (None:
        whenever), by itself or with its file or project. An artifact refers to it, too. No file can
        be made of an upload meanwhile.
        """
        ...

    def looked_at(self, ended: Ended, last: Moment) -> None:
        """Remember that all moments up to that one were processed; several workers may do so."""
        ...

    def forget_failed_commits(self, until: datetime, now: datetime, limit: int) -> int:
        """Forget commits that failed until then; gives how many."""
        ...
