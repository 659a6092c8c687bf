"""A database as 0007 left it: chunks are stored under their numbers alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from db.fields import to_microseconds
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.protocols.dds.rendering import signed_request
from tests.db.old import OldUploads
from tests.house.client import Api
from tests.house.setting import Lab
from tests.uploads.clients import send


class BeforeNames(OldUploads):
    """Uploads of that release in one project, and the URLs that it handed out."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab, "0007_list_positions")
        self.project_id = self.project("Mice", "mice")
        here = {"project_id": self.project_id}
        self.insert(
            "project_permissions",
            **here,
            user_id=self.user_id,
            auth_role="project_admin",
            created_at=1,
        )
        self.insert("storage_containers", **here, provider_id=self.provider, ready_at=1)
        self.container(str(self.project_id))

    def begun(self, *chunks: bytes, **more: Any) -> UUID:
        """An upload whose chunks were granted just now."""
        at, size = to_microseconds(self.lab.clock()), sum(map(len, chunks))
        tally = {"chunks_count": len(chunks), "chunks_size": size, "chunks_highest": len(chunks)}
        place = {"project_id": self.project_id, "container": str(self.project_id)}
        moments = {"created_at": at, "active_at": at}
        made = self.upload("open", **{"size": size, **place, **tally, **moments, **more})
        for number, data in enumerate(chunks, 1):
            self.chunk(made, number, len(data), Digest.of("md5", data).value)
        return made

    def signed(self, upload: UUID, number: int) -> dict[str, Any]:
        """Where that release let a chunk be sent to."""
        key = ObjectKey(str(self.project_id), f"{upload}/{number}")
        ends_at = self.lab.clock() + self.lab.settings.signed_url_duration
        presigner = self.lab.providers.default.abilities.presigner
        return signed_request(presigner.sign_put(key, ends_at), "http://falconframework.org")

    def client(self) -> Api:
        """The user of the database that has gone forward."""
        self.go_forward()
        return Api(self.lab, self.lab.accounts.tokens.create("ada").secret.reveal())

    def send(self, upload: UUID, number: int, data: bytes) -> None:
        """What a client of that release has sent; on local disk past the service."""
        if self.lab.providers.default.abilities.takes_bytes_by_itself:
            assert send(self.signed(upload, number), data) == 201
        else:
            self.store(ObjectKey(str(self.project_id), f"{upload}/{number}"), data)
