"""Folders and files as JSON, one of them or a page; their keys are the contract."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Protocol

from dds_upload.core.directory.entries import Folder, Named
from dds_upload.core.directory.files import File, FileVersion
from dds_upload.core.directory.listed import ListedFile, ListedVersion, Part, ReadableFile
from dds_upload.core.storage.signing import SignedRequest
from dds_upload.protocols.dds.rendering import Once, actor, audit, signed_request
from dds_upload.protocols.dds.upload_rendering import provider_preview, reported_digest

Body = dict[str, Any]

PROJECT_KIND = "dds-project"
FOLDER_KIND = "dds-folder"
FILE_KIND = "dds-file"

#: In the order of the contract, which is another one than that of folders.
_FILE_KEYS = (
    *("kind", "id", "parent", "name", "audit", "is_deleted", "current_version"),
    *("project", "ancestors"),
)

#: Keys of entries that need not be read if they are left out.
_PARTS = {"audit": Part.AUDIT, "current_version": Part.VERSION}


class Placed(Protocol):
    """What lies in a project, in folders from its root down."""

    @property
    def project(self) -> Named:
        """The project."""
        ...

    @property
    def ancestors(self) -> tuple[Named, ...]:
        """The folders."""
        ...


def parts_without(left_out: Collection[str]) -> frozenset[Part]:
    """What has to be read of entries that are rendered without these keys."""
    return frozenset(part for key, part in _PARTS.items() if key not in left_out)


def entry(value: Folder | File) -> Body:
    """A folder, or a file with its current version."""
    return Entries()(value)


def named(value: Named) -> Body:
    """A reference with the name."""
    return {"id": str(value.id), "name": value.name}


class Places:
    """Renders where things lie; what several things of one page share is rendered once."""

    def __init__(self) -> None:
        self._project = Once(_as(PROJECT_KIND, named))
        self._folders = Once(_above)
        self._in_project = Once(_as(PROJECT_KIND, _unnamed))
        self._in_folder = Once(_as(FOLDER_KIND, _unnamed))

    def parent(self, value: Placed) -> Body:
        """The folder or project that it lies directly in."""
        if value.ancestors:
            return self._in_folder(value.ancestors[-1])
        return self._in_project(value.project)

    def ancestors(self, value: Placed) -> list[Body]:
        """The project and the folders."""
        return [self._project(value.project), *self._folders(value.ancestors)]


def _as(kind: str, render: Callable[[Named], Body]) -> Callable[[Named], Body]:
    return lambda it: {"kind": kind, **render(it)}


def _unnamed(value: Named) -> Body:
    return {"id": str(value.id)}


def _above(folders: tuple[Named, ...]) -> list[Body]:
    return [{"kind": FOLDER_KIND, **named(it)} for it in folders]


class Entries:
    """Renders the entries of one page without some keys, for which nothing is done then."""

    def __init__(self, left_out: Collection[str] = ()) -> None:
        places, project = Places(), Once(named)
        self._actor, self._provider = Once(actor), Once(provider_preview)
        folder: dict[str, Callable[[Any], Any]] = {
            "kind": lambda it: FOLDER_KIND,
            "id": lambda it: str(it.id),
            "parent": places.parent,
            "name": lambda it: it.name,
            "is_deleted": lambda it: it.is_deleted,
            "audit": lambda it: audit(it.audit, self._actor),
            "project": lambda it: project(it.project),
            "ancestors": places.ancestors,
        }
        file = {**folder, "kind": lambda it: FILE_KIND, "current_version": self._version}
        self._folder = {key: make for key, make in folder.items() if key not in left_out}
        self._file = {key: file[key] for key in _FILE_KEYS if key not in left_out}

    def __call__(self, value: Folder | File | ListedFile) -> Body:
        """One of them."""
        keys = self._folder if isinstance(value, Folder) else self._file
        return {key: make(value) for key, make in keys.items()}

    def _version(self, value: Any) -> Body:
        version: FileVersion | ListedVersion = value.current_version
        content = version if isinstance(version, ListedVersion) else version.content
        return {
            "id": str(version.id),
            "version": version.number,
            "label": version.label,
            "upload": {
                "id": str(content.upload_id),
                "size": content.size,
                "storage_provider": self._provider(content.provider),
                "hashes": [reported_digest(it, self._actor) for it in content.digests],
            },
        }


def project_files(
    items: Iterable[tuple[ReadableFile, SignedRequest]], origin: str
) -> Iterator[Body]:
    """Files with their downloads, for clients that compare them with their own."""
    places = Places()
    for file, download in items:
        yield {
            "id": str(file.id),
            "name": file.name,
            "size": file.content.size,
            "file_url": signed_request(download, origin),
            "hashes": [{"value": it.value, "algorithm": it.algorithm} for it in file.digests],
            "ancestors": places.ancestors(file),
        }
