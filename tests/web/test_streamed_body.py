"""A streamed body: as much as the head says, in blocks that stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import falcon
import pytest
from falcon import testing

from dds_upload.core.errors import BadRequest
from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.web.streamed_body import StreamedBody


def body(stream: Any, length: int | None) -> StreamedBody:
    headers = {} if length is None else {"Content-Length": str(length)}
    environ = testing.create_environ(headers=headers)
    return StreamedBody(falcon.Request({**environ, "wsgi.input": stream}))


class ReadOnly:
    """What any server gives."""

    def __init__(self, data: bytes) -> None:
        self.read = BytesIO(data).read


@pytest.mark.parametrize("stream", [BytesIO, ReadOnly])
@pytest.mark.parametrize("size", [0, 1, BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1, 3 * BLOCK_SIZE])
def test_it_ends_inside_a_block_or_with_one(stream: Callable[[bytes], Any], size: int) -> None:
    data = (bytes(range(251)) * (size // 251 + 1))[:size]
    blocks = list(body(stream(data + b"behind it"), size))
    assert b"".join(blocks) == data
    assert all(len(block) == BLOCK_SIZE for block in blocks[:-1])


def test_one_that_is_cut_off_has_fewer_bytes() -> None:
    assert b"".join(body(BytesIO(b"abc"), 10)) == b"abc"


def test_without_a_length_there_is_nothing() -> None:
    assert list(body(BytesIO(b"abc"), None)) == []


@pytest.mark.parametrize("error", [TimeoutError("slow"), ConnectionResetError("gone")], ids=repr)
def test_a_client_that_goes_away_is_a_bad_request(error: OSError) -> None:
    class Broken(BytesIO):
        def readinto(self, memory: Any, /) -> int:
            raise error

    with pytest.raises(BadRequest, match="stopped in the middle"):
        list(body(Broken(), 10))
