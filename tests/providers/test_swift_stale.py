"""A node of Swift that was away and is behind: what it says of old bytes proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from dds_upload.core.errors import ManifestRefused, StorageUnavailable
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.joining import Concatenator
from dds_upload.core.storage.manifest import Manifest, ObjectKey, Segment
from providers.swift.build import build_swift
from tests.providers.conftest import CONTEXT, options_of
from tests.providers.sources import put, read
from tests.services.swift import SwiftServer

#: Of one object a third of all looks meets the node that is behind; of so many, some do for sure.
MANY = 24


@pytest.fixture
def nodes(swift_nodes: SwiftServer) -> Abilities:
    """A provider at the Swift of three nodes."""
    return build_swift(options_of(swift_nodes), CONTEXT)


@contextmanager
def without_a_node(server: SwiftServer) -> Iterator[None]:
    """What is written meanwhile, one of the three nodes has missed afterwards."""
    server.stop_node(2)
    try:
        yield
    finally:
        server.start_node(2)


@pytest.fixture
def keys(nodes: Abilities, container: str) -> list[ObjectKey]:
    """Names in a container that is there."""
    nodes.store.ensure_container(container)
    return [ObjectKey(container, str(uuid4())) for _ in range(MANY)]


def join(concatenator: Concatenator, key: ObjectKey, *segments: Segment) -> str:
    """What comes of making a file of these segments."""
    target = ObjectKey(key.container, f"{key.name}-joined")
    try:
        concatenator.concatenate(target, Manifest(segments), content_type="a/b", filename="f")
    except (ManifestRefused, StorageUnavailable) as error:
        return repr(error)
    return "joined"


def test_a_stale_segment_is_tried_again_and_never_called_broken(
    nodes: Abilities, swift_nodes: SwiftServer, keys: list[ObjectKey]
) -> None:
    for key in keys:
        put(nodes.store, key, b"old")
    with without_a_node(swift_nodes):
        segments = [put(nodes.store, key, b"new") for key in keys]
    waiting, seen = segments, set()
    while waiting:
        found = [(segment, join(nodes.concatenator, segment.key, segment)) for segment in waiting]
        seen |= {said.partition("(")[0] for _, said in found}
        assert seen <= {"joined", "StorageUnavailable"}, found
        waiting = [segment for segment, said in found if said != "joined"]
    assert seen == {"joined", "StorageUnavailable"}, "no look has met the node that is behind"
    assert {read(nodes.store, key) for key in keys} == {b"new"}
    assert {nodes.store.stat(key).size for key in keys} == {3}
