"""GET chunk-upload: what clients are told."""

from __future__ import annotations

import pytest

from tests.blobs.contents import organization
from tests.house.setting import Lab
from tests.protocols.sentry.conftest import LabOf, wire_of
from tests.protocols.sentry.wire import CHUNKS, Wire

MIB = 2**20


def test_every_field_has_its_default(lab_of: LabOf) -> None:
    answer = wire_of(lab_of(), "researcher").ask()
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.json
    assert isinstance(body.pop("accept"), list)
    assert body == {
        "url": f"http://falconframework.org{CHUNKS}",
        "chunkSize": 8 * MIB,
        "chunksPerRequest": 64,
        "maxFileSize": 1000 * 8 * MIB,
        "maxRequestSize": 32 * MIB,
        "concurrency": 8,
        "hashAlgorithm": "sha1",
        "compression": ["gzip"],
    }


def test_everything_can_be_set(lab_of: LabOf) -> None:
    lab = lab_of(
        SENTRY_CHUNK_SIZE="1048576",
        SENTRY_CHUNKS_PER_REQUEST="16",
        SENTRY_MAX_REQUEST_SIZE="2097152",
        SENTRY_CONCURRENCY="4",
        SENTRY_MAX_FILE_SIZE="5000000",
    )
    body = wire_of(lab, "researcher").ask().json
    assert (body["chunkSize"], body["chunksPerRequest"]) == (MIB, 16)
    assert (body["maxRequestSize"], body["concurrency"]) == (2 * MIB, 4)
    assert body["maxFileSize"] == 5_000_000


@pytest.mark.parametrize(("largest", "chunk_size"), [(100, 64), (64, 64), (63, 32), (1, 1)])
def test_what_the_provider_does_not_take_is_not_offered(
    lab_of: LabOf, largest: int, chunk_size: int
) -> None:
    lab = lab_of(LOCAL_CHUNK_MAX_SIZE_BYTES=str(largest), LOCAL_CHUNK_MAX_NUMBER="10")
    body = wire_of(lab, "researcher").ask().json
    assert (body["chunkSize"], body["maxFileSize"]) == (chunk_size, chunk_size * 10)


def test_a_file_may_not_be_larger_than_the_provider_takes(lab_of: LabOf) -> None:
    lab = lab_of(LOCAL_CHUNK_MAX_NUMBER="2", SENTRY_MAX_FILE_SIZE=str(2**40))
    assert wire_of(lab, "researcher").ask().json["maxFileSize"] == 16 * MIB


def test_who_looks_for_a_fault_gets_one_request_at_a_time(lab_of: LabOf) -> None:
    lab = lab_of(DEBUG="true", SENTRY_CONCURRENCY="8")
    assert wire_of(lab, "researcher").ask().json["concurrency"] == 1


@pytest.mark.parametrize(
    ("environ", "origin"),
    [
        ({"PUBLIC_URL": "https://dds.example"}, "https://dds.example"),
        (
            {
                "PUBLIC_URL": "https://dds.example",
                "UPLOAD_URL_PREFIX": "https://chunks.example/up",
            },
            "https://chunks.example/up",
        ),
        ({}, "http://here.example:8080"),
    ],
)
def test_the_url_is_made_from_settings_or_the_request(
    lab_of: LabOf, environ: dict[str, str], origin: str
) -> None:
    wire = wire_of(lab_of(**environ), "researcher")
    assert wire.ask(Host="here.example:8080").json["url"] == f"{origin}{CHUNKS}"


def test_the_url_is_the_path_that_was_asked(tiny: Lab, wire: Wire) -> None:
    by_id = CHUNKS.replace("default", str(organization(tiny)))
    for path in (by_id, "/api/0/chunk-upload/"):
        assert wire.ask(path).json["url"] == f"http://falconframework.org{path}"
        assert wire.ask(path.rstrip("/")).json["url"] == f"http://falconframework.org{path}"
