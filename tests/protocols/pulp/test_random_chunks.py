"""Chunks sent at random, against a model that is nothing but bytes by offset."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.house.client import Api
from tests.house.setting import SMALL, Lab, open_lab, settings_for
from tests.protocols.pulp.conftest import dds, new_user
from tests.protocols.pulp.wire import Wire, id_of, sha256

#: So many chunks that each may be as small as one byte.
MANY = {**SMALL, "LOCAL_CHUNK_MAX_NUMBER": "1000"}

SIZE = 24


class Sent(NamedTuple):
    """A chunk, whether its digest is sent too, and whether that is right."""

    first: int
    data: bytes
    digest: bool = False
    right: bool = True


class Model:
    """What an upload is: bytes by offset."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.chunks: dict[int, bytes] = {}

    def expected(self, sent: Sent) -> set[int]:
        """The statuses that may be answered."""
        end = sent.first + len(sent.data)
        faults = set()
        if end > self.size or (sent.digest and not sent.right):
            faults.add(400)
        others = (it for it in self.chunks.items() if it[0] != sent.first)
        if any(first < end and sent.first < first + len(data) for first, data in others):
            faults.add(409)
        return faults or {200}

    def taken(self, sent: Sent) -> set[tuple[int, int]]:
        """The ranges of chunks that it reaches into."""
        end = sent.first + len(sent.data)
        return {
            (first, first + len(data) - 1)
            for first, data in self.chunks.items()
            if first != sent.first and first < end and sent.first < first + len(data)
        }

    def missing(self) -> list[tuple[int, int]]:
        """Ranges that no chunk covers, found byte by byte."""
        there = {
            at for first, data in self.chunks.items() for at in range(first, first + len(data))
        }
        absent = [at for at in range(self.size) if at not in there]
        starts = [at for at in absent if at - 1 not in absent]
        ends = [at for at in absent if at + 1 not in absent]
        return list(zip(starts, ends, strict=True))

    @property
    def content(self) -> bytes:
        """The whole file, once nothing is missing."""
        return b"".join(self.chunks[first] for first in sorted(self.chunks))


CHUNKS = st.builds(
    Sent,
    st.integers(0, SIZE + 1),
    st.binary(min_size=1, max_size=9) | st.binary(min_size=SIZE // 2, max_size=SIZE + 1),
    st.booleans(),
    st.integers(0, 4).map(bool),
)


class Desk:
    """A user on the shared service, in both APIs, with a project."""

    def __init__(self, lab: Lab) -> None:
        self.wire: Wire = new_user(lab)
        self.api: Api = dds(self.wire)
        self.project = self.api.project()

    def send(self, upload: str, model: Model, sent: Sent) -> None:
        """One chunk, to the service and to the model."""
        digest = None
        if sent.digest:
            digest = sha256(sent.data if sent.right else sent.data + b"x")
        answer = self.wire.chunk(upload, sent.first, sent.data, digest, expect=None)
        assert answer.status_code in model.expected(sent), (sent, model.chunks)
        if answer.status_code == 409:
            taken = answer.json["taken_range"]
            assert (taken["first"], taken["last"]) in model.taken(sent)
        if answer.status_code == 200:
            model.chunks[sent.first] = sent.data
            assert answer.json["size"] == model.size

    def check(self, upload: str, model: Model) -> None:
        """The upload is shown as the model is."""
        shown, chunks = self.wire.get(upload), sorted(model.chunks.items())
        assert shown["chunks"] == [
            {"offset": first, "size": len(data), "sha256": sha256(data)} for first, data in chunks
        ]
        assert shown["missing_ranges"] == _ranges(model.missing())
        assert shown["bytes_received"] == sum(len(data) for _, data in chunks)

    def commit(self, upload: str, model: Model) -> None:
        """It is refused with the holes or gives exactly the bytes."""
        missing = model.missing()
        if missing:
            answer = self.wire.commit(upload, sha256(model.content), expect=400)
            assert answer.json["missing_ranges"] == _ranges(missing)
            self.check(upload, model)
            for first, last in missing:
                self.send(upload, model, Sent(first, bytes(range(65, 65 + last - first + 1))))
        content = model.content
        assert len(content) == model.size
        task = self.wire.task(upload, sha256(content))
        assert task["state"] == "completed"
        artifact = self.wire.get(task["created_resources"][0])
        assert (artifact["size"], artifact["sha256"]) == (model.size, sha256(content))
        assert self.api.download(self.project, id_of(upload)).content == content


def _ranges(found: list[tuple[int, int]]) -> list[dict[str, int]]:
    return [{"first": first, "last": last} for first, last in found]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Where the chunks are sent from."""
    folder: Path = tmp_path_factory.mktemp("random")
    lab = open_lab(settings_for(f"sqlite:///{folder}/dds.db", folder, MANY))
    yield Desk(lab)
    lab.close()


quick = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@quick
@given(chunks=st.lists(CHUNKS, max_size=12))
def test_an_upload_is_what_was_accepted_of_it(desk: Desk, chunks: list[Sent]) -> None:
    upload, model = desk.wire.begin(SIZE), Model(SIZE)
    for sent in chunks:
        desk.send(upload, model, sent)
        desk.check(upload, model)
    desk.commit(upload, model)


@settings(quick, max_examples=12)
@given(cuts=st.sets(st.integers(1, SIZE - 1), max_size=9), order=st.randoms(use_true_random=False))
def test_a_file_cut_anywhere_and_sent_in_any_order_is_the_same(
    desk: Desk, cuts: set[int], order: Random
) -> None:
    data, ends = bytes(range(65, 65 + SIZE)), [0, *sorted(cuts), SIZE]
    pieces = [Sent(first, data[first:end]) for first, end in pairwise(ends)]
    order.shuffle(pieces)
    upload, model = desk.wire.begin(SIZE), Model(SIZE)
    for sent in pieces:
        desk.send(upload, model, sent)
    desk.check(upload, model)
    assert model.missing() == []
    desk.commit(upload, model)


@settings(quick, max_examples=12)
@given(chunks=st.lists(CHUNKS, max_size=6), wrong=st.binary(max_size=8))
def test_failed_commits_change_nothing(desk: Desk, chunks: list[Sent], wrong: bytes) -> None:
    upload, model = desk.wire.begin(SIZE), Model(SIZE)
    for sent in chunks:
        desk.send(upload, model, sent)
        answer = desk.wire.commit(upload, sha256(wrong), expect=None)
        if model.missing():
            assert answer.status_code == 400
        else:
            assert desk.wire.get(answer.json["task"])["state"] == "failed"
        desk.check(upload, model)
    desk.commit(upload, model)
