"""A database as 0004 left it: uploads of every kind, whose kinds are booleans and faults sentences.

Those that are to go on have their bytes in storage.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey
from tests.blobs.contents import sha1
from tests.content.client import MAPPING, cut
from tests.db.old import OldUploads
from tests.house.setting import Lab

DATA = bytes(range(150))
SHA256 = sha256(DATA).hexdigest()

#: Sentences that were remembered, with all that JSON has to take care of.
FAILED = 'reported hash value ("sha256") does not match: \\ \n \u00fc\u4e16 \U0001f600 %s {text}'
MISMATCH = "Reported checksum mismatch"
NOT_JOINED = "storage has lost bytes 0-99, send them again"
FAULT = "could not be read: no \N{DOUBLE ACUTE ACCENT} in 'here'"

WHOLE = {"chunked": False, "chunks_count": 0, "chunks_size": 0, "chunks_highest": -1}
CONTENT = {"by_content": True, "chunks_highest": -1}
OFFSET = {"by_offset": True, "chunks_highest": -1}


def claims(algorithm: str, value: str) -> dict[str, Any]:
    """What a client has said the file is."""
    return {"claimed_algorithm": algorithm, "claimed_value": value, "completed_at": 5}


def fails(sentence: str, at: int = 7) -> dict[str, Any]:
    """That it failed, and why."""
    return {"error_message": sentence, "failed_at": at, "consistent_at": at}


class Before(OldUploads):
    """Uploads by what they are, each as that release wrote it."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab, "0004_commits")
        ((found,),) = self.database.sql("SELECT id FROM organizations").fetchall()
        self.organization = UUID(str(found))
        self.insert(
            "organization_members",
            organization_id=self.organization,
            user_id=self.user_id,
            created_at=1,
        )
        self.project_id = self.project("Mice", "mice", organization_id=self.organization)
        here = {"project_id": self.project_id}
        self.insert(
            "project_permissions",
            **here,
            user_id=self.user_id,
            auth_role="project_admin",
            created_at=1,
        )
        self.insert("storage_containers", **here, provider_id=self.provider, ready_at=1)

    def of_project(self, state: str, **more: Any) -> UUID:
        """An upload whose chunks have numbers, or that is sent as a whole."""
        place = {"project_id": self.project_id, "container": str(self.project_id)}
        return self.upload(state, **{**place, **more})

    def by_number(self, state: str, data: bytes, **more: Any) -> UUID:
        """One of DATA whose chunks have numbers; those of `data` are stored."""
        parts = cut(data)
        tally = {"chunks_count": len(parts), "chunks_size": len(data), "chunks_highest": len(parts)}
        made = self.of_project(state, **{"size": len(DATA), **tally, **more})
        for number, part in enumerate(parts, 1):
            self.chunk(made, number, len(part), Digest.of("md5", part).value)
            self.store(ObjectKey(str(self.project_id), f"{made}/{number}"), part)
        return made

    def whole(self, state: str, data: bytes, **more: Any) -> UUID:
        """One that is sent as a whole, and stored."""
        made = self.of_project(state, size=len(data), **WHOLE, **more)
        self.store(ObjectKey(str(self.project_id), f"{made}/1"), data)
        return made

    def of_blobs(self, state: str, data: bytes, **more: Any) -> UUID:
        """One whose chunks are blobs, all of them stored, by their number or their offset."""
        parts, made = cut(data), uuid4()
        tally = {"chunks_count": len(parts), "chunks_size": len(data)}
        place = {"id": made, "size": len(data), "container": f"assembled-{made.hex[:2]}"}
        self.upload(state, **{**place, **tally, **more})
        for number, part in enumerate(parts):
            blob = self.blob(part)
            self.store(ObjectKey("content-00", f"00/{sha1(part)}"), part)
            self.insert(
                "upload_blobs",
                upload_id=made,
                position=number * 100 if more.get("by_offset") else number,
                blob_id=blob,
            )
        return made

    def asked_for(self, upload: UUID, data: bytes, fault: str | None = None) -> UUID:
        """What its organisation asked for: a mapping, in the project."""
        chunks = "".join(sha1(part) for part in cut(data))
        made = self.add(
            "assemblies",
            organization_id=self.organization,
            kind="proguard_mappings",
            checksum=sha1(data),
            chunks_digest=sha256(chunks.encode()).hexdigest(),
            upload_id=upload,
            findings=json.dumps({"type": "exe"}) if fault else None,
            fault=fault,
        )
        self.insert(
            "assembly_targets",
            assembly_id=made,
            project_id=self.project_id,
            folder="debug",
            name=MAPPING.rpartition("/")[2],
            created_at=1,
            created_by_id=self.user_id,
        )
        return made

    def commit(self, upload: UUID, **more: Any) -> UUID:
        """A commit, as the content that most are."""
        values = {"owner_id": self.user_id, "correlation_id": "cid"}
        claimed = {"claimed_algorithm": "sha256", "claimed_value": SHA256}
        return self.add("commits", **{"upload_id": upload, **values, **claimed, **more})

    def artifact(self, upload: UUID, value: str = SHA256) -> UUID:
        """What a commit made."""
        return self.add(
            "artifacts",
            owner_id=self.user_id,
            upload_id=upload,
            sha256=value,
            size=len(DATA),
        )
