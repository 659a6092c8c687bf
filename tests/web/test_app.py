"""What is mounted answers, whatever stands before and behind it."""

from __future__ import annotations

from typing import Any

import falcon
from falcon.testing import TestClient

from dds_upload.web.app import Mount, create_app
from dds_upload.web.openapi.document import ApiDocument


def render(req: falcon.Request, resp: falcon.Response, error: Any) -> None:
    resp.status = falcon.HTTP_404


def with_sink(prefix: str) -> Mount:
    def sink(req: falcon.Request, resp: falcon.Response) -> None:
        resp.text = prefix

    return Mount(prefix, render, sinks={prefix: sink})


def with_document(prefix: str) -> Mount:
    page = {"openapi": "3.1.0"}
    document = ApiDocument(f"{prefix}/document", f"/docs{prefix}", lambda: page)
    return Mount(prefix, render, document=document)


def test_every_mount_has_its_sinks_and_its_document() -> None:
    mounts = [with_sink("/one"), with_sink("/other"), with_document("/api"), Mount("/none", render)]
    client = TestClient(create_app(mounts, origins=["*"], health=dict))
    assert client.simulate_get("/one/anything").text == "/one"
    assert client.simulate_get("/other/anything").text == "/other"
    assert client.simulate_get("/api/document").json == {"openapi": "3.1.0"}


def test_sinks_need_no_document() -> None:
    client = TestClient(create_app([with_sink("/one")], origins=["*"], health=dict))
    assert client.simulate_get("/one/anything").text == "/one"
