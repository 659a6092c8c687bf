"""POST chunk-upload: how much is read, held and kept while a body arrives."""

from __future__ import annotations

import gzip
import tracemalloc
from functools import partial

import pytest

from dds_upload.core.storage.object_store import Block
from providers.local.draft import LocalDraft
from tests.house.setting import Lab
from tests.protocols.sentry.conftest import LabOf, wire_of
from tests.protocols.sentry.kept import stored
from tests.protocols.sentry.wire import (
    CHUNK_TOO_LARGE,
    CHUNKS,
    REQUEST_TOO_LARGE,
    Watched,
    Wire,
    form,
    part,
    refusal,
    zipped,
)


def test_a_body_far_over_the_limit_is_read_no_further(tiny: Lab, wire: Wire) -> None:
    body = Watched(form(part(b"x" * 2**23)))
    answer = wire.stream(body)
    assert (answer.status_code, refusal(answer)) == (400, CHUNK_TOO_LARGE)
    assert body.count < 2**18


def test_what_is_refused_for_its_head_is_left_unread(tiny: Lab, wire: Wire) -> None:
    tiny.accounts.organizations.create("other")
    body = Watched(form(*[part(b"1")] * 5))
    assert wire.stream(body, CHUNKS.replace("default", "other")).status_code == 404
    assert body.count == 0


def test_parts_that_are_no_chunks_cannot_be_endless(wire: Wire) -> None:
    others = [part(b"x" * 2**20, name="x", filename="")]
    assert refusal(wire.send(*others, expect=400)) == REQUEST_TOO_LARGE


def test_a_client_that_falls_silent_is_told_so(tiny: Lab, wire: Wire) -> None:
    class Silent(Watched):
        def read(self, size: int | None = -1, /) -> bytes:
            raise TimeoutError("timed out")

    answer = wire.stream(Silent(form(part(b"1"))))
    assert (answer.status_code, bool(refusal(answer))) == (400, True)
    assert stored(tiny)


def test_no_connection_is_held_while_a_body_arrives(tiny: Lab, wire: Wire) -> None:
    held: list[int] = []

    class Asking(Watched):
        def read(self, size: int | None = -1, /) -> bytes:
            held.append(tiny.database.connections_in_use())
            return super().read(size)

    wire.stream(Asking(form(part(b"1"))))
    assert set(held) == {0}


@pytest.mark.parametrize("make", [part, zipped])
def test_memory_does_not_grow_with_a_request(lab_of: LabOf, make: partial[bytes]) -> None:
    wire = wire_of(lab_of(), "researcher")
    wire.send(part(b"warm"))
    body = Watched(form(*(make(bytes([number]) * 2**23) for number in range(4))))
    tracemalloc.start()
    try:
        assert wire.stream(body).status_code == 200
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 12 * 2**20


def test_a_gzip_bomb_takes_neither_memory_nor_disk(
    lab_of: LabOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire, written = wire_of(lab_of(), "researcher"), list[int]()
    write = LocalDraft.write

    def counted(draft: LocalDraft, block: Block) -> None:
        written.append(len(block))
        write(draft, block)

    monkeypatch.setattr(LocalDraft, "write", counted)
    packed = gzip.compress(b"\0" * 2**27)
    body = Watched(form(*[part(packed, name="file_gzip", filename="x")] * 64))
    tracemalloc.start()
    try:
        answer = wire.stream(body)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (answer.status_code, refusal(answer)) == (400, CHUNK_TOO_LARGE)
    assert peak < 12 * 2**20
    assert sum(written) == 2**23 + 1
