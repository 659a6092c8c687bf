"""Begins an upload, for every protocol: its limits are decided here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.core.uploads.axes import Addressing, OutcomeKind
from dds_upload.core.uploads.records import UploadRecords
from dds_upload.core.uploads.upload import Upload, UploadState, container_for

_UNKNOWN_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class NewUpload:
    """An upload as its protocol asks for it; size in bytes.

    Without a name it is named by its id. If all pieces are stored already, its digest is claimed
    from the start, and it has to be assembled at once.
    """

    size: int
    addressing: Addressing
    name: str | None = None
    content_type: str = _UNKNOWN_TYPE
    project_id: UUID | None = None
    outcome: OutcomeKind | None = None
    claimed: Digest | None = None


@dataclass(frozen=True, slots=True)
class BeginUpload:
    """Binds a file to the present limits of its provider."""

    uploads: UploadRecords
    clock: Clock

    def __call__(self, caller: Caller, provider: StorageProvider, new: NewUpload) -> Upload:
        """The upload, remembered.

        Raises ValidationFailed naming `size`, and StorageUnavailable while the limits of the
        provider's storage are not known.
        """
        upload = self.judge(caller, provider, new)
        self.uploads.add([upload], caller)
        return upload

    def judge(self, caller: Caller, provider: StorageProvider, new: NewUpload) -> Upload:
        """The same, not remembered yet: for callers that remember many at once."""
        limits = provider.limits()
        admit = limits.whole_limits if new.addressing is Addressing.WHOLE else limits.chunk_limits
        upload_id, now = uuid4(), self.clock()
        return Upload(
            id=upload_id,
            project_id=new.project_id,
            provider_id=provider.id,
            container=container_for(new.addressing, upload_id, new.project_id),
            name=new.name or str(upload_id),
            # Blanks around a header's value are not a part of it: no storage could keep them.
            content_type=new.content_type.strip(),
            size=new.size,
            addressing=new.addressing,
            outcome=new.outcome,
            limits=admit(new.size),
            chunk_hash_algorithm=provider.policy.chunk_hash_algorithm,
            creator_id=caller.user.id,
            created_at=now,
            active_at=now,
            state=UploadState.ASSEMBLING if new.claimed else UploadState.OPEN,
            completed_at=now if new.claimed else None,
            claimed=new.claimed,
        )
