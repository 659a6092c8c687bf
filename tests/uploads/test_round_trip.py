"""A file goes in by chunks or whole, and comes out byte for byte."""

from __future__ import annotations

from tests.house.client import Api
from tests.house.setting import Lab


def test_a_file_sent_in_chunks_comes_back_byte_for_byte(lab: Lab, api: Api, project: str) -> None:
    data = bytes(range(250))
    upload = api.stored(project, data, cut=100)
    status = api.get(f"/uploads/{upload}").json["status"]
    assert status["is_consistent"] is True
    assert status["error_on"] is None
    assert status["verified"] == "chunks"
    made = api.post(
        "/files/", {"parent": {"kind": "dds-project", "id": project}, "upload": {"id": upload}}, 201
    )
    signed = api.get(f"/files/{made.json['id']}/url").json
    assert api.fetch(signed).content == data
