"""Pulp's clients are told of too many unfinished uploads by the field `size`."""

from __future__ import annotations

from tests.house.fixtures import OpenLab
from tests.house.setting import SMALL
from tests.protocols.pulp.conftest import wire_of
from tests.protocols.pulp.wire import ARTIFACTS, JSON, UPLOADS, file, form, said


def test_it_is_told_of_the_size(open_again: OpenLab) -> None:
    wire = wire_of(open_again({**SMALL, "MAX_OPEN_UPLOADS": "1"}), "researcher")
    upload = wire.begin(10)
    refused = wire.send("POST", UPLOADS, b'{"size": 10}', JSON, expect=400)
    assert "1 of at most 1" in said(refused, "size")
    refused = wire.send("POST", ARTIFACTS, form(file(b"abc")), expect=400)
    assert "1 of at most 1" in said(refused, "size")
    wire.delete(upload)
    wire.send("POST", ARTIFACTS, form(file(b"abc")), expect=201)
