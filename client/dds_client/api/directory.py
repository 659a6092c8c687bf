"""Projects, folders and files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dds_client.api.records import (
    PROJECT_KIND,
    Entry,
    Parent,
    Project,
    RemoteFile,
    RemoteFolder,
    SignedRequest,
    entry_of,
)
from dds_client.wire.session import Session

Json = dict[str, Any]

#: What is left out of listings: nobody here reads it, and it is most of them.
_LEAN = "audit ancestors project"

#: How long a URL out of a listing is used; seconds. The service signs for 300 by default.
_LISTED_LIFE = 200.0


class Directory:
    """The calls about projects and their entries."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def projects(self) -> Iterator[Project]:
        """All projects that the caller may view."""
        return (Project.of(body) for body in self._session.every("/projects"))

    def project(self, project_id: str) -> Project:
        """One project. Raises NotFound."""
        return Project.of(self._session.get(f"/projects/{project_id}"))

    def create_project(self, name: str) -> Project:
        """A new project, described by its name."""
        body = {"name": name, "description": name}
        return Project.of(self._session.make("/projects", body).json())

    def delete_project(self, project_id: str) -> None:
        """Delete a project with everything in it."""
        self._session.call("DELETE", f"/projects/{project_id}")

    def children(self, parent: Parent) -> Iterator[Entry]:
        """The entries directly in a project or folder."""
        bodies = self._session.every(_children(parent), exclude_response_fields=_LEAN)
        return map(entry_of, bodies)

    def descendants(self, parent: Parent) -> Iterator[Entry]:
        """Everything below a project or folder, in no order."""
        bodies = self._session.every(
            _children(parent), name_contains="", exclude_response_fields=_LEAN
        )
        return map(entry_of, bodies)

    def create_folder(self, parent: Parent, name: str) -> RemoteFolder:
        """A new folder, also where there is one of this name."""
        body = {"name": name, "parent": parent.json()}
        return RemoteFolder.of(self._session.make("/folders", body).json())

    def create_file(self, parent: Parent, upload_id: str) -> RemoteFile:
        """A file made of a complete upload; asked again, the same file."""
        body = {"parent": parent.json(), "upload": {"id": upload_id}}
        return RemoteFile.of(self._session.call("POST", "/files", body).json())

    def revise_file(self, file_id: str, upload_id: str) -> RemoteFile:
        """A new version of a file, made of a complete upload."""
        body = {"upload": {"id": upload_id}}
        return RemoteFile.of(self._session.call("PUT", f"/files/{file_id}", body).json())

    def delete(self, entry: Entry) -> None:
        """Delete a file, or a folder with everything below it."""
        self._session.call("DELETE", _path(entry))

    def rename(self, entry: Entry, name: str) -> Entry:
        """Give it another name."""
        return entry_of(self._session.call("PUT", f"{_path(entry)}/rename", {"name": name}).json())

    def move(self, entry: Entry, parent: Parent) -> Entry:
        """Move it within its project."""
        body = {"parent": parent.json()}
        return entry_of(self._session.call("PUT", f"{_path(entry)}/move", body).json())

    def created_on(self, entry: Entry) -> str:
        """When it was made, as text that sorts by time."""
        return str((self._session.get(_path(entry)).get("audit") or {}).get("created_on") or "")

    def download(self, file_id: str) -> SignedRequest:
        """A signed download; waits, as long as patience allows, until the file is assembled."""
        return SignedRequest.of(self._session.get(f"/files/{file_id}/url"), _LISTED_LIFE)

    def download_page(
        self, project_id: str, number: int
    ) -> tuple[list[tuple[str, SignedRequest]], int]:
        """A page of signed downloads of a project's files, by their ids, and how many pages.

        Raises Unavailable while one of them is being assembled.
        """
        query = {"page": number, "per_page": 1000}
        answer = self._session.once("GET", f"/projects/{project_id}/files", query=query)
        page = [
            (str(body["id"]), SignedRequest.of(body["file_url"], _LISTED_LIFE))
            for body in answer.json()["results"]
        ]
        return page, int(answer.headers.get("x-total-pages") or 1)


def _children(parent: Parent) -> str:
    kind = "projects" if parent.kind == PROJECT_KIND else "folders"
    return f"/{kind}/{parent.id}/children"


def _path(entry: Entry) -> str:
    return f"/{'files' if isinstance(entry, RemoteFile) else 'folders'}/{entry.id}"
