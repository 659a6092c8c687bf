"""The unmodified pulp-cli uploads files to both kinds of installation."""

from __future__ import annotations

import re

import pytest

from tests.e2e.installation import Installation
from tests.e2e.kinds import CHUNK_MAX, CHUNKS_MAX, FILE_MAX
from tests.e2e.pulp_desk import BEGIN, CHUNK, COMMIT, GIVE_UP, PulpDesk, sha256_of
from tests.e2e.sentry_samples import noise
from tests.e2e.sentry_storage import copies
from tests.house.refusals import too_large

#: A direct upload, and a chunk that is refused.
WHOLE, BAD_CHUNK = "POST artifacts/ 201", "PUT uploads/ID/ 400"
EXISTS = "Artifact already exists."


def test_a_file_arrives_in_chunks_one_after_the_other(desk: PulpDesk) -> None:
    data = noise(2**20)
    upload = ("artifact", "upload", "--file", desk.write("f.bin", data), "--chunk-size", "400KB")
    with desk.sends(BEGIN, CHUNK, CHUNK, CHUNK, COMMIT):
        artifact, printed = desk.succeed("-vv", *upload)
    assert re.findall(r"Content-Range: bytes (\S+)/1048576", printed) == [
        "0-399999",
        "400000-799999",
        "800000-1048575",
    ]
    assert printed.count("tasks_read : get") == 1, "the client had to wait for the commit"
    assert (artifact["sha256"], artifact["size"]) == (sha256_of(data), len(data))
    assert desk.content(artifact) == data


def test_the_same_file_again_is_found_and_not_sent(desk: PulpDesk) -> None:
    name = desk.write("f.bin", noise(10_240))
    upload = ("artifact", "upload", "--file", name, "--chunk-size", "2KB")
    artifact = desk.show(*upload)
    with desk.sends():
        again, printed = desk.succeed(*upload)
    assert EXISTS in printed
    assert again == artifact


def test_a_file_smaller_than_a_chunk_is_sent_at_once(desk: PulpDesk) -> None:
    name, data = "naïve-日本語 'small'; 100%.bin", noise(5000)
    with desk.sends(WHOLE):
        artifact = desk.upload(desk.write(name, data), "--chunk-size", "8388608")
    assert (artifact["sha256"], artifact["size"]) == (sha256_of(data), len(data))
    assert desk.content(artifact) == data
    assert desk.caller.get(f"/uploads/{desk.upload_of(artifact)}")["name"] == name


def test_a_file_as_large_as_a_chunk_is_one(desk: PulpDesk) -> None:
    data = noise(CHUNK_MAX)
    with desk.sends(BEGIN, CHUNK, COMMIT):
        artifact = desk.upload(desk.write("f.bin", data), "--chunk-size", "1mb")
    assert desk.content(artifact) == data


def test_the_largest_file_arrives(desk: PulpDesk) -> None:
    data = noise(FILE_MAX)
    with desk.sends(BEGIN, *[CHUNK] * CHUNKS_MAX, COMMIT):
        artifact = desk.upload(desk.write("f.bin", data), "--chunk-size", "1MB")
    assert artifact["size"] == FILE_MAX
    assert desk.content(artifact) == data, "other bytes"  # and not a difference of 10 MB


def test_an_empty_file_arrives(newcomer: PulpDesk) -> None:
    with newcomer.sends(WHOLE):
        artifact = newcomer.upload(newcomer.write("empty.bin", b""), "--chunk-size", "1KB")
    assert (artifact["sha256"], artifact["size"]) == (sha256_of(b""), 0)
    assert newcomer.content(artifact) == b""


def test_what_arrived_is_an_upload_of_no_project(desk: PulpDesk) -> None:
    data = noise(5000)
    artifact = desk.upload(desk.write("f.bin", data), "--chunk-size", "1KB")
    found = desk.caller.get(f"/uploads/{desk.upload_of(artifact)}")
    assert (found["project"], found["size"]) == (None, len(data))
    assert found["status"]["is_consistent"] is True
    digests = {each["algorithm"]: each["value"] for each in found["hashes"]}
    assert digests["sha256"] == sha256_of(data)


def test_two_users_have_the_same_bytes_kept_once_and_do_not_see_each_other(
    desk: PulpDesk, newcomer: PulpDesk, installation: Installation
) -> None:
    data = noise(5000)
    first = desk.upload(desk.write("f.bin", data), "--chunk-size", "5000")
    find = ("artifact", "show", "--sha256", first["sha256"])
    assert "Could not find artifact" in newcomer.refused(*find)
    assert "Not found." in newcomer.refused("artifact", "show", "--href", first["pulp_href"])
    with newcomer.sends(BEGIN, CHUNK, COMMIT):
        second = newcomer.upload(newcomer.write("f.bin", data), "--chunk-size", "5000")
    assert second["pulp_href"] != first["pulp_href"]
    assert newcomer.content(second) == desk.content(first) == data
    assert copies(installation, data) == 1


def test_in_the_background_a_file_arrives_too(newcomer: PulpDesk) -> None:
    data = noise(5000)
    upload = ("artifact", "upload", "--file", newcomer.write("f.bin", data), "--chunk-size", "1KB")
    with newcomer.sends(BEGIN, *[CHUNK] * 5, COMMIT, GIVE_UP):
        nothing, printed = newcomer.succeed("--background", *upload)
    assert nothing is None
    assert "Not waiting for task because --background was specified." in printed
    artifact = newcomer.show("artifact", "show", "--sha256", sha256_of(data))
    assert newcomer.content(artifact) == data


@pytest.mark.parametrize(
    ("chunk_size", "said"),
    [
        ("0", "The submitted file is empty."),
        # The file would have eleven chunks.
        ("1000", "Invalid chunk size specified - must be in range 1050-1000000"),
    ],
)
def test_too_small_chunks_are_refused_and_nothing_is_left(
    newcomer: PulpDesk, chunk_size: str, said: str
) -> None:
    name = newcomer.write("f.bin", noise(10_500))
    with newcomer.sends(BEGIN, BAD_CHUNK, GIVE_UP):
        printed = newcomer.refused("artifact", "upload", "--file", name, "--chunk-size", chunk_size)
    assert said in printed
    assert newcomer.has_nothing()


def test_too_large_chunks_are_refused_and_nothing_is_left(newcomer: PulpDesk) -> None:
    size = CHUNK_MAX + 1
    name = newcomer.write("f.bin", noise(size + 1))
    with newcomer.sends(BEGIN, BAD_CHUNK, GIVE_UP):
        printed = newcomer.refused("artifact", "upload", "--file", name, "--chunk-size", str(size))
    assert f"Invalid chunk size specified - must be in range 100001-{CHUNK_MAX}" in printed
    assert newcomer.has_nothing()


def test_a_chunk_size_that_is_none_is_refused_by_the_client(desk: PulpDesk) -> None:
    name = desk.write("f.bin", noise(10_240))
    with desk.sends():
        printed = desk.refused("artifact", "upload", "--file", name, "--chunk-size", "1KKB")
    assert "Please pass in a valid size" in printed


def test_too_large_a_file_is_refused_before_any_chunk_is_sent(newcomer: PulpDesk) -> None:
    name = newcomer.write("f.bin", noise(FILE_MAX + 1))
    with newcomer.sends("POST uploads/ 400"):
        printed = newcomer.refused("artifact", "upload", "--file", name, "--chunk-size", "1MB")
    assert too_large(FILE_MAX) in printed
    assert newcomer.has_nothing()


@pytest.mark.parametrize("size", [CHUNK_MAX + 1, FILE_MAX + 1])
def test_too_large_a_file_for_one_request_is_refused(newcomer: PulpDesk, size: int) -> None:
    name = newcomer.write("f.bin", noise(size))
    with newcomer.sends("POST artifacts/ 400"):
        printed = newcomer.refused("artifact", "upload", "--file", name)
    assert too_large(CHUNK_MAX) in printed
    assert newcomer.has_nothing()
