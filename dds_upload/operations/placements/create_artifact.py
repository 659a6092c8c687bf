"""Makes an artifact of bytes that are sent in one request."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import NotFound, StorageUnavailable
from dds_upload.core.placements.commits import Artifact, Commit
from dds_upload.core.placements.records import ArtifactRecords
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.policy import SIZE_MAX
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.operations.blobs.store_stream import Incoming, StoreStream
from dds_upload.operations.placements.commit_upload import CommitUpload
from dds_upload.operations.placements.heal_artifact import HealArtifact
from dds_upload.operations.placements.upload_blob import UploadBlob
from dds_upload.operations.placements.withdraw_upload import WithdrawUpload

#: The seconds that a request waits for a worker that makes its artifact, from one look to the next;
#: some 20 in all.
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, *(1.0,) * 18)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateArtifact:
    """Makes artifacts. For content that its owner has already, the owner gets the existing one."""

    artifacts: ArtifactRecords
    providers: StorageProviders
    store: StoreStream
    heal: HealArtifact
    upload: UploadBlob
    commit: CommitUpload
    withdraw: WithdrawUpload
    #: Waits for that many seconds.
    pause: Callable[[float], None] = time.sleep

    @property
    def size_allowed(self) -> int:
        """The most bytes of one request that the operator allows: one chunk."""
        return self.providers.default.policy.chunk_max_size_bytes

    @property
    def size_max(self) -> int:
        """The most bytes that can be sent in one request at this moment.

        Raises StorageUnavailable while the limits of the storage are not known.
        """
        return self.providers.default.limits().chunk_max_size_bytes

    def __call__(
        self, caller: Caller, chunk: Incoming, name: str | None, correlation_id: str
    ) -> Artifact:
        """The artifact of one chunk.

        Raises what StoreStream raises, and StorageUnavailable if it is not joined yet: then a
        worker joins it, and the same request finds it later.
        """
        with self.providers.default.admission():
            return self._create(caller, chunk, name, correlation_id)

    def _create(
        self, caller: Caller, chunk: Incoming, name: str | None, correlation_id: str
    ) -> Artifact:
        blob = self.store(self.providers.default, chunk)
        sha256 = blob.fingerprint.sha256
        known = self.artifacts.with_content(sha256, caller.user.id)
        if known is not None:
            self.heal(self.providers.default, known, blob)
            return known
        upload = self.upload(caller, blob, name)
        claimed = Digest("sha256", sha256)
        commit = self.commit(caller, upload.id, claimed, correlation_id, at_once_max=SIZE_MAX)
        return self._made(caller, commit)

    def _made(self, caller: Caller, commit: Commit) -> Artifact:
        """Wait for the artifact if a worker was faster to begin."""
        pauses = iter(PAUSES)
        while commit.finished_at is None and (pause := next(pauses, None)):
            self.pause(pause)
            commit = self.commit.commits.get(commit.id, caller.user.id) or commit
        if commit.failure is not None:  # no client knows this upload, and its bytes come again
            with suppress(NotFound):
                self.withdraw(caller, commit.upload_id)
        made = commit.artifact_id and self.artifacts.get(commit.artifact_id, caller.user.id)
        if not made:
            raise StorageUnavailable(str(commit.failure or "the artifact is still being made"))
        return made
