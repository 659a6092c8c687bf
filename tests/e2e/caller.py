"""One user of the API, over real HTTP."""

from __future__ import annotations

from typing import Any

import requests

from tests.e2e.polling import eventually
from tests.house.client import digest_of

Json = dict[str, Any]


class Caller:
    """Speaks DDS with one token; `expect` is the status that the test counts on."""

    def __init__(self, api_url: str, token: str | None) -> None:
        self._api_url = api_url
        self._headers = {"Authorization": token} if token is not None else {}
        self._http = requests.Session()
        self._http.trust_env = False  # no proxy stands between two processes of one machine

    def call(
        self, method: str, path: str, body: object = None, *, expect: int | None = None
    ) -> requests.Response:
        """Any request below the API; a body travels as JSON."""
        url = self._api_url + path
        answer = self._http.request(method, url, json=body, headers=self._headers, timeout=60)
        assert expect is None or answer.status_code == expect, (answer.status_code, answer.text)
        return answer

    def get(self, path: str, expect: int = 200) -> Json:
        """The object at a path."""
        return dict(self.call("GET", path, expect=expect).json())

    def new_project(self) -> str:
        """The id of a project that nobody waited for."""
        body = {"name": "Mice", "description": "Mice"}
        return str(self.call("POST", "/projects", body, expect=202).json()["id"])

    def project(self, provider: str | None = None) -> str:
        """The id of a project that takes uploads, at the default provider or at another."""
        project = self.new_project()
        eventually(lambda: self.try_upload(project, provider).status_code == 201)
        return project

    def try_upload(self, project: str, provider: str | None = None) -> requests.Response:
        """Ask for an upload of one byte, whatever the answer."""
        return self.call("POST", f"/projects/{project}/uploads", _offer(1, provider))

    def upload(
        self, project: str, size: int, *, provider: str | None = None, **more: object
    ) -> Json:
        """A new upload."""
        body = {**_offer(size, provider), **more}
        return dict(self.call("POST", f"/projects/{project}/uploads", body, expect=201).json())

    def provider(self, display_name: str) -> str:
        """The id of the provider of that name."""
        listed = self.get("/storage_providers")["results"]
        return next(str(each["id"]) for each in listed if each["name"] == display_name)

    def grant(self, upload: str, number: int, data: bytes, **more: object) -> Json:
        """The signed request for one chunk."""
        body = {"number": number, "size": len(data), "hash": digest_of(data), **more}
        return dict(self.call("PUT", f"/uploads/{upload}/chunks", body, expect=200).json())

    def send(self, signed: Json, data: Any) -> requests.Response:
        """PUT bytes to a signed URL, without a token, whatever the answer."""
        return self._http.put(signed["host"] + signed["url"], data=data, timeout=60)

    def send_chunks(self, upload: str, data: bytes, cut: int) -> Json:
        """Send all of a file in pieces of `cut` bytes; gives the last signed request."""
        signed: Json = {}
        for number, start in enumerate(range(0, len(data), cut), 1):
            piece = data[start : start + cut]
            signed = self.grant(upload, number, piece)
            assert self.send(signed, piece).status_code == 201
        return signed

    def complete(self, upload: str, data: bytes, algorithm: str = "md5") -> Json:
        """Say that all of `data` was sent."""
        body = {"hash": digest_of(data, algorithm)}
        return dict(self.call("PUT", f"/uploads/{upload}/complete", body, expect=202).json())

    def status(self, upload: str) -> Json:
        """What is said of an upload's state."""
        return dict(self.get(f"/uploads/{upload}")["status"])

    def finished(self, upload: str) -> Json:
        """The status once a worker is done with the upload."""
        eventually(lambda: self.status(upload)["is_consistent"])
        return self.status(upload)

    def stored(
        self, project: str, data: bytes, cut: int = 1_000_000, provider: str | None = None
    ) -> str:
        """The id of an upload that went in completely, and was assembled without an error."""
        upload = str(self.upload(project, len(data), provider=provider)["id"])
        self.send_chunks(upload, data, cut)
        self.complete(upload, data)
        assert self.finished(upload)["error_on"] is None
        return upload

    def file(self, project: str, upload: str) -> str:
        """The id of a file with that content in the project's root."""
        body = {"parent": {"kind": "dds-project", "id": project}, "upload": {"id": upload}}
        return str(self.call("POST", "/files/", body, expect=201).json()["id"])

    def download(self, file: str) -> requests.Response:
        """GET the content of a file by a signed URL; the body is not read yet."""
        signed = self.get(f"/files/{file}/url")
        return self._http.get(signed["host"] + signed["url"], stream=True, timeout=60)

    def content(self, file: str) -> bytes:
        """All bytes of a file."""
        with self.download(file) as answer:
            assert answer.status_code == 200, answer.text
            return answer.content


def _offer(size: int, provider: str | None) -> Json:
    offer: Json = {"name": "brain.dat", "content_type": "text/plain", "size": size}
    return {**offer, "storage_provider": {"id": provider}} if provider else offer
