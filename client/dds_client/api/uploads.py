"""Uploads: find, begin, grant, complete, give up."""

from __future__ import annotations

import email.utils
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dds_client.api.records import Parent, RemoteFile, SignedRequest
from dds_client.api.upload_records import Chunk, GrantRefused, KnownChunk, Upload
from dds_client.errors import UploadGone
from dds_client.wire.answers import Answer, problem_in, raise_problem
from dds_client.wire.session import Session

Json = dict[str, Any]

#: The most chunks that the service takes in one call.
BATCH_MAX = 1000

#: How long a signed URL is trusted where nothing is said of its end; seconds.
_LIFE_UNKNOWN = 240.0

#: Codes that say that an upload takes no more bytes.
_GONE = frozenset({"upload_expired", "upload_closed", "upload_failed"})


@dataclass(frozen=True, slots=True)
class NewUpload:
    """The fields of a new upload; with `key` the request can be repeated."""

    name: str
    content_type: str
    size: int
    key: str
    provider_id: str | None = None
    chunks: tuple[Chunk, ...] = ()

    def json(self) -> Json:
        """As the service reads it."""
        body: Json = {"name": self.name, "content_type": self.content_type, "size": self.size}
        if self.provider_id:
            body["storage_provider"] = {"id": self.provider_id}
        if self.chunks:
            body["chunks"] = [chunk.json() for chunk in self.chunks]
        return body


@dataclass(frozen=True, slots=True)
class Grants:
    """Signed requests by the numbers of their chunks."""

    by_number: Mapping[int, SignedRequest] = field(default_factory=dict)

    def one(self, number: int) -> SignedRequest | None:
        """That of one chunk."""
        return self.by_number.get(number)


@dataclass(frozen=True, slots=True)
class Begun:
    """An upload that has begun, with the grants of its announced chunks."""

    upload: Upload
    grants: Grants


@dataclass(frozen=True, slots=True)
class Completed:
    """An upload that is complete, and the file that was made of it, if one was asked for."""

    upload: Upload
    file: RemoteFile | None


class Uploads:
    """The calls about uploads."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_project(self, project_id: str, **filters: str | int) -> Iterator[Upload]:
        """The uploads of a project, newest first; filters are `state`, `name`, `size`, `mine`."""
        path = f"/projects/{project_id}/uploads"
        found = (Upload.of(body) for body in self._session.every(path, **filters))
        return (each for each in found if each.state == filters.get("state", each.state))

    def get(self, upload_id: str) -> Upload:
        """One upload with its limits. Raises NotFound."""
        answer = self._session.call("GET", f"/uploads/{upload_id}")
        return Upload.of(answer.json(), answer.headers)

    def chunks(self, upload_id: str) -> list[KnownChunk]:
        """All granted chunks, with their state in storage."""
        path = f"/uploads/{upload_id}/chunks"
        return [KnownChunk.of(body) for body in self._session.every(path)]

    def missing_bytes(self, upload_id: str) -> int:
        """The number of bytes of the file that storage does not have."""
        body = self._session.get(f"/uploads/{upload_id}/chunks", per_page=1)
        return int(body["missing_bytes"])

    def begin(self, project_id: str, offer: NewUpload) -> Begun:
        """Begin an upload. Raises ApiRefused if policy or rights forbid it."""
        path = f"/projects/{project_id}/uploads"
        answer = self._session.make(path, offer.json(), offer.key)
        body = answer.json()
        granted = _grants(body.get("granted") or (), answer)
        return Begun(Upload.of(body, answer.headers), granted)

    def grant(self, upload_id: str, chunks: Sequence[Chunk]) -> Grants:
        """Signed URLs for chunks, in one call.

        Raises UploadGone if the upload takes no more, ApiRefused if one of the chunks is refused.
        """
        body = {"chunks": [chunk.json() for chunk in chunks]}
        answer = self._session.call("PUT", f"/uploads/{upload_id}/chunks", body)
        return _grants(answer.json()["results"], answer)

    def complete(
        self, upload_id: str, digest: str, *, parent: Parent | None = None, algorithm: str = "md5"
    ) -> Completed:
        """Report that all bytes are sent; with `parent`, a file is made of them there."""
        body: Json = {"hash": {"value": digest, "algorithm": algorithm}}
        if parent is not None:
            body["file"] = {"parent": parent.json()}
        answer = self._session.call("PUT", f"/uploads/{upload_id}/complete", body)
        done = answer.json()
        made = done.get("file")
        return Completed(
            Upload.of(done, answer.headers), RemoteFile.of(made) if isinstance(made, dict) else None
        )

    def abort(self, upload_id: str) -> None:
        """Give an upload up; its bytes are removed."""
        self._session.call("DELETE", f"/uploads/{upload_id}")


def _grants(results: Sequence[Json], answer: Answer) -> Grants:
    refused = [
        GrantRefused(int(each["number"]), problem_in(each["error"], _status(each["error"])))
        for each in results
        if "error" in each
    ]
    for refusal in refused:
        if refusal.problem.code in _GONE:
            raise UploadGone(str(refusal.problem))
        raise_problem(refusal.problem)
    return Grants(
        {int(each["number"]): SignedRequest.of(each, _life(each, answer)) for each in results}
    )


def _status(envelope: object) -> int:
    value = envelope.get("error") if isinstance(envelope, dict) else None
    return int(str(value)) if str(value).isdigit() else 400


def _life(body: Json, answer: Answer) -> float:
    """By the server's own clock, since the machine's may be wrong."""
    try:
        ends = datetime.fromisoformat(str(body["expires_on"]))
        now = email.utils.parsedate_to_datetime(answer.headers["date"])
        return max(0.0, (ends - now).total_seconds())
    except (KeyError, ValueError, TypeError):
        return _LIFE_UNKNOWN
