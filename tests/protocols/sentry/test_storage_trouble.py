"""POST chunk-upload while storage cannot."""

from __future__ import annotations

import pytest

from dds_upload.core.errors import StorageRefused, StorageUnavailable
from providers.local.draft import LocalDraft
from tests.house.setting import Lab
from tests.protocols.sentry.kept import stored
from tests.protocols.sentry.wire import (
    Wire,
    part,
    refusal,
)


@pytest.mark.parametrize("error", [StorageUnavailable("secret host"), StorageRefused("secret")])
@pytest.mark.parametrize("step", ["write", "publish"])
def test_trouble_in_storage_is_503_and_a_retry_succeeds(
    tiny: Lab, wire: Wire, error: Exception, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(LocalDraft, step, fail)
    assert "secret" not in refusal(wire.send(part(b"1"), part(b"2"), expect=503))
    monkeypatch.undo()
    wire.send(part(b"1"), part(b"2"))
    assert stored(tiny, b"1", b"2")


def test_a_disk_takes_chunks_without_temporary_files(
    tiny: Lab, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dds_upload.operations.blobs.spool.TemporaryFile", fail)
    wire.send(part(b"1"))
    assert stored(tiny, b"1")
