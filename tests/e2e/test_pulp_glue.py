"""The unmodified pulp-glue sends in parallel, and goes on with what was interrupted."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.e2e.caller import Json
from tests.e2e.installation import Installation
from tests.e2e.kinds import CHUNKS_MAX
from tests.e2e.polling import eventually
from tests.e2e.pulp_desk import BEGIN, CHUNK, COMMIT, PulpDesk, sha256_of
from tests.e2e.sentry_samples import noise

SCRIPT = Path(__file__).with_name("pulp_glue_script.py")

#: A file has as many chunks as it may have.
CUT = 300_000
DATA = noise(CUT * CHUNKS_MAX - 7)


@pytest.fixture
def desk(desk: PulpDesk) -> PulpDesk:
    """That of every test, with a file on it."""
    desk.write("f.bin", DATA)
    return desk


def pieces_of(found: Json) -> list[tuple[int, int]]:
    """The chunks of an upload as first and last byte; each must have the right digest."""
    chunks = [(each["offset"], each["offset"] + each["size"] - 1) for each in found["chunks"]]
    digests = [sha256_of(DATA[first : last + 1]) for first, last in chunks]
    assert [each["sha256"] for each in found["chunks"]] == digests
    assert found["bytes_received"] == sum(each["size"] for each in found["chunks"])
    return chunks


ALL = [(first, min(first + CUT, len(DATA)) - 1) for first in range(0, len(DATA), CUT)]


def is_committed(desk: PulpDesk, upload: str) -> None:
    """The upload becomes the artifact that it has to be."""
    with desk.sends(COMMIT):
        committed = desk.script(SCRIPT, "commit", upload, sha256_of(DATA))
    task, artifact = committed["task"], committed["artifact"]
    assert (task["state"], task["reserved_resources_record"]) == ("completed", [upload])
    assert (artifact["sha256"], artifact["size"]) == (sha256_of(DATA), len(DATA))
    assert desk.content(artifact) == DATA, "other bytes"  # and not a difference of 3 MB
    desk.call("GET", upload, expect=404)


def test_chunks_may_come_in_any_order_from_many_threads(desk: PulpDesk) -> None:
    with desk.sends(BEGIN, *[CHUNK] * CHUNKS_MAX):
        said = desk.script(SCRIPT, "send", "f.bin", str(CUT), "--threads", "8")
    assert pieces_of(said["left"]) == ALL
    assert said["left"]["missing_ranges"] == []
    is_committed(desk, said["left"]["pulp_href"])


def test_an_upload_that_was_left_is_gone_on_with(desk: PulpDesk) -> None:
    first = desk.script(SCRIPT, "send", "f.bin", str(CUT), "--stop-after", "4")
    upload = first["left"]["pulp_href"]
    there = pieces_of(first["left"])
    assert len(there) == 4
    with desk.sends(*[CHUNK] * (CHUNKS_MAX - 4)):
        second = desk.script(SCRIPT, "send", "f.bin", str(CUT), upload)
    assert {tuple(each) for each in second["sent"]} == set(ALL) - set(there)
    is_committed(desk, upload)


def test_an_upload_whose_client_was_killed_is_gone_on_with(newcomer: PulpDesk) -> None:
    dying = ("send", "f.bin", str(CUT), "--threads", "4", "--die-after", "3")
    killed = newcomer.client.run_script(SCRIPT, *dying)
    assert killed.returncode == -signal.SIGKILL
    (upload,) = (str(each["pulp_href"]) for each in newcomer.listed("uploads/"))
    refused = newcomer.call("POST", f"{upload}commit/", json={"sha256": "0" * 64}, expect=400)
    assert refused["missing_ranges"]

    second = newcomer.script(SCRIPT, "send", "f.bin", str(CUT), upload)
    there = pieces_of(second["found"])
    assert len(there) >= 3
    assert {tuple(each) for each in second["sent"]} == set(ALL) - set(there)
    eventually(lambda: pieces_of(newcomer.read(upload)) == ALL)
    is_committed(newcomer, upload)


@pytest.fixture
def newcomer(installation: Installation, tmp_path: Path) -> PulpDesk:
    desk = PulpDesk.newcomer(installation, tmp_path / "newcomer")
    desk.write("f.bin", DATA)
    return desk


def test_a_chunk_that_was_damaged_on_the_way_is_refused_and_sent_again(desk: PulpDesk) -> None:
    data = noise(3000)
    upload = desk.begin(len(data))
    said = desk.script(SCRIPT, "damage", upload, desk.write("small.bin", data), "1000")
    for number, refusal in enumerate(said["refusals"]):
        damaged = bytes([data[number * 1000] ^ 1]) + data[number * 1000 + 1 : (number + 1) * 1000]
        whole = data[number * 1000 : (number + 1) * 1000]
        assert refusal["status"] == 400
        told = f"the digest of the content is {sha256_of(damaged)}, not {sha256_of(whole)}"
        assert told in refusal["text"]
        assert len(refusal["left"]["chunks"]) == number
        assert refusal["left"]["bytes_received"] == number * 1000
    assert len(said["refusals"]) == 3
    task = desk.commit(upload, sha256_of(data))
    assert desk.content(desk.made(task)) == data


@pytest.mark.parametrize("size", [1, 3])
def test_a_list_is_read_to_its_end_while_what_was_read_is_removed(
    newcomer: PulpDesk, size: int
) -> None:
    uploads = [newcomer.begin(number) for number in range(1, 9)]
    found = newcomer.script(SCRIPT, "walk", str(size))
    assert found == uploads[::-1]
    assert [each["pulp_href"] for each in newcomer.listed("uploads/")] == uploads[-2::-2]
