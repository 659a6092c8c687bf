"""Storage providers and plans for files at them."""

from __future__ import annotations

import falcon

from dds_upload.core.reasons import Kind, Reason
from dds_upload.operations.storage.providers import ReadProviders
from dds_upload.protocols.dds.parameters import query_size, to_id
from dds_upload.protocols.dds.upload_rendering import plan, provider
from dds_upload.web.authentication import caller_of
from dds_upload.web.messages import BLANK
from dds_upload.web.words import refused

_KIND = Kind.STORAGE_PROVIDER


class StorageProviders:
    """`/storage_providers`: all of them, unpaged."""

    def __init__(self, read: ReadProviders) -> None:
        self._read = read

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """List them, deprecated ones included."""
        resp.media = {"results": [provider(record) for record in self._read.all()]}


class OneStorageProvider:
    """`/storage_providers/{id}`."""

    def __init__(self, read: ReadProviders) -> None:
        self._read = read

    def on_get(self, req: falcon.Request, resp: falcon.Response, provider_id: str) -> None:
        """Read one."""
        resp.media = provider(self._read.one(to_id(provider_id, _KIND)))


class StoragePlan:
    """`/storage_providers/{id}/plan?size=N`."""

    def __init__(self, read: ReadProviders) -> None:
        self._read = read

    def on_get(self, req: falcon.Request, resp: falcon.Response, provider_id: str) -> None:
        """Plan a file of `size` bytes; nothing is written."""
        planned = self._read.plan(to_id(provider_id, _KIND), _size(req))
        resp.media = plan(planned, *self._read.unfinished(caller_of(req)))


def _size(req: falcon.Request) -> int:
    value = query_size(req, "size")
    if value is None:
        raise refused(BLANK, "size", Reason.FIELD_REQUIRED)
    return value


def routes(read: ReadProviders) -> dict[str, object]:
    """Resources by path."""
    return {
        "/storage_providers": StorageProviders(read),
        "/storage_providers/{provider_id}": OneStorageProvider(read),
        "/storage_providers/{provider_id}/plan": StoragePlan(read),
    }
