"""Fixtures for uploads by offset."""

from __future__ import annotations

import pytest

from dds_upload.core.storage.providers import StorageProvider
from dds_upload.operations.blobs.store_stream import StoreStream
from tests.blobs.stores import WatchedStore, storage_over
from tests.house.fixtures import OpenLab
from tests.house.setting import Lab
from tests.placements.desk import Desk
from tests.placements.records import Records

#: Room for many small chunks: files of 1000 bytes can be sent byte by byte.
WIDE = {"LOCAL_CHUNK_MAX_NUMBER": "1000", "LOCAL_CHUNK_MAX_SIZE_BYTES": "1000"}


@pytest.fixture
def desk(lab: Lab) -> Desk:
    """The only user of a service with small limits: 10 chunks of 100 bytes."""
    return Desk(lab)


@pytest.fixture
def wide(open_again: OpenLab) -> Desk:
    """The only user of a service that takes a thousand chunks."""
    return Desk(open_again(WIDE))


@pytest.fixture
def memory_desk(memory_lab: Lab) -> Desk:
    """The only user of a service that keeps bytes in memory."""
    return Desk(memory_lab)


@pytest.fixture
def records(lab: Lab) -> Records:
    """The database of `lab` as uploads by offset see it, without any operation in between."""
    return Records(lab)


@pytest.fixture
def stream(lab: Lab) -> StoreStream:
    """Stores chunks while they arrive."""
    return StoreStream(
        lab.records.blobs, lab.operations.blobs.remember, lab.operations.blobs.confirm, lab.clock
    )


@pytest.fixture
def memory() -> WatchedStore:
    """Where the bytes of `storage` go."""
    return WatchedStore()


@pytest.fixture
def storage(lab: Lab, memory: WatchedStore) -> StorageProvider:
    """The default storage of `lab` with that behind it."""
    return storage_over(lab, memory)
