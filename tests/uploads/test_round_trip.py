"""A file goes in by chunks or whole, and comes out byte for byte."""

from __future__ import annotations

import pytest

from tests.house.client import Api
from tests.house.setting import Lab

DATA = bytes(range(250))


@pytest.mark.parametrize(
    ("size", "cut"), [(0, 100), (1, 100), (100, 100), (250, 100), (200, 20), (1000, 100)]
)
def test_a_file_sent_in_chunks_comes_back_byte_for_byte(
    api: Api, project: str, size: int, cut: int
) -> None:
    data = (DATA * 4)[:size]
    upload = api.stored(project, data, cut)
    status = api.status(upload)
    assert status["is_consistent"] is True
    assert status["error_on"] is None
    assert status["verified"] == ("chunks" if size > cut else "whole")
    assert api.download(project, upload).content == data


@pytest.mark.parametrize("size", [0, 1, 100])
def test_a_file_sent_whole_comes_back_byte_for_byte(
    lab: Lab, api: Api, project: str, size: int
) -> None:
    data = DATA[:size]
    begun = api.begin(project, size, chunked=False).json
    api.send(begun["signed_url"], data)
    api.complete(begun["id"], data)
    lab.work()
    assert api.status(begun["id"])["verified"] == "whole"
    assert api.download(project, begun["id"]).content == data
