"""Bytes stream through the local provider: memory stays flat whatever the size of a chunk."""

from __future__ import annotations

import hashlib

import pytest

from tests.e2e.caller import Caller
from tests.e2e.installation import Installation
from tests.e2e.kinds import ROOMY
from tests.e2e.memory import GROWTH_MAX, MIB, Blocks, Memory

SIZE = 256 * MIB


@pytest.fixture(scope="module")
def digest() -> str:
    """The content's md5."""
    hasher = hashlib.md5(usedforsecurity=False)
    for block in Blocks(SIZE):
        hasher.update(block)
    return hasher.hexdigest()


def test_one_large_chunk_goes_in_and_out(
    local: Installation, local_caller: Caller, digest: str
) -> None:
    provider = local_caller.provider(ROOMY)
    project = local_caller.project(provider)
    upload = str(local_caller.upload(project, SIZE, provider=provider)["id"])
    claimed = {"value": digest, "algorithm": "md5"}
    offer = {"number": 1, "size": SIZE, "hash": claimed}
    signed = local_caller.call("PUT", f"/uploads/{upload}/chunks", offer, expect=200).json()

    memory = Memory(local.api.pid)
    assert local_caller.send(signed, Blocks(SIZE)).status_code == 201
    assert memory.growth() < GROWTH_MAX

    body = {"hash": claimed}
    local_caller.call("PUT", f"/uploads/{upload}/complete", body, expect=202)
    assert local_caller.finished(upload)["verified"] == "whole"
    file = local_caller.file(project, upload)

    memory = Memory(local.api.pid)
    hasher = hashlib.md5(usedforsecurity=False)
    with local_caller.download(file) as answer:
        for block in answer.iter_content(MIB):
            hasher.update(block)
    assert hasher.hexdigest() == digest
    assert memory.growth() < GROWTH_MAX
