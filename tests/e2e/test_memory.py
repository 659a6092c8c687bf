"""Bytes stream through the local provider: memory stays flat whatever the size of a chunk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.caller import Caller
from tests.e2e.installation import Installation, processes_of_session
from tests.e2e.kinds import ROOMY

MIB = 2**20
BLOCK = bytes(range(256)) * 4096
SIZE = 256 * MIB

#: How much more a process may hold at its peak: a few blocks of 1 MiB, and some slack.
GROWTH_MAX = 16 * MIB


class Blocks:
    """The content as a client streams it: with its length, and never in memory as a whole."""

    def __len__(self) -> int:
        return SIZE

    def __iter__(self) -> Iterator[bytes]:
        return (BLOCK for _ in range(SIZE // len(BLOCK)))


class Memory:
    """The memory of all processes of an API."""

    def __init__(self, api: int) -> None:
        self._processes = [Path(f"/proc/{pid}") for pid in processes_of_session(api)]
        for process in self._processes:
            (process / "clear_refs").write_text("5")  # the peak begins anew, at what is held now
        self._before = self._held("VmRSS")

    def growth(self) -> int:
        """By how many bytes the process that grew most was larger at its peak."""
        peaks = self._held("VmHWM")
        return max(peak - before for peak, before in zip(peaks, self._before, strict=True))

    def _held(self, name: str) -> list[int]:
        return [_field(process / "status", name) * 1024 for process in self._processes]


def _field(status: Path, name: str) -> int:
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines[name].split()[0])


@pytest.fixture(scope="module")
def digest() -> str:
    """The content's md5."""
    hasher = hashlib.md5(usedforsecurity=False)
    for block in Blocks():
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
    assert local_caller.send(signed, Blocks()).status_code == 201
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
