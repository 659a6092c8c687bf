"""Asks for files as sentry-cli does; chunks go in through the operation that stores them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from falcon import testing

from dds_upload.core.accounts.organizations import DEFAULT
from tests.blobs.contents import incoming, organization, sha1
from tests.house.client import Api
from tests.house.setting import Lab

#: A name whose content is never looked into.
MAPPING = "/proguard/00000000-0000-0000-0000-000000000001.txt"


def cut(data: bytes, size: int = 100) -> list[bytes]:
    """The chunks of a file."""
    return [data[start : start + size] for start in range(0, len(data), size)]


class Sender:
    """Speaks as one user to one organisation."""

    def __init__(self, lab: Lab, api: Api, org: str = DEFAULT) -> None:
        self.lab = lab
        self.api = api
        self.org = org
        self.http = testing.TestClient(lab.app)

    def send(self, *chunks: bytes) -> None:
        """Make chunks the organisation's own."""
        owner = organization(self.lab, self.org)
        provider = self.lab.providers.default
        blobs = incoming(provider.abilities.store, *chunks)
        self.lab.operations.blobs.store(provider, owner, blobs)

    def post(self, path: str, body: Any, expect: int = 200, **headers: str) -> Any:
        """What a POST below /api/0 is answered."""
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        sent = {"Authorization": f"Bearer {self.api.token}", **headers}
        result = self.http.simulate_post(f"/api/0{path}", body=text, headers=sent)
        assert result.status_code == expect, (result.status, result.text)
        return result.json

    def assemble(self, project: str, body: Any, expect: int = 200) -> Any:
        """Ask for debug files and the like."""
        return self.post(f"/projects/{self.org}/{project}/files/difs/assemble/", body, expect)

    def ask(
        self,
        project: str,
        data: bytes,
        name: str = MAPPING,
        chunks: Sequence[bytes] | None = None,
        checksum: str | None = None,
        debug_id: str | None = None,
    ) -> Any:
        """Ask for one file; gives what is said about it."""
        parts = cut(data) if chunks is None else chunks
        total = checksum or sha1(data)
        wanted: dict[str, Any] = {"name": name, "chunks": [sha1(part) for part in parts]}
        body = {total: wanted if debug_id is None else {**wanted, "debug_id": debug_id}}
        answers = self.assemble(project, body)
        assert list(answers) == [total]
        return answers[total]

    def bundle(self, body: Any, expect: int = 200) -> Any:
        """Ask for a bundle."""
        return self.post(f"/organizations/{self.org}/artifactbundle/assemble/", body, expect)

    def deliver(
        self, project: str, data: bytes, name: str = MAPPING, debug_id: str | None = None
    ) -> Any:
        """Send a file and have it assembled; gives what is said about it then."""
        self.send(*cut(data))
        assert self.ask(project, data, name, debug_id=debug_id)["state"] == "created"
        self.lab.work()
        return self.ask(project, data, name, debug_id=debug_id)

    def files(self, project: str) -> list[dict[str, Any]]:
        """The project's files as the DDS API lists them, newest first."""
        listed: list[dict[str, Any]] = self.api.get(f"/projects/{project}/files").json["results"]
        return listed

    def paths(self, project: str) -> list[str]:
        """Where they lie, as a client that downloads the project would write them, sorted."""
        return sorted(
            "/".join([*(each["name"] for each in file["ancestors"][1:]), file["name"]])
            for file in self.files(project)
        )

    def content(self, project: str) -> bytes:
        """The bytes of the only file, as the DDS API gives them."""
        (file,) = self.files(project)
        signed = self.api.get(f"/files/{file['id']}/url").json
        fetched: bytes = self.api.fetch(signed).content
        return fetched


def uploads(lab: Lab) -> list[UUID]:
    """The ids of all uploads by content, oldest first."""
    rows = lab.database.sql(
        "SELECT id FROM uploads WHERE addressing = 'content' ORDER BY created_at"
    ).fetchall()
    return [row[0] if isinstance(row[0], UUID) else UUID(row[0]) for row in rows]
