"""The same with a real Swift, which joins chunks that lie in containers of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.blobs.contents import sha1
from tests.content.client import Sender
from tests.content.samples import BREAKPAD
from tests.house.fixtures import client
from tests.house.setting import Lab, open_lab, settings_for, swift_environ
from tests.services.swift import SwiftServer

DATA = bytes(range(250))


@pytest.fixture
def lab(swift_server: SwiftServer, database_url: str, tmp_path: Path) -> Iterator[Lab]:
    """The service over Swift."""
    environ = {"STORAGE_PROVIDER_TYPE": "swift", "SECRET_KEY_BASE": "x" * 40}
    settings = settings_for(database_url, tmp_path, {**environ, **swift_environ(swift_server)})
    lab = open_lab(settings)
    for storage in lab.providers:
        assert storage.abilities.inspector is not None
        storage.abilities.inspector.configure()
    yield lab
    lab.close()


@pytest.mark.parametrize(
    "parts", [[b"one", b"two", b"one", b"one"], [b"", b"one", b"", b"two"], [], [DATA, DATA]]
)
def test_files_come_out_byte_for_byte(lab: Lab, parts: list[bytes]) -> None:
    api = client(lab, "researcher")
    project, sender, whole = api.project(), Sender(lab, api), b"".join(parts)
    sender.send(*parts)
    assert sender.ask(project, whole, chunks=parts)["state"] == "created"
    lab.work()
    assert sender.ask(project, whole, chunks=parts)["state"] == "ok"
    (file,) = sender.files(project)
    signed = api.get(f"/files/{file['id']}/url").json
    assert requests.get(signed["host"] + signed["url"], timeout=10).content == whole


def test_debug_files_are_processed(lab: Lab) -> None:
    api = client(lab, "researcher")
    assert Sender(lab, api).deliver(api.project(), BREAKPAD, "a")["dif"]["sha1"] == sha1(BREAKPAD)
