"""The portal's calls in its own order and spelling; reference: its upload store, as a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.e2e.caller import Json
from tests.e2e.installation import Installation, User
from tests.e2e.polling import eventually
from tests.house.client import md5

#: The portal's own size is 25,000,000; its logic is the same with any.
CHUNK = 250_000

ORIGIN = "http://portal.example"


class Portal:
    """A page in a browser: sends its origin, all headers the page sets, and reads JSON."""

    def __init__(self, api_url: str, token: str) -> None:
        self._api_url = api_url
        self._headers = {"Accept": "application/json", "Content-Type": "application/json"}
        self._headers |= {"Authorization": token, "Origin": ORIGIN}
        self._browser = requests.Session()
        self._browser.trust_env = False

    def fetch(self, method: str, path: str, body: object = None) -> requests.Response:
        """A call of the API, whose answer the page may read."""
        url = self._api_url + path
        answer = self._browser.request(
            method, url, headers=self._headers, json=body, timeout=30, allow_redirects=False
        )
        assert answer.headers["Access-Control-Allow-Origin"] in ("*", ORIGIN)
        return answer

    def json(self, method: str, path: str, body: object = None) -> Json:
        """The answer's object; whatever is no success ends the story."""
        answer = self.fetch(method, path, body)
        assert answer.ok, (path, answer.status_code, answer.text)
        return dict(answer.json())

    def start_upload(self, project: str, name: str, size: int) -> Json:
        """Begin, and again while the project is not consistent."""
        path = f"/projects/{project}/uploads/"
        body = {"name": name, "content_type": "", "size": size}

        def attempt() -> requests.Response:
            answer = self.fetch("POST", path, body)
            assert answer.status_code == 201, answer.text
            return answer

        return dict(eventually(attempt).json())

    def send_chunks(self, upload: str, data: bytes) -> None:
        """One after the other; a file that ends with a whole chunk gets an empty one behind it."""
        for number, piece in enumerate(pieces(data), 1):
            digest = {"value": md5(piece), "algorithm": "MD5"}
            body = {"hash": digest, "number": number, "size": len(piece)}
            granted = self.json("PUT", f"/uploads/{upload}/chunks", body)
            url = granted["host"] + granted["url"]
            self.preflight(url, "PUT", "content-type")
            sent = self._browser.put(url, data=piece, headers={"Origin": ORIGIN}, timeout=30)
            assert sent.status_code == 201, sent.text
            assert sent.headers["Access-Control-Allow-Origin"] in ("*", ORIGIN)

    def complete(self, upload: str, data: bytes) -> None:
        """As JSON; the page does not wait for the worker."""
        body = {"hash": {"value": md5(data), "algorithm": "md5"}}
        self.json("PUT", f"/uploads/{upload}/complete", body)

    def preflight(self, url: str, method: str, headers: str) -> requests.Response:
        """Ask as a browser does before it sends; never with a token."""
        asked = {
            "Origin": ORIGIN,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": headers,
        }
        answer = self._browser.options(url, headers=asked, timeout=30)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Access-Control-Allow-Origin"] in ("*", ORIGIN)
        assert answer.headers["Access-Control-Max-Age"] == "7200"
        assert method in answer.headers["Access-Control-Allow-Methods"]
        assert set(headers.split(", ")) <= listed(answer, "Access-Control-Allow-Headers")
        return answer

    def read(self, file: str) -> bytes:
        """Download a file once it is consistent."""

        def attempt() -> requests.Response:
            answer = self.fetch("GET", f"/files/{file}/url/")
            assert answer.status_code == 200, answer.text
            return answer

        signed = eventually(attempt).json()
        found = self._browser.get(signed["host"] + signed["url"], timeout=30)
        assert found.status_code == 200
        return found.content


def pieces(data: bytes) -> Iterator[bytes]:
    """Slices as the portal makes them: its last one is shorter than the others, or empty."""
    for start in range(0, len(data) + 1, CHUNK):
        yield data[start : start + CHUNK]


def listed(answer: requests.Response, header: str) -> set[str]:
    """The names in a header that is a list, in lower case."""
    return {name.strip().lower() for name in answer.headers.get(header, "").split(",")}


@pytest.fixture
def portal(installation: Installation, user: User) -> Portal:
    return Portal(installation.api_url, user.api_token)


@pytest.fixture
def project(portal: Portal) -> str:
    made = portal.json("POST", "/projects/", {"name": "Portal", "description": "By the portal"})
    return str(made["id"])


@pytest.mark.parametrize("size", [0, 1, CHUNK, 2 * CHUNK + 1, 3 * CHUNK])
def test_a_file_is_uploaded_and_read(portal: Portal, project: str, size: int) -> None:
    data = bytes(i % 251 for i in range(size))
    upload = portal.start_upload(project, "brain.dat", size)["id"]
    portal.send_chunks(upload, data)
    portal.complete(upload, data)
    body = {"parent": {"kind": "dds-project", "id": project}, "upload": {"id": upload}}
    file = portal.json("POST", "/files/", body)["id"]
    assert portal.read(file) == data


def test_a_file_gets_a_new_version(portal: Portal, project: str) -> None:
    parent = {"kind": "dds-project", "id": project}
    folder = portal.json("POST", "/folders/", {"name": "Folder", "parent": parent})
    file = ""
    for content in (b"first", b"second"):
        upload = portal.start_upload(project, "brain.dat", len(content))["id"]
        portal.send_chunks(upload, content)
        portal.complete(upload, content)
        if not file:
            body = {"parent": {"kind": "dds-folder", "id": folder["id"]}, "upload": {"id": upload}}
            file = portal.json("POST", "/files/", body)["id"]
        else:
            version = {"upload": {"id": upload}, "label": "the second"}
            portal.json("PUT", f"/files/{file}", version)
    versions = portal.json("GET", f"/files/{file}/versions/")["results"]
    assert {(each["version"], each["label"]) for each in versions} == {(1, None), (2, "the second")}
    assert portal.read(file) == b"second"


@pytest.mark.parametrize(
    "path", ["/current_user/", "/app/status/", "//current_user", "/projects/?page=1&per_page=25"]
)
def test_every_spelling_is_understood(portal: Portal, path: str) -> None:
    assert portal.fetch("GET", path).status_code == 200


def test_the_api_tells_browsers_what_they_may_do(
    portal: Portal, installation: Installation, project: str
) -> None:
    url = f"{installation.api_url}/projects/{project}/uploads/"
    portal.preflight(url, "POST", "authorization, content-type, accept")
    answer = portal.fetch("GET", f"/projects/{project}/uploads/")
    exposed = listed(answer, "Access-Control-Expose-Headers")
    assert {"x-total", "x-next-page", "x-min-chunk-upload-size"} <= exposed
    assert {"x-max-chunk-upload-size", "x-max-upload-size"} <= exposed


def test_a_page_may_read_an_error(portal: Portal, installation: Installation) -> None:
    assert portal.fetch("GET", "/projects/nothing").json()["error"] == "404"
    stranger = Portal(installation.api_url, "")
    answer: dict[str, Any] = stranger.fetch("GET", "/current_user/").json()
    assert answer["error"] == "401"
