"""Fields that nobody knows are told by name, and not by the thousand."""

from __future__ import annotations

from dds_upload.protocols.pulp.fields import NAMES_TOLD
from tests.protocols.pulp.wire import UPLOADS, Wire


def test_the_first_hundred_are_told(wire: Wire) -> None:
    fields = {f"field{number:05}": 0 for number in range(5000)}
    told = wire.call("POST", UPLOADS, {"size": 1, **fields}, expect=400).json
    assert sorted(told) == sorted(fields)[:NAMES_TOLD]


def test_a_body_of_too_many_values_is_not_read(wire: Wire) -> None:
    fields = {f"field{number:05}": 0 for number in range(60_000)}
    told = wire.call("POST", UPLOADS, fields, expect=400).json
    assert told == {"detail": "the body has too many values"}
