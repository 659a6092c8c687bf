"""Digests taken of a stream while its bytes pass."""

from __future__ import annotations

import hashlib

import pytest

from dds_upload.core.storage.digest import HEX_LENGTH, Digest, StreamHasher


@pytest.mark.parametrize("blocks", [(), (b"",), (b"mouse",), (b"mo", b"", b"use")])
def test_every_digest_asked_for_is_of_all_bytes(blocks: tuple[bytes, ...]) -> None:
    data = b"".join(blocks)
    hasher = StreamHasher([*HEX_LENGTH, "md5"])
    for block in blocks:
        hasher.update(block)
    assert hasher.size == len(data)
    assert hasher.digests() == {
        name: Digest(name, hashlib.new(name, data).hexdigest()) for name in HEX_LENGTH
    }
    assert list(hasher.digests()) == list(HEX_LENGTH)
    assert hasher.digest("sha1") == Digest.of("sha1", data)


def test_a_digest_can_be_looked_at_on_the_way() -> None:
    hasher = StreamHasher(["md5"])
    hasher.update(b"mo")
    assert hasher.digest("md5") == Digest.of("md5", b"mo")
    hasher.update(b"use")
    assert hasher.digest("md5") == Digest.of("md5", b"mouse")
