"""When a complete upload is compared with storage again, and the records of that.

A signed URL that leads to the storage itself outlives the upload's completion. So an upload is
sealed only once the last URL has ended and storage was found to hold what was promised. A PUT that
began just before that end may last for hours: another comparison, a day later, can take the seal
back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from dds_upload.core.failure import Failure
from dds_upload.core.uploads.upload import Upload

#: The first comparison is due this long after the end of the last URL: clocks differ a little.
FIRST_LOOK_AFTER = timedelta(seconds=15)

#: The last comparison is due this long after that end.
LAST_LOOK_AFTER = timedelta(days=1)

#: While clients may send damaged chunks again, the upload is compared this often.
HEALING_LOOK_EVERY = timedelta(seconds=30)


class SealRecords(Protocol):
    """Complete and damaged uploads, for the worker that compares them with storage.

    A result is written only if the upload is still the compared one, and its last URL still ends at
    the same time; false if one of these has changed.
    """

    def lease(self, upload_id: UUID, now: datetime, until: datetime) -> Upload | None:
        """Take an upload that is due to be compared; None if it cannot be taken."""
        ...

    def seal(self, upload: Upload, now: datetime, look_at: datetime | None) -> bool:
        """Seal the upload: it is as it was promised. Compare it again then, or never."""
        ...

    def damage(self, upload: Upload, failure: Failure, now: datetime) -> bool:
        """Complete -> failed, and no longer sealed."""
        ...

    def heal(self, upload: Upload, now: datetime, look_at: datetime) -> bool:
        """Failed -> complete; not sealed yet."""
        ...

    def postpone(
        self, upload: Upload, look_at: datetime | None, failure: Failure | None = None
    ) -> bool:
        """Compare it again then, or never; `failure` is the damage that is left."""
        ...

    def hasten(self, upload: Upload, now: datetime) -> None:
        """Compare the upload now, in any state: something seems to be wrong with its bytes."""
        ...

    def await_again(self, upload: Upload, urls_end_at: datetime, look_at: datetime) -> bool:
        """Let a damaged upload take its file again until then.

        A later time of another sender stays.
        """
        ...
