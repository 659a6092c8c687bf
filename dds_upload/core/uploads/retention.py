"""For how long bytes are kept that nobody needs any more, and how they are found.

There are two ways to be needed no more: an upload ended, and nothing was made of it; or the last
that was made of it was deleted. Either has its moment, and each moment is looked at once, when its
period is over. What is still needed then is left alone: for it to be needed no more, something else
has to be deleted, which is another moment.
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
    """What ended at such a moment; remembered in the database, so these words stay."""

    COMPLETION = "completion"
    FAILURE = "failure"
    VERSION = "version"
    FILE = "file"
    PROJECT = "project"


#: Which uploads may go with each. One that was needed once may have failed since.
STATES: dict[Ended, frozenset[UploadState]] = {
    Ended.COMPLETION: frozenset({UploadState.COMPLETE}),
    Ended.FAILURE: frozenset({UploadState.FAILED}),
    Ended.VERSION: frozenset({UploadState.COMPLETE, UploadState.FAILED}),
    Ended.FILE: frozenset({UploadState.COMPLETE, UploadState.FAILED}),
    Ended.PROJECT: frozenset({UploadState.COMPLETE, UploadState.FAILED}),
}


#: Moments are passed in their order. One that is written down late, by a slow transaction or by a
#: clock that is behind, must not be passed before it is there, however short its period is.
LEEWAY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Retention:
    """Periods; None: for ever.

    `unused` counts from an upload's completion, `failed` from its failure, `deleted` from the
    deletion of a version, a file or a project.
    """

    unused: timedelta | None
    failed: timedelta | None
    deleted: timedelta | None

    def period(self, ended: Ended) -> timedelta | None:
        """How long bytes are kept after that."""
        match ended:
            case Ended.COMPLETION:
                return self.unused
            case Ended.FAILURE:
                return self.failed
        return self.deleted

    def over_until(self, ended: Ended, now: datetime, since: datetime) -> datetime | None:
        """What ended until then is over; None: nothing is yet. `since`: see `counted_since`."""
        period = self.period(ended)
        until = None if period is None else now - max(period, LEEWAY)
        return until if until is not None and since <= until else None

    def over_at(self, ended: Ended, at: datetime, since: datetime) -> datetime | None:
        """When what ended at that moment is over; None: never. `since`: see `counted_since`."""
        period = self.period(ended)
        return None if period is None else max(at, since) + max(period, LEEWAY)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something ended, and the id of what did: an upload, a version, a file, a project."""

    at: datetime
    id: UUID


class RetentionRecords(Protocol):
    """Moments in their order, and the uploads that they concern."""

    def counted_since(self) -> datetime:
        """What ended before counts from then on: an earlier release promised nothing about it."""
        ...

    def next_moments(self, ended: Ended, until: datetime, limit: int) -> Sequence[Moment]:
        """Those that were not looked at yet, the oldest first."""
        ...

    def uploads_of(self, ended: Ended, moments: Sequence[Moment]) -> Iterator[Sequence[UUID]]:
        """The uploads concerned, in batches; some may come again."""
        ...

    def purge(
        self,
        upload_ids: Collection[UUID],
        states: Collection[UploadState],
        now: datetime,
        deleted_until: datetime | None,
    ) -> Sequence[UUID]:
        """Purge those in these states that nothing refers to; gives their ids.

        Versions refer to an upload that are there, or deleted later than `deleted_until` (None:
        whenever), by themselves or with their file or project; and so do artifacts. Nobody can make
        a file of an upload in the meantime.
        """
        ...

    def looked_at(self, ended: Ended, last: Moment) -> None:
        """All moments up to that one; several workers may say so of the same."""
        ...

    def forget_failed_commits(self, until: datetime, now: datetime, limit: int) -> int:
        """Forget commits that failed until then; gives how many."""
        ...
