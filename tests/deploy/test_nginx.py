"""nginx as operators configure it, in front of a real server.

What it sends by itself is in test_handover.py.
"""

from __future__ import annotations

from hashlib import md5

import requests

from tests.deploy.conftest import Front
from tests.e2e.kinds import ROOMY
from tests.e2e.polling import eventually
from tests.e2e.slow_crowd import Slow, chunk, crowd, download, headers, json_body
from tests.e2e.test_slow_clients import is_quick

LARGE = 100 * 2**20


def test_a_large_chunk_goes_up_and_comes_down(front: Front) -> None:
    caller, roomy = front.caller, front.caller.provider(ROOMY)
    content = md5(b"seed").digest() * (LARGE // 16)
    upload = caller.stored(front.project, content, cut=LARGE, provider=roomy)
    file = caller.file(front.project, upload)
    signed = caller.get(f"/files/{file}/url")
    assert signed["host"] == front.nginx.url
    with caller.download(file) as answer:
        digest = md5()
        for block in answer.iter_content(2**20):
            digest.update(block)
    assert digest.digest() == md5(content).digest()


def test_what_is_too_large_the_service_says(front: Front) -> None:
    url = f"{front.nginx.url}/api/v1/projects"
    own = {"Authorization": front.user.api_token, "Content-Type": "application/json"}
    answer = requests.post(url, data=b'{"name": "' + bytes(50_000_000), headers=own, timeout=60)
    assert answer.status_code == 413
    assert answer.json()["reason_code"] == "request_too_large"


def test_a_wrong_signature_is_refused_through_it(front: Front) -> None:
    url = f"{front.nginx.url}/storage/roomy/a/b?temp_url_sig=0&temp_url_expires=1"
    assert requests.put(url, data=bytes(5_000_000), timeout=60).status_code == 403


def test_its_log_names_the_path_and_the_request_and_no_signature(front: Front) -> None:
    url = f"{front.nginx.url}/storage/roomy/a/%22b?temp_url_sig=5ec4e7&temp_url_expires=1"
    request = requests.get(url, timeout=60).headers["X-Request-ID"]

    def line() -> str:
        return next((it for it in front.nginx.log.read_text().splitlines() if request in it), "")

    logged = eventually(line)
    assert '"GET /storage/roomy/a/%22b" 403' in logged
    assert "5ec4e7" not in front.nginx.log.read_text()


def test_slow_clients_behind_it_stop_nobody(front: Front) -> None:
    caller, roomy = front.caller, front.caller.provider(ROOMY)
    content = bytes(32 * 2**20)
    stored = caller.stored(front.project, content, cut=len(content), provider=roomy)
    upload = str(caller.upload(front.project, len(content), provider=roomy)["id"])
    granted = caller.grant(upload, 1, content)
    signed = caller.get(f"/files/{caller.file(front.project, stored)}/url")
    kinds: list[Slow] = [json_body(), headers(), chunk(granted, len(content)), download(signed)]

    def health() -> None:
        assert requests.get(f"{front.nginx.url}/health", timeout=10).status_code == 200

    def grant() -> None:
        caller.grant(upload, 1, content)

    with crowd(front.nginx.url, kinds * 125):
        assert is_quick(health)
        assert is_quick(grant)


def test_nobody_forges_what_it_says_of_clients(front: Front) -> None:
    forged = {"X-Forwarded-Proto": "https", "X-Request-ID": "forged", "SCRIPT_NAME": "/x"}
    answer = requests.get(f"{front.nginx.url}/healthz", headers=forged, timeout=10)
    assert answer.status_code == 200
    assert len(answer.headers["X-Request-ID"]) == 32
    assert requests.get(f"{front.nginx.url}/metrics", timeout=10).status_code == 200
