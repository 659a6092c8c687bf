"""The generated bindings find what Pulp's own tests expect of uploads and artifacts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.caller import Json
from tests.e2e.pulp_desk import PulpDesk, sha256_of

SCRIPT = Path(__file__).with_name("pulp_bindings_script.py")

#: Digests that are not kept, and those that are forbidden.
NOT_THERE = dict.fromkeys(("md5", "sha1", "sha224", "sha384", "sha512"))


@pytest.fixture(scope="module")
def replays() -> dict[str, Json]:
    """What a replay of all conditions told, by the kind of installation."""
    return {}


@pytest.fixture
def replay(kind: str, desk: PulpDesk, replays: dict[str, Json]) -> Json:
    """The bindings take seconds to start, so they do once for all tests."""
    if kind not in replays:
        replays[kind] = desk.script(SCRIPT)
    return replays[kind]


def told(replay: Json, condition: str) -> Json:
    """What there is to say of one condition."""
    said = dict(replay[condition])
    assert "raised" not in said, said["raised"]
    return said


def is_made(said: Json) -> Json:
    """The one artifact of an upload, which has the right content and left no upload."""
    assert said["task"]["state"] == "completed"
    assert said["task"]["created_resources"] == [it["pulp_href"] for it in said["artifacts"]]
    (artifact,) = said["artifacts"]
    return dict(artifact)


@pytest.mark.parametrize("how", ["two_chunks_without_digests", "five_chunks_with_digests"])
def test_chunks_in_any_order_become_an_artifact(replay: Json, desk: PulpDesk, how: str) -> None:
    said = told(replay, how)
    artifact = is_made(said)
    assert artifact["sha256"] == said["sha256"] == sha256_of(desk.content(artifact))
    assert artifact["size"] == 512 * len(said["chunks"])
    assert artifact.items() >= NOT_THERE.items()
    assert said["upload"] == {"status": 404, "body": {"detail": "Not found."}}


def test_chunks_with_wrong_digests_are_refused(replay: Json) -> None:
    said = told(replay, "two_chunks_with_nonsense_for_digests")
    assert [answer["status"] for answer in said["answers"]] == [400] * 4
    assert all(answer["body"].keys() == {"sha256"} for answer in said["answers"])
    assert said["upload"]["chunks"] == []


def test_chunks_of_two_sizes_are_listed(replay: Json) -> None:
    said = told(replay, "two_chunks_of_two_sizes")
    for answer in said["answers"]:
        assert answer["pulp_href"] == said["upload"]["pulp_href"]
        assert answer["pulp_created"] == said["upload"]["pulp_created"]
        assert answer["size"] == 1_000_000
    assert [(it["offset"], it["size"]) for it in said["upload"]["chunks"]] == [
        (0, 600_000),
        (600_000, 400_000),
    ]
    assert said["upload"]["missing_ranges"] == []


def test_a_chunk_that_is_sent_twice_is_one(replay: Json) -> None:
    said = told(replay, "one_chunk_twice")
    assert said["upload"]["chunks"] == [{"offset": 0, "size": 512}]
    assert said["upload"]["bytes_received"] == 512
    assert is_made(said)["sha256"] == said["sha256"]


def test_a_file_that_is_there_already_is_the_same_artifact(replay: Json) -> None:
    said = told(replay, "one_file_three_times")
    first, second = map(is_made, said["answers"])
    assert first == second == said["whole"]
    assert first["sha256"] == said["sha256"]
    assert [answer["upload"]["status"] for answer in said["answers"]] == [404, 404]
    assert (said["found"]["count"], said["found"]["results"]) == (1, [first])


@pytest.mark.parametrize("which", ["one_file_with_every_claim", "an_empty_file_with_every_claim"])
def test_a_file_in_one_request_has_to_be_what_is_claimed(replay: Json, which: str) -> None:
    said = told(replay, which)
    (chunk,) = said["chunks"]
    for claims, answer in said["answers"].items():
        if "wrong" in claims:
            assert answer["status"] == 400, claims
            assert answer["body"].keys() <= {"sha256", "size"}, claims
        else:
            assert (answer["sha256"], answer["size"]) == (said["sha256"], chunk["size"]), claims
            assert answer.items() >= NOT_THERE.items()
    assert len(said["answers"]) == 9
    assert said["md5"]["status"] == 400
    assert said["md5"]["body"].keys() == {"md5"}
    assert said["found"]["results"] == []
