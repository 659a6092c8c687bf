"""Versions of files: /files/{id}/versions and /file_versions/{id}."""

from __future__ import annotations

from dataclasses import dataclass

import falcon

from dds_upload.core.reasons import Kind
from dds_upload.operations.directory.downloads import Download
from dds_upload.operations.directory.file_versions import KIND, ManageFileVersions
from dds_upload.protocols.dds import directory_rendering as render
from dds_upload.protocols.dds.directory_messages import LABEL
from dds_upload.protocols.dds.parameters import to_id
from dds_upload.protocols.dds.rendering import signed_request
from dds_upload.web.authentication import caller_of
from dds_upload.web.messages import Message
from dds_upload.web.origin import Origin

VERSION_LABEL = Message({"label": LABEL}, required=("label",))


@dataclass(frozen=True, slots=True)
class VersionCollection:
    """GET /files/{id}/versions; not paged."""

    manage: ManageFileVersions

    def on_get(self, req: falcon.Request, resp: falcon.Response, entry_id: str) -> None:
        """All versions, newest first."""
        versions = self.manage.all_of(caller_of(req), to_id(entry_id, Kind.FILE))
        resp.media = render.collection(map(render.file_version, versions))


@dataclass(frozen=True, slots=True)
class VersionItem:
    """GET, PUT and DELETE /file_versions/{id}."""

    manage: ManageFileVersions

    def on_get(self, req: falcon.Request, resp: falcon.Response, version_id: str) -> None:
        """Show."""
        version = self.manage.get(caller_of(req), to_id(version_id, KIND))
        resp.media = render.file_version(version)

    def on_put(self, req: falcon.Request, resp: falcon.Response, version_id: str) -> None:
        """Set the label; null removes it."""
        label = VERSION_LABEL.read(req)["label"]
        version = self.manage.label(caller_of(req), to_id(version_id, KIND), label)
        resp.media = render.file_version(version)

    def on_delete(self, req: falcon.Request, resp: falcon.Response, version_id: str) -> None:
        """Delete."""
        self.manage.delete(caller_of(req), to_id(version_id, KIND))
        resp.status = falcon.HTTP_204


@dataclass(frozen=True, slots=True)
class CurrentVersion:
    """POST /file_versions/{id}/current."""

    manage: ManageFileVersions

    def on_post(self, req: falcon.Request, resp: falcon.Response, version_id: str) -> None:
        """Make its content the current one again."""
        version = self.manage.promote(caller_of(req), to_id(version_id, KIND))
        resp.status = falcon.HTTP_201
        resp.media = render.file_version(version)


@dataclass(frozen=True, slots=True)
class VersionDownload:
    """GET /file_versions/{id}/url."""

    download: Download
    origin: Origin

    def on_get(self, req: falcon.Request, resp: falcon.Response, version_id: str) -> None:
        """Sign."""
        signed = self.download.version(caller_of(req), to_id(version_id, KIND))
        resp.media = signed_request(signed, self.origin(req))
