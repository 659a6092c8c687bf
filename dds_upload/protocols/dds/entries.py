"""The common calls of folders and files: show, delete, rename, move; and lists of both together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import falcon

from dds_upload.core.directory.entries import Parent
from dds_upload.core.errors import ValidationFailed
from dds_upload.core.reasons import Kind
from dds_upload.operations.directory.entries import ManageEntries
from dds_upload.operations.directory.list_children import ListChildren
from dds_upload.protocols.dds.directory_messages import MOVE, RENAME, TEXT_MAX, parent_of
from dds_upload.protocols.dds.directory_rendering import collection
from dds_upload.protocols.dds.entry_rendering import Entries, entry, parts_without
from dds_upload.protocols.dds.parameters import page_request, query_text, set_page, to_id
from dds_upload.web.authentication import caller_of
from dds_upload.web.messages import too_long


@dataclass(frozen=True, slots=True)
class EntryItem:
    """GET and DELETE of one folder or file."""

    manage: ManageEntries[Any]

    def on_get(self, req: falcon.Request, resp: falcon.Response, entry_id: str) -> None:
        """Show."""
        resp.media = entry(self.manage.get(caller_of(req), to_id(entry_id, self.manage.kind)))

    def on_delete(self, req: falcon.Request, resp: falcon.Response, entry_id: str) -> None:
        """Delete, with everything below."""
        self.manage.delete(caller_of(req), to_id(entry_id, self.manage.kind))
        resp.status = falcon.HTTP_204


@dataclass(frozen=True, slots=True)
class EntryName:
    """PUT .../rename."""

    manage: ManageEntries[Any]

    def on_put(self, req: falcon.Request, resp: falcon.Response, entry_id: str) -> None:
        """Rename."""
        name = RENAME.read(req)["name"]
        renamed = self.manage.rename(caller_of(req), to_id(entry_id, self.manage.kind), name)
        resp.media = entry(renamed)


@dataclass(frozen=True, slots=True)
class EntryParent:
    """PUT .../move."""

    manage: ManageEntries[Any]

    def on_put(self, req: falcon.Request, resp: falcon.Response, entry_id: str) -> None:
        """Move."""
        body, moved_id = MOVE.read(req), to_id(entry_id, self.manage.kind)
        resp.media = entry(self.manage.move(caller_of(req), moved_id, parent_of(body)))


@dataclass(frozen=True, slots=True)
class ChildCollection:
    """GET .../children of a project or folder."""

    children: ListChildren
    to_parent: Callable[[str], Parent]

    def on_get(self, req: falcon.Request, resp: falcon.Response, **ids: str) -> None:
        """A page; a `name_contains`, even a blank one, searches in all folders below."""
        (parent_id,) = ids.values()
        name_contains = query_text(req, "name_contains")
        if name_contains and len(name_contains) > TEXT_MAX:
            raise ValidationFailed(too_long("name_contains", TEXT_MAX))
        parent, wanted = self.to_parent(parent_id), page_request(req)
        left_out = frozenset((query_text(req, "exclude_response_fields") or "").split())
        parts = parts_without(left_out)
        page = self.children(caller_of(req), parent, name_contains, wanted, parts)
        set_page(resp, wanted, page)
        resp.media = collection(map(Entries(left_out), page.items))


def project_parent(project_id: str) -> Parent:
    """The root of the project in the path."""
    return Parent(to_id(project_id, Kind.PROJECT), is_project=True)


def folder_parent(folder_id: str) -> Parent:
    """The folder in the path."""
    return Parent(to_id(folder_id, Kind.FOLDER), is_project=False)
