"""A gibibyte goes through the API and a worker, and their memory stays flat."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e.installation import Installation
from tests.e2e.memory import BLOCK, GROWTH_MAX, MIB, Blocks, Memory
from tests.e2e.pulp_desk import PulpDesk, id_of
from tests.e2e.pulp_roomy import roomy
from tests.e2e.sentry_samples import noise

CHUNK = 256 * MIB

#: So many chunks are being sent at any time.
SIDE_BY_SIDE = 2


def chunk_of(number: int) -> Blocks:
    """Large content, each number's its own."""
    return Blocks(CHUNK, BLOCK[number:] + BLOCK[:number])


def digest_of(chunks: Iterable[Blocks]) -> str:
    hasher = hashlib.sha256()
    for chunk in chunks:
        for block in chunk:
            hasher.update(block)
    return hasher.hexdigest()


@pytest.fixture
def large(fresh: Installation) -> Iterator[Installation]:
    with roomy(fresh):
        fresh.start()
        yield fresh


@pytest.fixture
def desk(large: Installation, tmp_path: Path) -> PulpDesk:
    """Somebody whom both API and worker have served already: what they load once is loaded."""
    desk = PulpDesk.newcomer(large, tmp_path / "home")
    desk.content(desk.store(noise(MIB)))
    return desk


def test_a_gibibyte_in_chunks_side_by_side_is_committed(
    large: Installation, desk: PulpDesk
) -> None:
    chunks = [chunk_of(number) for number in range(4)]
    upload = desk.begin(len(chunks) * CHUNK)
    api, worker = Memory(large.api.pid), Memory(large.worker.pid)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as senders:
        sendings = [
            senders.submit(desk.send, upload, number * CHUNK, chunk)
            for number, chunk in enumerate(chunks)
        ]
        digest = digest_of(chunks)
    for sending in sendings:
        sending.result()
    artifact = desk.made(desk.ended(desk.commit(upload, digest)))
    assert api.growth() < SIDE_BY_SIDE * GROWTH_MAX  # one process may have had them all
    assert worker.growth() < GROWTH_MAX
    assert (artifact["sha256"], artifact["size"]) == (digest, len(chunks) * CHUNK)
    assert f"upload {id_of(upload)} is complete" in large.worker.log.read_text()


def test_256_mib_in_one_request_are_an_artifact(large: Installation, desk: PulpDesk) -> None:
    chunk = chunk_of(0)
    api, worker = Memory(large.api.pid), Memory(large.worker.pid)
    artifact = desk.store(chunk)
    assert api.growth() < GROWTH_MAX
    assert worker.growth() < GROWTH_MAX
    assert (artifact["sha256"], artifact["size"]) == (digest_of([chunk]), CHUNK)
