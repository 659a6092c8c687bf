"""POST chunk-upload while storage, or the disk for temporary files, cannot."""

from __future__ import annotations

import pytest

from dds_upload.core.errors import StorageRefused, StorageUnavailable
from tests.house.setting import Lab
from tests.protocols.sentry.kept import stored
from tests.protocols.sentry.wire import (
    Wire,
    part,
    refusal,
)


@pytest.mark.parametrize("error", [StorageUnavailable("secret host"), StorageRefused("secret")])
def test_trouble_in_storage_is_503_and_a_retry_succeeds(
    tiny: Lab, wire: Wire, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tiny.providers.default.abilities.store

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(store, "put", fail)
    assert "secret" not in refusal(wire.send(part(b"1"), part(b"2"), expect=503))
    monkeypatch.undo()
    wire.send(part(b"1"), part(b"2"))
    assert stored(tiny, b"1", b"2")


def test_a_full_disk_for_temporary_files_is_503(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dds_upload.operations.blobs.spool.TemporaryFile", fail)
    assert refusal(wire.send(part(b"1"), expect=503))
