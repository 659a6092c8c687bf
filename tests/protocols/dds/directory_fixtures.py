"""The directory over a real database, without uploading: uploads are put there as rows.

Test modules import the fixtures they use; they stand in for those of the whole service.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from falcon import testing

from db.tables import Files, FileVersions, Folders, UploadDigests, Uploads
from dds_upload.bootstrap.application import application
from dds_upload.core.manifest import ObjectKey
from dds_upload.core.policy import EffectiveLimits, ProviderCapabilities, ProviderPolicy
from dds_upload.core.signing import SignedRequest
from dds_upload.core.storage import Abilities, Storage, Storages
from tests.house.setting import Lab

PREFIX = "/api/v1"
UNKNOWN = "9c5f9b54-6a1c-4c6e-8f0c-0d6d3bd1a001"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MD5 = "19af6b658424206d13f90ccd9b49fadf"
POLICY = ProviderPolicy("md5", 1000, 10**9)

Body = dict[str, Any]


class FakePresigner:
    """Signs by naming what it was asked; a host of None is storage reached through us."""

    host: str | None = "http://storage.example"

    def sign_put(self, key: ObjectKey, expires_at: datetime) -> SignedRequest:
        raise AssertionError("the directory never signs uploads")

    def sign_get(self, key: ObjectKey, filename: str, expires_at: datetime) -> SignedRequest:
        query = urlencode({"filename": filename, "expires": int(expires_at.timestamp())})
        return SignedRequest("GET", self.host, f"/{key}?{query}", expires_at)


class StandingClock:
    """Every look at it is a moment later, so that what is newest is never in doubt."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


class Hints:
    """A job queue that only remembers what it was given."""

    def __init__(self) -> None:
        self.given: list[tuple[str, UUID]] = []

    def hint(self, name: str) -> Any:
        """A function that remembers its argument under that name."""
        return lambda item: self.given.append((name, item))


class Directory:
    """The service with its clock, its queue and its storage replaced by ones that do nothing."""

    def __init__(self, lab: Lab) -> None:
        self.database, self._lab = lab.database, lab
        self.clock, self.jobs, self.presigner = StandingClock(), Hints(), FakePresigner()
        self.storage = _storage("one", self.presigner)
        self._clients: dict[str, Client] = {}
        replaced: Any = lab
        replaced.clock, replaced.jobs = self.clock, self.jobs
        self.serve([self.storage])

    def serve(self, storages: list[Storage]) -> None:
        """Start the application anew over other storages; clients made before stay as they are."""
        self._lab.storages = Storages(storages)
        self._lab.provider_rows.sync(storages, self.clock())
        self.app = application(self._lab)

    def client(self, username: str = "researcher", *, admin: bool = False) -> Client:
        """A client of that user, who is made when first asked for."""
        if username not in self._clients:
            created = self._lab.accounts.users.create(username, is_admin=admin)
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
            "chunked": True,
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
            "error_message": "the bytes are bad" if state == "failed" else None,
        }
        self.database.run(Uploads.insert({**row, **more}))
        if completed:
            self.database.run(UploadDigests.insert(_digest(upload_id, owner, now)))
        return str(upload_id)

    def settle(self, upload_id: str, state: str, message: str | None = None) -> None:
        """End the assembly of an upload."""
        query = Uploads.update(state=state, error_message=message)
        self.database.run(query.where(Uploads.id == UUID(upload_id)))

    def fill(self, owner: Client, project: str, count: int, parent: str | None = None) -> None:
        """So many files, each in a folder of its own."""
        for number in range(count):
            folder, file, version = uuid4(), uuid4(), uuid4()
            upload = UUID(self.upload(owner, project))
            where = {"project": UUID(project), "created_at": self.clock(), "created_by": owner.id}
            above = UUID(parent) if parent else None
            named = {"name": f"folder {number}", "parent": above}
            self.database.run(Folders.insert({"id": folder, **named, **where}))
            named = {"name": f"file {number}", "parent": folder, "current_version": version}
            self.database.run(Files.insert({"id": file, **named, **where}))
            del where["project"]
            made = {"id": version, "file": file, "version": 1, "upload": upload, **where}
            self.database.run(FileVersions.insert(made))

    @contextmanager
    def queries(self) -> Iterator[list[str]]:
        """Statements that run meanwhile."""
        seen: list[str] = []
        run = self.database.handle.execute_sql

        def watched(sql: str, *args: Any, **kwargs: Any) -> Any:
            seen.append(sql)
            return run(sql, *args, **kwargs)

        self.database.handle.execute_sql = watched
        try:
            yield seen
        finally:
            del self.database.handle.execute_sql


class Client:
    """Calls the API as one user; `expect` is the status that a test counts on, if any."""

    def __init__(self, app: Any, token: str | None, user_id: UUID) -> None:
        self._http = testing.TestClient(app)
        self._token = token
        self.id = user_id

    def call(
        self, method: str, path: str, body: object = None, expect: int | None = 200
    ) -> testing.Result:
        """A request with a JSON body."""
        raw = None if body is None else json.dumps(body)
        return self.send(method, path, raw, {"Content-Type": "application/json"}, expect)

    def form(
        self, path: str, fields: Mapping[str, str], expect: int | None = 200
    ) -> testing.Result:
        """A PUT of a form, as the original client does it."""
        return self.send("PUT", path, urlencode(fields), FORM, expect)

    def send(
        self,
        method: str,
        path: str,
        raw: str | None,
        headers: Mapping[str, str],
        expect: int | None,
    ) -> testing.Result:
        """A request; the path may have a query."""
        if self._token is not None:
            headers = {**headers, "Authorization": self._token}
        path, _, query = path.partition("?")
        result = self._http.simulate_request(
            method, PREFIX + path, query_string=query, body=raw, headers=headers
        )
        assert expect in {None, result.status_code}, (result.status, result.text)
        if result.status_code >= 400:
            assert result.json["error"] == str(result.status_code)
        return result

    def get(self, path: str, expect: int = 200) -> Any:
        """The body of a GET."""
        return self.call("GET", path, expect=expect).json

    def post(self, path: str, body: object = None, expect: int = 201) -> Any:
        """The body of a POST."""
        return self.call("POST", path, body, expect).json

    def put(self, path: str, body: object = None, expect: int = 200) -> Any:
        """The body of a PUT."""
        return self.call("PUT", path, body, expect).json

    def delete(self, path: str, expect: int = 204) -> Any:
        """A DELETE, spelled as the original client spells it."""
        result = self.call("DELETE", path + "?%7B%7D", expect=expect)
        assert expect != 204 or not result.content
        return result.json if result.content else None

    def project(self, name: str = "Mice") -> str:
        """The id of a new project."""
        made = self.post("/projects", {"name": name, "description": name}, 202)
        return str(made["id"])

    def folder(self, name: str, parent: Body, expect: int = 201) -> Any:
        """A new folder."""
        return self.post("/folders", {"name": name, "parent": parent}, expect)

    def file(self, upload: str, parent: Body, expect: int = 201) -> Any:
        """A new file."""
        return self.post("/files/", {"parent": parent, "upload": {"id": upload}}, expect)


def in_project(project: str) -> Body:
    """A project as a parent."""
    return {"kind": "dds-project", "id": project}


def in_folder(folder: Mapping[str, Any] | str) -> Body:
    """A folder as a parent."""
    return {"kind": "dds-folder", "id": folder if isinstance(folder, str) else folder["id"]}


def names(body: Body) -> list[str]:
    """Names of the items of a collection."""
    return [item["name"] for item in body["results"]]


@pytest.fixture
def directory(lab: Lab) -> Directory:
    """The directory on an empty database, once of each kind."""
    return Directory(lab)


@pytest.fixture
def api(directory: Directory) -> Client:
    """A client for a plain user."""
    return directory.client()


@pytest.fixture
def project(api: Client) -> str:
    """A project of that user."""
    return api.project()


def _storage(slug: str, presigner: Any) -> Storage:
    nothing: Any = None
    return Storage(
        id=uuid4(),
        slug=slug,
        display_name=f"Storage {slug}",
        description="For tests",
        policy=POLICY,
        limits=EffectiveLimits.of(POLICY, ProviderCapabilities()),
        is_default=True,
        is_deprecated=False,
        abilities=Abilities(store=nothing, presigner=presigner, concatenator=nothing),
    )


def _digest(upload_id: UUID, owner: Client, now: datetime) -> Body:
    digest = {"algorithm": "md5", "value": MD5, "origin": "client"}
    return {"id": uuid4(), "upload": upload_id, "created_at": now, "created_by": owner.id, **digest}
