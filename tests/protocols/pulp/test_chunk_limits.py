"""Chunks under the policy of the storage provider: how large, how small, how many."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.fixtures import OpenLab
from tests.house.setting import SMALL
from tests.protocols.pulp.conftest import wire_of
from tests.protocols.pulp.kept import kept, untouched
from tests.protocols.pulp.wire import Wire, basic, field, file, form, said, sha256, span


@pytest.mark.parametrize("size", [101, 102, 200, 1000])
@pytest.mark.parametrize("digest", [True, False])
def test_a_chunk_above_the_maximum_is_refused(own: Wire, size: int, digest: bool) -> None:
    upload, data = own.begin(1000), b"x" * size
    with untouched(own, upload):
        answer = own.chunk(upload, 0, data, sha256(data) if digest else None, expect=400)
    assert "100" in said(answer)
    assert kept(own.lab) == []


@pytest.mark.parametrize("size", [101, 100_000, 5_000_000])
def test_a_chunk_above_the_maximum_is_refused_whatever_it_is_said_to_be(
    own: Wire, size: int
) -> None:
    upload = own.begin(1000)
    with untouched(own, upload):
        answer = own.put(upload, form(file(b"x" * size)), span(0, 99), expect=None)
    assert answer.status_code in {400, 413}
    assert kept(own.lab) == []


def test_the_largest_chunk_is_taken(wire: Wire) -> None:
    upload = wire.begin(1000)
    wire.chunk(upload, 900, b"x" * 100)
    assert wire.missing(upload) == [(0, 899)]


@pytest.mark.parametrize("size", [0, 1])
def test_the_smallest_file_takes_the_smallest_chunk(wire: Wire, size: int) -> None:
    data = b"x" * size
    assert wire.task(wire.sent(data, 1), sha256(data))["state"] == "completed"


#: Sizes of files, offsets and sizes of chunks; of ten chunks each has to be a tenth of the file.
TOO_SMALL = [(1000, 0, 99), (1000, 900, 99), (1000, 500, 1), (991, 0, 99), (11, 0, 1), (20, 17, 1)]
SMALL_ENOUGH = [(1000, 900, 100), (990, 0, 99), (991, 900, 91), (11, 10, 1), (11, 0, 2), (10, 3, 1)]


@pytest.mark.parametrize(("file_size", "first", "size"), TOO_SMALL)
def test_a_chunk_below_the_minimum_that_is_not_the_last_is_refused(
    own: Wire, file_size: int, first: int, size: int
) -> None:
    upload, data = own.begin(file_size), b"x" * size
    with untouched(own, upload):
        for digest in (None, sha256(data)):
            assert str(-(-file_size // 10)) in said(
                own.chunk(upload, first, data, digest, expect=400)
            )
    assert kept(own.lab) == []


@pytest.mark.parametrize(("file_size", "first", "size"), SMALL_ENOUGH)
def test_a_chunk_of_the_minimum_or_the_last_one_is_taken(
    wire: Wire, file_size: int, first: int, size: int
) -> None:
    upload = wire.begin(file_size)
    wire.chunk(upload, first, b"x" * size)
    assert wire.chunks(upload)[first][0] == size


def test_the_last_one_may_be_small_at_any_time(wire: Wire) -> None:
    upload = wire.begin(950)
    wire.chunk(upload, 949, b"x")
    wire.chunk(upload, 0, b"x" * 95)
    wire.chunk(upload, 949, b"y")
    assert wire.missing(upload) == [(95, 948)]


def full(wire: Wire) -> str:
    """The href of an upload with ten chunks, before the last of which there is room."""
    upload = wire.begin(95)
    for first in range(0, 90, 10):
        wire.chunk(upload, first, b"x" * 10)
    wire.chunk(upload, 94, b"z")
    assert len(wire.chunks(upload)) == 10
    return upload


def test_one_more_than_the_maximum_number_is_refused(own: Wire) -> None:
    upload = full(own)
    with untouched(own, upload):
        assert "maximum upload chunks" in said(own.chunk(upload, 90, b"abcd", expect=400))
        assert said(own.chunk(upload, 90, b"abcd", sha256(b"abcd"), expect=400))


def test_at_the_maximum_number_chunks_can_be_replaced(wire: Wire) -> None:
    upload = full(wire)
    wire.chunk(upload, 94, b"y")
    wire.chunk(upload, 80, b"y" * 14)
    assert len(wire.chunks(upload)) == 10
    assert wire.missing(upload) == []


def test_the_maximum_number_fits_the_largest_file(wire: Wire) -> None:
    data = bytes(range(250)) * 4
    assert wire.made(data, 100)["size"] == 1000


def test_limits_stay_those_that_the_upload_was_begun_with(open_again: OpenLab) -> None:
    lab = open_again()
    token = lab.accounts.users.create("researcher").api_token.reveal()
    before = Wire(lab, basic("researcher", token))
    upload = before.begin(1000)
    stricter = {**SMALL, "LOCAL_CHUNK_MAX_SIZE_BYTES": "20"}
    after = Wire(open_again(stricter), basic("researcher", token))
    after.chunk(upload, 0, b"x" * 100)
    assert after.call("GET", upload).headers["X-MAX-CHUNK-UPLOAD-SIZE"] == "100"
    after.chunk(after.begin(100), 0, b"x" * 21, expect=400)
    looser = {**SMALL, "LOCAL_CHUNK_MAX_SIZE_BYTES": "2000"}
    again = Wire(open_again(looser), basic("researcher", token))
    again.chunk(upload, 100, b"x" * 101, expect=400)
    again.chunk(upload, 100, b"x" * 100)


@pytest.mark.parametrize("size", [0, 10])
def test_chunks_without_bytes_are_refused(own: Wire, size: int) -> None:
    upload = own.begin(size)
    with untouched(own, upload):
        for header in ("bytes 0--1/10", "bytes 0-0/10", span(0, 9), None):
            for parts in ([file(b"")], [field("sha256", sha256(b"")), file(b"")]):
                assert said(own.put(upload, form(*parts), header, expect=400), "file")
    assert kept(own.lab) == []


def test_the_bytes_of_a_form_beside_the_file_do_not_count(loose: Wire) -> None:
    upload = loose.begin(1000)
    name = "n" * 3000
    loose.put(upload, form(field("sha256", ""), file(b"x" * 100, name)), span(0, 99))
    assert loose.missing(upload) == [(100, 999)]


def test_policies_are_those_of_the_default_provider(open_again: OpenLab, tmp_path: Path) -> None:
    environ = {
        "STORAGE_PROVIDERS": "archive,fast",
        "ARCHIVE_TYPE": "local",
        "ARCHIVE_ROOT": f"{tmp_path}/archive",
        "ARCHIVE_CHUNK_MAX_SIZE_BYTES": "25",
        "FAST_TYPE": "local",
        "FAST_ROOT": f"{tmp_path}/fast",
        "FAST_DEFAULT": "true",
        "FAST_CHUNK_MAX_NUMBER": "3",
        "FAST_CHUNK_MAX_SIZE_BYTES": "30",
    }
    wire = wire_of(open_again(environ), "researcher")
    answer = wire.call("POST", "/pulp/api/v3/uploads/", {"size": 91}, expect=400)
    assert "90" in said(answer, "size")
    made = wire.made(b"x" * 90, 30)
    assert made["size"] == 90


@pytest.mark.parametrize("more", [1, 1000, 2**17, 3 * 2**20])
def test_a_file_that_is_longer_than_its_range_is_told_so_however_long_it_is(
    open_again: OpenLab, more: int
) -> None:
    wire = wire_of(open_again({"LOCAL_CHUNK_MAX_SIZE_BYTES": "1000000"}), "researcher")
    upload = wire.begin(20)
    body = form(file(b"x" * (20 + more)))
    assert "names 20 bytes" in said(wire.put(upload, body, span(0, 19), expect=400))
    assert wire.chunks(upload) == {}
