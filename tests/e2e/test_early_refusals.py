"""PUTs to signed URLs that are refused for what their head says: their bodies need not come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http.client import parse_headers
from io import BufferedReader

import pytest

from dds_upload.bootstrap.settings import load
from dds_upload.bootstrap.storages import build_storages
from dds_upload.core.storage.manifest import ObjectKey
from tests.e2e.caller import Caller, Json
from tests.e2e.installation import Installation
from tests.e2e.kinds import ROOMY
from tests.e2e.memory import MIB
from tests.e2e.raw_put import begin_put

SIZE = 50 * MIB

EXPECT = "Expect: 100-continue\r\n"


class Urls:
    """Ways to a chunk of SIZE bytes at the roomy local provider, good ones and others."""

    def __init__(self, installation: Installation, caller: Caller) -> None:
        self.provider = caller.provider(ROOMY)
        self._project = caller.project(self.provider)
        self.upload = str(caller.upload(self._project, SIZE, provider=self.provider)["id"])
        self._installation = installation
        self.content = bytes(SIZE)
        self.granted = caller.grant(self.upload, 1, self.content)

    @property
    def expired(self) -> Json:
        """Signed for a second that is over."""
        return self._signed(1, -1)

    @property
    def unknown(self) -> Json:
        """Signed for a chunk that nobody was granted."""
        return self._signed(7, 60)

    @property
    def forged(self) -> Json:
        """With a signature that is none."""
        return {**self.granted, "url": self.granted["url"].replace("_sig=", "_sig=0")}

    def _signed(self, number: int, seconds: int) -> Json:
        (storage,) = [
            each
            for each in build_storages(load(self._installation.environment))
            if str(each.id) == self.provider
        ]
        key = ObjectKey(self._project, f"{self.upload}/{number}")
        expires_at = datetime.now(UTC) + timedelta(seconds=seconds)
        signed = storage.abilities.presigner.sign_put(key, expires_at)
        return {"host": self._installation.url, "url": signed.url}


@pytest.fixture(scope="module")
def urls(local: Installation, local_caller: Caller) -> Urls:
    return Urls(local, local_caller)


def next_status(stream: BufferedReader) -> int:
    """The status of the next answer; its headers and body are read too."""
    status = int(stream.readline().split()[1])
    headers = parse_headers(stream)
    body = stream.read(int(headers.get("Content-Length", 0)))
    if status >= 400:
        assert f'"error": "{status}"'.encode() in body
    return status


def test_a_wrong_signature_is_refused_while_nearly_all_of_the_body_is_still_to_come(
    urls: Urls,
) -> None:
    with begin_put(urls.forged, SIZE, bytes(MIB)) as client, client.makefile("rb") as stream:
        assert next_status(stream) == 403


@pytest.mark.parametrize(
    ("name", "method", "length", "status"),
    [
        ("forged", "PUT", SIZE, 403),
        ("expired", "PUT", SIZE, 403),
        ("unknown", "PUT", SIZE, 403),
        ("granted", "PUT", SIZE + 1, 400),
        ("granted", "POST", SIZE, 405),
    ],
)
def test_a_client_that_waits_to_be_asked_for_the_body_is_refused_without_that(
    urls: Urls, name: str, method: str, length: int, status: int
) -> None:
    signed = getattr(urls, name)
    with (
        begin_put(signed, length, method=method, more=EXPECT) as client,
        client.makefile("rb") as stream,
    ):
        assert next_status(stream) == status
        assert stream.read() == b""  # what would come next might be the body


def test_a_client_that_waits_to_be_asked_for_the_body_is_asked_where_it_is_wanted(
    urls: Urls,
) -> None:
    with begin_put(urls.granted, SIZE, more=EXPECT) as client, client.makefile("rb") as stream:
        assert next_status(stream) == 100
        client.sendall(urls.content)
        assert next_status(stream) == 201
        client.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        assert next_status(stream) == 200
