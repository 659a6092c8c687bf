"""A body of millions of values is refused as any that cannot be read."""

from __future__ import annotations

from tests.content.client import Sender
from tests.house.client import Api


def test_sentrys_clients_are_told(sender: Sender, project: str) -> None:
    body = b'{"' + b"a" * 40 + b'":[' + b"[]," * 300_000 + b"0]}"
    assert sender.assemble(project, body, 400) == {"error": "Invalid json body"}


def test_clients_of_the_dds_api_are_told(api: Api) -> None:
    told = api.post("/projects", {"name": "Mice", "more": [[]] * 30_000}, 400).json
    assert told["reason_code"] == "request_unreadable"
    assert told["reason"] == "the body has too many values"
