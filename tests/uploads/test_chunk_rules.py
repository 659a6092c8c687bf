"""The rules of chunks as a client meets them; all of them by themselves are in tests/core."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.house.client import Api, errors_of, object_error

TOO_MANY = "maximum upload chunks exceeded."
SEVERAL = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def in_range(least: int, most: int) -> tuple[str, str]:
    return "size", f"Invalid chunk size specified - must be in range {least}-{most}"


def left(size: int) -> tuple[str, str]:
    return "size", f"Chunks exceed the file size - at most {size} bytes are left"


def not_after(number: int, least: int) -> tuple[str, str]:
    return "number", f"must not follow chunk {number}, which is shorter than {least}"


def test_both_bounds_are_allowed_and_one_byte_beyond_is_not(api: Api, project: str) -> None:
    upload = api.upload(project, 500)
    api.offer(upload, 1, 50)
    api.offer(upload, 2, 100)
    assert errors_of(api.offer(upload, 3, 49, 400)) == [in_range(50, 100)]
    assert errors_of(api.offer(upload, 3, 101, 400)) == [in_range(50, 100)]
    assert [it["number"] for it in api.get(f"/uploads/{upload}").json["chunks"]] == [2, 1]


def told(refused: Any) -> tuple[str, dict[str, int]]:
    """Code and numbers of a refusal."""
    return refused.json["reason_code"], refused.json["limits"]


def test_each_rule_is_told_by_its_code_and_numbers(api: Api, project: str) -> None:
    upload = api.upload(project, 510)
    assert told(api.offer(upload, 1, 101, 400)) == (
        "chunk_size_out_of_range",
        {"min": 51, "max": 100},
    )
    api.offer(upload, 6, 10)
    assert told(api.offer(upload, 7, 60, 400)) == ("chunk_after_last", {"number": 6, "min": 51})
    for number in range(1, 6):
        api.offer(upload, number, 100)
    assert told(api.offer(upload, 0, 60, 400)) == ("chunks_exceed_file", {"max": 0})


def test_of_several_faults_the_first_field_gives_the_code(api: Api, project: str) -> None:
    upload = api.upload(project, 1000)
    for number in range(10):
        api.offer(upload, number, 100)
    assert told(api.offer(upload, 10, 0, 400)) == ("too_many_chunks", {"number": 10})
    refused = api.offer(upload, 10, 101, 400, value="xyz")
    assert refused.json["reason"] == TOO_MANY
    assert next(iter(refused.json["errors"][0])) == "hash.value"
    assert told(refused) == ("digest_malformed", {"digits": 32})


def test_more_bytes_than_the_file_has_are_refused(api: Api, project: str) -> None:
    upload = api.upload(project, 150)
    api.offer(upload, 1, 100)
    assert errors_of(api.offer(upload, 2, 51, 400)) == [left(50)]
    api.offer(upload, 2, 50)


def test_exactly_so_many_chunks_as_may_be(api: Api, project: str) -> None:
    upload = api.upload(project, 1000)
    for number in range(10):
        api.offer(upload, number, 100)
    refused = api.offer(upload, 10, 0, 400)
    assert object_error(refused) == TOO_MANY
    assert refused.json == {
        "error": "400",
        "code": "not_provided",
        "reason": TOO_MANY,
        "reason_code": "too_many_chunks",
        "limits": {"number": 10},
        "suggestion": "",
    }
    api.offer(upload, 9, 100)


def test_everything_wrong_is_said_at_once(api: Api, project: str) -> None:
    upload = api.upload(project, 910)
    for number in range(1, 10):
        api.offer(upload, number, 100)
    api.offer(upload, 10, 5)
    refused = api.offer(upload, 11, 101, 400, value="xyz")
    assert refused.json["reason"] == TOO_MANY
    assert sorted(errors_of(refused)) == sorted(
        [
            in_range(91, 100),
            left(5),
            not_after(10, 91),
            ("hash.value", "must be 32 hexadecimal digits"),
        ]
    )


def test_a_short_chunk_is_the_last_until_it_is_made_full(api: Api, project: str) -> None:
    upload = api.upload(project, 250)
    api.offer(upload, 3, 10)
    assert errors_of(api.offer(upload, 4, 25, 400)) == [not_after(3, 25)]
    assert errors_of(api.offer(upload, 2, 10, 400)) == [in_range(25, 100)]
    api.offer(upload, 1, 100)
    api.offer(upload, 3, 50)
    api.offer(upload, 4, 25)


def test_the_empty_chunk_behind_a_full_file_is_granted(api: Api, project: str) -> None:
    upload = api.upload(project, 200)
    for number, size in ((1, 100), (2, 100), (3, 0)):
        api.send_chunk(upload, number, b"x" * size)
    assert errors_of(api.offer(upload, 4, 0, 400)) == [in_range(20, 100), not_after(3, 20)]
    api.complete(upload, b"x" * 200)


@pytest.mark.parametrize("number", [0, 1, 7])
def test_an_empty_file_has_one_empty_chunk(api: Api, project: str, number: int) -> None:
    upload = api.upload(project, 0)
    api.send_chunk(upload, number, b"")
    refused = errors_of(api.offer(upload, number + 1, 0, 400))
    assert refused == [in_range(0, 100), not_after(number, 1)]
    assert errors_of(api.offer(upload, number, 1, 400)) == [left(0)]
    api.complete(upload, b"")


@given(data=st.data())
@SEVERAL
def test_what_fits_is_granted_in_any_order_and_completes(
    wire: Api, wire_project: str, data: st.DataObject
) -> None:
    size = data.draw(st.integers(0, 1000))
    least = max(-(-size // 10), 1)
    cut = data.draw(st.integers(least, 100))
    pieces = [min(cut, size - start) for start in range(0, size, cut)] or [0]
    upload = wire.upload(wire_project, size)
    chunks = data.draw(st.permutations(list(enumerate(pieces, 1))))
    for number, piece in chunks:
        wire.offer(upload, number, piece)
    last = len(pieces)
    assert left(pieces[-1]) in errors_of(wire.offer(upload, last, pieces[-1] + 1, 400))
    if last == 10:
        assert wire.offer(upload, 11, 1, 400).json["reason"] == TOO_MANY
    wire.complete(upload, b"")
