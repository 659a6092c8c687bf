"""PUT uploads/ID/: chunks that are taken, in whatever order and form they come."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.protocols.pulp.kept import kept, unfinished, untouched
from tests.protocols.pulp.wire import (
    BOUNDARY,
    MULTIPART,
    Wire,
    field,
    file,
    form,
    sha256,
    span,
)

DATA = b"0123456789"


def test_the_answer_is_the_upload_without_its_chunks(wire: Wire) -> None:
    upload = wire.begin(10)
    answer = wire.chunk(upload, 0, b"01234").json
    assert set(answer) == {"pulp_href", "prn", "pulp_created", "pulp_last_updated", "size"}
    assert (answer["pulp_href"], answer["size"]) == (upload, 10)


def test_the_upload_tells_what_has_come_and_what_is_missing(wire: Wire) -> None:
    upload = wire.begin(10)
    wire.chunk(upload, 2, b"23")
    wire.chunk(upload, 7, b"7", sha256(b"7"))
    found = wire.get(upload)
    assert found["chunks"] == [
        {"offset": 2, "size": 2, "sha256": sha256(b"23")},
        {"offset": 7, "size": 1, "sha256": sha256(b"7")},
    ]
    assert found["bytes_received"] == 3
    assert found["missing_ranges"] == [
        {"first": 0, "last": 1},
        {"first": 4, "last": 6},
        {"first": 8, "last": 9},
    ]


@pytest.mark.parametrize("order", list(permutations(range(0, 10, 3))))
def test_chunks_come_in_any_order(wire: Wire, order: tuple[int, ...]) -> None:
    upload = wire.begin(10)
    for first in order:
        wire.chunk(upload, first, DATA[first : first + 3])
    cut = {first: DATA[first : first + 3] for first in range(0, 10, 3)}
    assert wire.chunks(upload) == {first: (len(it), sha256(it)) for first, it in cut.items()}
    assert wire.missing(upload) == []
    task = wire.task(upload, sha256(DATA))
    assert (task["state"], len(task["created_resources"])) == ("completed", 1)


DIGESTS = {
    "right": sha256(DATA),
    "in upper case": sha256(DATA).upper(),
    "in both cases": sha256(DATA)[:32].upper() + sha256(DATA)[32:],
    "blank": "",
}


@pytest.mark.parametrize("kind", DIGESTS)
@pytest.mark.parametrize("file_first", [True, False])
def test_a_digest_is_checked_on_either_side_of_the_file(
    wire: Wire, upload: str, kind: str, file_first: bool
) -> None:
    parts = [field("sha256", DIGESTS[kind]), file(DATA)]
    wire.put(upload, form(*(reversed(parts) if file_first else parts)), span(0, 9))
    assert wire.chunks(upload) == {0: (10, sha256(DATA))}


def test_the_bytes_are_on_the_disk_once_and_as_they_were_sent(own: Wire) -> None:
    upload = own.begin(10)
    own.chunk(upload, 0, b"01234")
    own.chunk(upload, 5, b"56789", sha256(b"56789"))
    assert kept(own.lab) == [b"01234", b"56789"]
    other = own.begin(20)
    own.chunk(other, 3, b"01234")
    own.chunk(other, 10, b"01234", sha256(b"01234"))
    assert kept(own.lab) == [b"01234", b"56789"]
    assert unfinished(own.lab) == []


LIKE_A_FORM = [
    b"\r\n",
    b"--",
    b"\r\n--",
    f"\r\n--{BOUNDARY[:-1]}".encode(),
    f"--{BOUNDARY}".encode(),
    f"\n--{BOUNDARY}--\n".encode(),
    b"\r\n\r\n\r\n",
    b"\r",
    b"\n",
    b"\0" * 100,
    bytes(range(256))[100:200],
]


@pytest.mark.parametrize("data", LIKE_A_FORM)
def test_any_bytes_come_through(own: Wire, data: bytes) -> None:
    upload = own.begin(len(data))
    own.chunk(upload, 0, data)
    assert own.chunks(upload) == {0: (len(data), sha256(data))}
    assert kept(own.lab) == [data]


@pytest.mark.parametrize(
    "filename",
    ["file", "blob", "a b", "/etc/passwd", "..\\x", "Maus.dat", "M\u00e4use\u2028.dat", "x" * 1000],
)
def test_the_name_of_the_file_is_of_no_meaning(wire: Wire, upload: str, filename: str) -> None:
    wire.put(upload, form(file(DATA, filename)), span(0, 9))
    assert wire.missing(upload) == []


@pytest.mark.parametrize(
    ("kind", "boundary"),
    [
        (MULTIPART.replace("multipart", "MULTIPART"), BOUNDARY),
        (f'multipart/form-data; boundary="{BOUNDARY}"', BOUNDARY),
        (f"multipart/form-data; charset=utf-8; boundary={BOUNDARY}", BOUNDARY),
        (f"multipart/form-data;boundary={BOUNDARY}", BOUNDARY),
        ("multipart/form-data; boundary=----WebKitForm7MA4", "----WebKitForm7MA4"),
        ("multipart/form-data; boundary=x", "x"),
        (f"multipart/form-data; boundary={'y' * 70}", "y" * 70),
    ],
)
def test_boundaries_of_all_clients_are_understood(
    wire: Wire, upload: str, kind: str, boundary: str
) -> None:
    body = form(file(DATA)).replace(BOUNDARY.encode(), boundary.encode())
    wire.put(upload, body, span(0, 9), kind=kind)
    assert wire.missing(upload) == []


HEADS = [
    b"Content-Disposition: form-data; name=file; filename=x",
    b'content-disposition: form-data; name="file"; filename="x"',
    b'Content-Disposition: form-data; filename="x"; name="file"',
    b"Content-Disposition: form-data; name=\"file\"; filename*=utf-8''M%C3%A4use.dat",
    b'Content-Disposition: form-data; name="file"; filename="x"; filename*=utf-8\'\'y',
    b'Content-Disposition: form-data; name="file"; filename="a\\"b"',
    b'Content-Length: 10\r\nContent-Disposition: form-data; name="file"; filename="x"',
    b'Content-Disposition: form-data; name="file"; filename="x"\r\nContent-Type: text/x; a=b',
]


@pytest.mark.parametrize("head", HEADS)
def test_parts_are_headed_as_other_clients_do(wire: Wire, upload: str, head: bytes) -> None:
    body = b"--%b\r\n%b\r\n\r\n%b\r\n--%b--\r\n"
    wire.put(upload, body % (BOUNDARY.encode(), head, DATA, BOUNDARY.encode()), span(0, 9))
    assert wire.missing(upload) == []


def test_a_part_needs_no_type(wire: Wire, upload: str) -> None:
    body = form(file(DATA)).replace(b"\r\nContent-Type: application/octet-stream", b"")
    wire.put(upload, body, span(0, 9))
    assert wire.missing(upload) == []


BEFORE = {
    "another": [file(b"abcdefghij")],
    "the same": [file(DATA)],
    "two others": [file(b"abcdefghij"), file(b"klmnopqrst")],
    "a shorter one": [file(b"abc")],
    "a longer one": [file(b"abcdefghijk")],
    "a much longer one": [file(b"x" * 5000)],
    "an empty one": [file(b"")],
    "one without a name": [file(b"abcdefghij", None)],
}


@pytest.mark.parametrize("kind", BEFORE)
@pytest.mark.parametrize("at", ["front", "middle", "end", "nowhere"])
@pytest.mark.parametrize("known", [True, False])
def test_of_several_files_the_last_one_counts(own: Wire, kind: str, at: str, known: bool) -> None:
    if known:
        own.chunk(own.begin(10), 0, DATA)
    upload, digest = own.begin(10), field("sha256", sha256(DATA))
    parts = [*BEFORE[kind], file(DATA)]
    place = {"front": 0, "middle": len(parts) - 1, "end": len(parts)}.get(at)
    if place is not None:
        parts.insert(place, digest)
    own.put(upload, form(*parts), span(0, 9))
    assert own.chunks(upload) == {0: (10, sha256(DATA))}
    assert kept(own.lab) == [DATA]
    assert unfinished(own.lab) == []


@pytest.mark.parametrize("last", [file(b"abc"), file(b""), file(DATA, None), file(DATA + b"x")])
def test_a_good_file_does_not_excuse_the_last_one(own: Wire, last: bytes) -> None:
    upload = own.begin(10)
    with untouched(own, upload):
        own.put(upload, form(file(DATA), last), span(0, 9), expect=400)
    assert kept(own.lab) == []


def test_the_digest_is_that_of_the_last_file(own: Wire) -> None:
    upload, first = own.begin(10), b"abcdefghij"
    parts = field("sha256", sha256(first)), file(first), file(DATA)
    with untouched(own, upload):
        own.put(upload, form(*parts), span(0, 9), expect=400)
    assert kept(own.lab) == []


@pytest.mark.parametrize("replacement", [b"abcde", b"abc", b"a", b"abcdefg", b"01234"])
@pytest.mark.parametrize("digest", [True, False])
def test_the_same_offset_again_replaces_whatever_its_length(
    wire: Wire, upload: str, replacement: bytes, digest: bool
) -> None:
    wire.chunk(upload, 0, b"01234")
    wire.chunk(upload, 7, b"789")
    wire.chunk(upload, 0, replacement, sha256(replacement) if digest else None)
    size = len(replacement)
    assert wire.chunks(upload) == {0: (size, sha256(replacement)), 7: (3, sha256(b"789"))}
    assert wire.get(upload)["bytes_received"] == size + 3
    assert wire.missing(upload) == ([(size, 6)] if size < 7 else [])


def test_a_chunk_may_become_the_whole_file_and_a_part_again(wire: Wire, upload: str) -> None:
    for data in (b"0", DATA, b"01", b"01234", DATA):
        wire.chunk(upload, 0, data)
        assert wire.chunks(upload) == {0: (len(data), sha256(data))}
    assert wire.task(upload, sha256(DATA))["state"] == "completed"


def test_the_same_chunk_twice_is_one(wire: Wire, upload: str) -> None:
    for _ in range(3):
        wire.chunk(upload, 5, b"56789", sha256(b"56789"))
    assert wire.chunks(upload) == {5: (5, sha256(b"56789"))}
