"""Chunk upload: its limits, and the sending of chunks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import falcon

from dds_upload.core.accounts.organizations import Organization
from dds_upload.core.accounts.scopes import Scope
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.operations.accounts.find_organization import FindOrganization, require_scope
from dds_upload.operations.blobs.chunk_batch import ChunkBatch
from dds_upload.operations.blobs.store_blobs import StoreBlobs
from dds_upload.protocols.sentry.capabilities import Capabilities, ChunkUploadSettings
from dds_upload.protocols.sentry.chunk_receiver import receive_chunks, refusal
from dds_upload.web.authentication import caller_of
from dds_upload.web.multipart import MultipartBody
from dds_upload.web.origin import Origin

MAY_SEND = (Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN, Scope.PROJECT_RELEASES, Scope.ORG_CI)
MAY_ASK = (Scope.PROJECT_READ, *MAY_SEND)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkUpload:
    """`/organizations/{org}/chunk-upload`, and `/chunk-upload` for a caller's only organisation."""

    find: FindOrganization
    store: StoreBlobs
    providers: StorageProviders
    settings: ChunkUploadSettings
    #: The announced kinds of files, as clients spell them.
    accept: Sequence[str]
    origin: Origin

    def on_get(self, req: falcon.Request, resp: falcon.Response, org: str | None = None) -> None:
        """Answer the limits, and that chunks are to be sent here."""
        require_scope(caller_of(req), *MAY_ASK)
        self._find(req, org)
        url = f"{self.origin(req)}{quote(req.path)}/"
        resp.media = self._capabilities().body(url, self.accept)
        resp.set_header("Cache-Control", "no-store")  # one client keeps answers on its disk

    def on_post(self, req: falcon.Request, resp: falcon.Response, org: str | None = None) -> None:
        """Store the chunks; the answer has no body."""
        settings = self.settings
        body = MultipartBody(req, size_max=settings.max_request_size, parts_max=settings.parts_max)
        require_scope(caller_of(req), *MAY_SEND)
        organization = self._find(req, org)
        req.context.stores_at = self.providers.default.slug
        able = self._capabilities()
        body.allow(able.body_max)
        self._receive(able, organization, body)

    def _receive(self, able: Capabilities, organization: Organization, body: MultipartBody) -> None:
        """If only some chunks are not what their names say, the good ones are stored first."""
        provider = self.providers.default
        with ChunkBatch(able.batch, provider) as batch:
            receive_chunks(body.parts(), batch)
            if not batch.is_refused:
                self.store(provider, organization.id, batch.chunks)
        if batch.fault is not None:
            raise refusal(batch.fault)

    def _find(self, req: falcon.Request, org: str | None) -> Organization:
        if org is None:
            return self.find.default_for(caller_of(req))
        return self.find(caller_of(req), org)

    def _capabilities(self) -> Capabilities:
        return Capabilities.of(self.settings, self.providers.default.limits())
