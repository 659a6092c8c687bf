"""The directory over a real database, without uploading: uploads are put there as rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from db.directory.counts import count_entries
from db.directory.positions import EntryPositions
from db.failures import failure_columns
from db.tables.directory import Files, FileVersions, Folders
from db.tables.uploads import UploadDigests, Uploads
from dds_upload.adapters.jobs import Hint, JobQueue, Work
from dds_upload.bootstrap.installation import sync_providers
from dds_upload.bootstrap.parts import build_parts
from dds_upload.bootstrap.service import build_service
from dds_upload.core.failure import Failure
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.limits import ProviderLimits
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.policy import ProviderCapabilities, ProviderPolicy
from dds_upload.core.storage.providers import StorageProvider, StorageProviders
from dds_upload.core.storage.signing import SignedRequest
from tests.directory.client import Body, Client
from tests.house.application import app_of
from tests.house.setting import Lab

UNKNOWN = "9c5f9b54-6a1c-4c6e-8f0c-0d6d3bd1a001"
MD5 = "19af6b658424206d13f90ccd9b49fadf"
POLICY = ProviderPolicy("md5", 1000, 10**9)


class FakePresigner:
    """Signs by naming what it was asked; a host of None is storage reached through us."""

    host: str | None = "http://storage.example"

    def sign_put(self, key: ObjectKey, expires_at: datetime) -> SignedRequest:
        raise AssertionError("the directory never signs uploads")

    def sign_get(
        self, key: ObjectKey, filename: str, expires_at: datetime, project_id: UUID | None = None
    ) -> SignedRequest:
        query = urlencode({"filename": filename, "expires": int(expires_at.timestamp())})
        return SignedRequest("GET", self.host, f"/{key}?{query}", expires_at)


class StandingClock:
    """Every look at it is a moment later, so that what is newest is never in doubt."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


class Hints(JobQueue):
    """A job queue that only remembers what it was given."""

    def __init__(self) -> None:
        self.given: list[tuple[str, UUID]] = []

    def register(self, works: Mapping[str, Work]) -> None:
        """Nothing is ever done."""

    def hint(self, name: str) -> Hint:
        """A function that remembers its argument under that name."""
        return lambda item: self.given.append((name, item))


class Directory:
    """The service with a clock, a queue and a storage of its own, which do nothing."""

    def __init__(self, lab: Lab) -> None:
        self.database, self._lab = lab.database, lab
        self.clock, self.jobs, self.presigner = StandingClock(), Hints(), FakePresigner()
        self.storage = _storage("one", self.presigner)
        self._clients: dict[str, Client] = {}
        self.serve([self.storage])

    def serve(self, providers: list[StorageProvider]) -> None:
        """Start the application anew over other storages; clients made before stay as they are."""
        parts = build_parts(
            self._lab.settings,
            clock=self.clock,
            database=self.database,
            providers=StorageProviders(providers),
            jobs=self.jobs,
        )
        service = build_service(parts)
        sync_providers(service)
        self.accounts = service.operations.accounts
        self.app = app_of(service)

    def client(self, username: str = "researcher", *, admin: bool = False) -> Client:
        """A client of that user, who is made when first asked for."""
        if username not in self._clients:
            created = self.accounts.users.create(username, is_admin=admin)
            token = created.api_token.reveal()
            self._clients[username] = Client(self.app, token, created.user.id)
        return self._clients[username]

    def stranger(self) -> Client:
        """A client without a token."""
        return Client(self.app, None, UUID(UNKNOWN))

    def upload(
        self, owner: Client, project: str | None, state: str = "complete", **more: Any
    ) -> str:
        """The id of an upload put there in some state."""
        upload_id, now = uuid4(), self.clock()
        completed = state in {"complete", "failed", "assembling", "purged"}
        row = {
            "id": upload_id,
            "project": UUID(project) if project else None,
            "provider": self.storage.id,
            "container": project or "uploads",
            "name": "brain.dat",
            "content_type": "",
            "size": 15,
            "addressing": "number",
            "chunk_min_size_bytes": 1,
            "chunk_max_size_bytes": 100,
            "chunk_max_number": 10,
            "chunk_hash_algorithm": "md5",
            "state": state,
            "etag": uuid4().hex,
            "active_at": now,
            "created_at": now,
            "created_by": owner.id,
            "completed_at": now if completed else None,
            **failure_columns(Failure.told("the bytes are bad") if state == "failed" else None),
        }
        self.database.run(Uploads.insert({**row, **more}))
        if completed:
            self.database.run(UploadDigests.insert(_digest(upload_id, owner, now)))
        return str(upload_id)

    def settle(self, upload_id: str, state: str, message: str | None = None) -> None:
        """End the assembly of an upload."""
        failure = Failure.told(message) if message else None
        query = Uploads.update({"state": state, **failure_columns(failure)})
        self.database.run(query.where(Uploads.id == UUID(upload_id)))

    def forget(self, upload_id: str) -> None:
        """Remove the row of an upload that was given up, as the sweeper does a day later."""
        upkeep = self._lab.records.upkeep
        upload = upkeep.get(UUID(upload_id))
        assert upload is not None
        upkeep.removed(upload, None, self.clock())

    def fill(self, owner: Client, project: str, count: int, parent: str | None = None) -> None:
        """So many files, each in a folder of its own."""
        with self.database.transaction():
            for number in range(count):
                self._add_file_in_folder(owner, project, number, parent)

    def _add_file_in_folder(
        self, owner: Client, project: str, number: int, parent: str | None
    ) -> None:
        positions = EntryPositions(self.database)
        folder, file, version = uuid4(), uuid4(), uuid4()
        upload = UUID(self.upload(owner, project))
        where = {"project": UUID(project), "created_at": self.clock(), "created_by": owner.id}
        above = UUID(parent) if parent else None
        listed = positions.of_folder(UUID(project), above)
        named = {"name": f"folder {number}", "parent": above, **listed}
        self.database.run(Folders.insert({"id": folder, **named, **where}))
        listed = positions.of_file(UUID(project), folder)
        named = {"name": f"file {number}", "parent": folder, **listed}
        named["current_version"] = version
        self.database.run(Files.insert({"id": file, **named, **where}))
        count_entries(self.database, UUID(project), {above: 1, folder: 1}, entries=2, files=1)
        del where["project"]
        made = {"id": version, "file": file, "version": 1, "upload": upload, **where}
        self.database.run(FileVersions.insert(made))

    def nest(self, owner: Client, project: str, depth: int) -> str:
        """So many folders inside one another; gives the id of the innermost."""
        ids = [uuid4() for _ in range(depth)]
        where = {"project": UUID(project), "created_at": self.clock(), "created_by": owner.id}
        positions = EntryPositions(self.database)
        rows = [
            {
                "id": folder,
                "parent": parent,
                "name": "nested",
                **positions.of_folder(UUID(project), parent),
                **where,
            }
            for folder, parent in zip(ids, [None, *ids[:-1]], strict=True)
        ]
        self.database.run(Folders.insert_many(rows))
        within: dict[UUID | None, int] = dict.fromkeys((None, *ids[:-1]), 1)
        count_entries(self.database, UUID(project), within, entries=depth)
        return str(ids[-1])


def _storage(slug: str, presigner: Any) -> StorageProvider:
    nothing: Any = None
    limits = ProviderLimits(POLICY)
    limits.learn(ProviderCapabilities())
    return StorageProvider(
        id=uuid4(),
        slug=slug,
        display_name=f"Storage {slug}",
        description="For tests",
        policy=POLICY,
        limits=limits,
        is_default=True,
        is_deprecated=False,
        abilities=Abilities(store=nothing, presigner=presigner, concatenator=nothing),
    )


def _digest(upload_id: UUID, owner: Client, now: datetime) -> Body:
    digest = {"algorithm": "md5", "value": MD5, "origin": "client"}
    return {"id": uuid4(), "upload": upload_id, "created_at": now, "created_by": owner.id, **digest}
