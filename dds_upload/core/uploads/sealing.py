"""When it is looked at what storage has of a complete upload, and what is remembered of that.

A signed URL that leads to the storage itself outlives the upload's completion. So an upload is
sealed once the last of them has ended and storage was found to hold what was promised. A PUT that
began just before that end may last for hours: another look, a day later, can take the seal back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from dds_upload.core.failure import Failure
from dds_upload.core.uploads.upload import Upload

#: So long after the end of the last URL the first look is due: for clocks that are not quite alike.
FIRST_LOOK_AFTER = timedelta(seconds=15)

#: The last look is due so long after that end.
LAST_LOOK_AFTER = timedelta(days=1)

#: While somebody may be sending damaged chunks again, there is a look this often.
HEALING_LOOK_EVERY = timedelta(seconds=30)


class SealRecords(Protocol):
    """Complete and damaged uploads as they are looked at.

    A verdict holds only while the upload is what was looked at, and its last URL ends when it did;
    false where that has changed meanwhile.
    """

    def lease(self, upload_id: UUID, now: datetime, until: datetime) -> Upload | None:
        """Take an upload that is due to be looked at; None if it is not to be had."""
        ...

    def seal(self, upload: Upload, now: datetime, look_at: datetime | None) -> bool:
        """It is as it was promised; look again then, or never."""
        ...

    def damage(self, upload: Upload, failure: Failure, now: datetime) -> bool:
        """Complete -> failed, and not sealed any more."""
        ...

    def heal(self, upload: Upload, now: datetime, look_at: datetime) -> bool:
        """Failed -> complete; not sealed yet."""
        ...

    def postpone(
        self, upload: Upload, look_at: datetime | None, failure: Failure | None = None
    ) -> bool:
        """Look again then, or never; `failure` is what is still damaged."""
        ...

    def hasten(self, upload: Upload, now: datetime) -> None:
        """Whatever it is, look at it now: something seems to be wrong with its bytes."""
        ...

    def await_again(self, upload: Upload, urls_end_at: datetime, look_at: datetime) -> bool:
        """A damaged upload may be sent again until then, whoever else may send it, too."""
        ...
