"""What nginx sends in the place of the service says all that the service would have said."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import requests

from tests.deploy.conftest import LOCATION, Front
from tests.e2e.kinds import ROOMY
from tests.uploads.test_signed_downloads import DATA, EVERYTHING, OUTSIDE, RANGES

#: What two answers differ in, wherever they come from; and by whom nginx says that it was.
OWN = {"date", "last-modified", "x-request-id", "server", "connection"}

PAGE = {"Origin": "https://page.example"}


@dataclass(frozen=True)
class Download:
    """A URL, as nginx has it, and as the service itself does."""

    url: str
    direct: str

    def get(self, **headers: str) -> requests.Response:
        return requests.get(self.url, headers={**PAGE, **headers}, timeout=60)


@pytest.fixture(scope="module")
def handed_over(front: Front) -> Download:
    """A file of one piece, at the provider whose files nginx has."""
    return download(front, None, len(DATA))


@pytest.fixture(scope="module")
def served(front: Front) -> Download:
    """The same content under the same name, at the one whose files it has not."""
    return download(front, front.caller.provider(ROOMY), len(DATA))


def download(front: Front, provider: str | None, cut: int) -> Download:
    upload = front.caller.stored(front.project, DATA, cut, provider)
    signed = front.caller.get(f"/files/{front.caller.file(front.project, upload)}/url")
    return Download(signed["host"] + signed["url"], front.installation.url + signed["url"])


def said(answer: requests.Response) -> dict[str, str]:
    return {name.lower(): text for name, text in answer.headers.items()}


def test_the_service_sends_nothing_itself(handed_over: Download, served: Download) -> None:
    answer = requests.get(handed_over.direct, timeout=60)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["X-Accel-Redirect"].startswith(LOCATION)
    assert requests.get(served.direct, timeout=60).content == DATA


CONDITIONS = {
    "everything": {},
    **{f"range {text}": {"Range": text.strip()} for text in [*RANGES, *EVERYTHING, *OUTSIDE]},
    "unchanged": {"If-None-Match": "ETAG"},
    "changed": {"If-None-Match": '"other"'},
    "the same": {"If-Match": "ETAG"},
    "another": {"If-Match": '"other"'},
    "since long": {"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"},
    "before": {"If-Unmodified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"},
    "go on": {"Range": "bytes=500-", "If-Range": "ETAG"},
    "begin again": {"Range": "bytes=500-", "If-Range": '"other"'},
    "packed": {"Accept-Encoding": "gzip, br"},
}


@pytest.mark.parametrize("headers", CONDITIONS.values(), ids=CONDITIONS.keys())
def test_an_answer_is_the_same(
    handed_over: Download, served: Download, headers: dict[str, str]
) -> None:
    etag = served.get().headers["ETag"]
    asked = {name: text.replace("ETAG", etag) for name, text in headers.items()}
    here, there = handed_over.get(**asked), served.get(**asked)
    assert (here.status_code, here.content) == (there.status_code, there.content)
    ours, theirs = said(here), said(there)
    assert ours.keys() == theirs.keys()
    assert [ours[it] for it in ours.keys() - OWN] == [theirs[it] for it in ours.keys() - OWN]


def test_its_own_moment_is_what_the_service_says_to_a_head(handed_over: Download) -> None:
    head = requests.head(handed_over.url, headers=PAGE, timeout=60)
    got = handed_over.get()
    assert got.headers["Last-Modified"] == head.headers["Last-Modified"]
    assert said(got).keys() == said(head).keys()
    assert len(got.headers["X-Request-ID"]) == 32


def test_what_is_refused_is_refused_by_the_service(handed_over: Download, front: Front) -> None:
    forged = handed_over.url.replace("temp_url_sig=", "temp_url_sig=0")
    answer = requests.get(forged, timeout=60)
    assert (answer.status_code, answer.json()["reason_code"]) == (403, "signature_invalid")
    path = requests.get(handed_over.direct, timeout=60).headers["X-Accel-Redirect"]
    assert requests.get(front.nginx.url + path, timeout=60).status_code == 404


def test_a_file_of_several_pieces_is_sent_by_the_service(front: Front) -> None:
    assert download(front, None, 600).get().content == DATA


def test_a_file_that_storage_lost_is_told_in_the_envelope(front: Front) -> None:
    lost = download(front, None, len(DATA))
    path = requests.get(lost.direct, timeout=60).headers["X-Accel-Redirect"]
    root = front.installation.folder / "var" / "storage" / "containers"
    (root / path.removeprefix(LOCATION)).unlink()
    answer = lost.get()
    assert (answer.status_code, answer.json()["reason_code"]) == (503, "storage_refused")
