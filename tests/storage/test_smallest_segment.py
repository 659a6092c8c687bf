"""Storage that joins no small segments, but for a file's last, as every way in has it."""

from __future__ import annotations

import pytest

from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.policy import ProviderCapabilities
from providers.memory.build import build_memory
from providers.memory.options import MemoryOptions
from tests.content.client import Sender
from tests.house.client import Api, digest_of, errors_of
from tests.house.fixtures import OpenLab, client
from tests.house.setting import SMALL, Lab
from tests.protocols.pulp.conftest import wire_of
from tests.protocols.pulp.wire import said, sha256
from tests.protocols.sentry.wire import Wire as Sentry
from tests.protocols.sentry.wire import part

WRONG_SIZE = "Invalid chunk size specified - must be in range 40-100"


def picky() -> Abilities:
    """Storage like that of SMALL, which joins 40 bytes at the least."""
    return build_memory(MemoryOptions(ProviderCapabilities(segment_min_size_bytes=40)))


@pytest.fixture
def strict(open_again: OpenLab) -> Lab:
    return open_again(SMALL, picky())


@pytest.fixture
def researcher(strict: Lab) -> Api:
    return client(strict, "somebody")


def test_dds_clients_are_held_to_it_in_plan_header_and_chunks(strict: Lab, researcher: Api) -> None:
    provider = strict.provider("local")["id"]
    plan = researcher.get(f"/storage_providers/{provider}/plan", query_string="size=100").json
    assert plan["chunk_min_size_bytes"] == 40
    begun = researcher.begin(researcher.project(), 100)
    assert begun.headers["x-min-chunk-upload-size"] == "40"
    upload = begun.json["id"]
    assert errors_of(researcher.offer(upload, 0, 39, 400)) == [("size", WRONG_SIZE)]
    researcher.offer(upload, 0, 40)
    researcher.offer(upload, 1, 40)
    researcher.offer(upload, 2, 20)


def test_a_file_below_it_goes_as_one_chunk_or_whole(strict: Lab, researcher: Api) -> None:
    project = researcher.project()
    begun = researcher.begin(project, 30)
    assert begun.headers["x-min-chunk-upload-size"] == "40"
    researcher.offer(begun.json["id"], 1, 30, **digest_of(b"x" * 30))
    whole = researcher.begin(project, 30, chunked=False)
    assert whole.headers["x-max-upload-size"] == "100"


def test_pulp_clients_may_be_below_it_at_the_end_only(strict: Lab) -> None:
    wire, data = wire_of(strict, "mouse"), bytes(range(90))
    upload = wire.begin(90)
    assert said(wire.chunk(upload, 0, data[:39], expect=400)) == WRONG_SIZE
    wire.chunk(upload, 80, data[80:])
    wire.chunk(upload, 0, data[:40])
    wire.chunk(upload, 40, data[40:80])
    assert wire.task(upload, sha256(data))["state"] == "completed"
    assert wire.made(b"small", 100)["size"] == 5


def test_sentry_clients_are_told_a_size_that_can_be_joined(
    strict: Lab, open_again: OpenLab, researcher: Api
) -> None:
    wire = Sentry(strict, researcher.token)
    assert wire.ask().json["chunkSize"] == 64
    short = {**SMALL, "SENTRY_CHUNK_SIZE": "16", "SENTRY_MAX_REQUEST_SIZE": "32"}
    lab = open_again(short, picky())
    told = Sentry(lab, researcher.token).ask().json
    assert (told["chunkSize"], told["maxRequestSize"], told["maxFileSize"]) == (64, 64, 640)
    Sentry(lab, researcher.token).send(part(b"x" * 64))


def test_content_that_was_cut_too_small_is_refused_and_said_why(
    strict: Lab, researcher: Api
) -> None:
    researcher.bare_project("Mice")
    sender, data = Sender(strict, researcher), bytes(range(100))
    small = [data[:39], data[39:]]
    sender.send(*small)
    answer = sender.ask("mice", data, chunks=small)
    assert (answer["state"], answer["detail"]) == ("error", WRONG_SIZE)
    good = [data[:40], data[40:80], b"", data[80:]]
    sender.send(*good)
    assert sender.ask("mice", data, chunks=good)["state"] == "created"
    strict.work()
    assert sender.ask("mice", data, chunks=good)["state"] == "ok"
