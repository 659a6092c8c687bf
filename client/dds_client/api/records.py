"""Projects, folders, files and people, as the service describes them. Sizes are in bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

Json = dict[str, Any]

PROJECT_KIND = "dds-project"
FOLDER_KIND = "dds-folder"
FILE_KIND = "dds-file"


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account."""

    id: str
    username: str
    full_name: str
    email: str

    @classmethod
    def of(cls, body: Json) -> Self:
        """As the service writes it."""
        return cls(
            id=str(body["id"]),
            username=str(body.get("username") or ""),
            full_name=str(body.get("full_name") or ""),
            email=str(body.get("email") or ""),
        )


@dataclass(frozen=True, slots=True)
class Role:
    """A role in a project, by its name."""

    id: str
    name: str
    description: str

    @classmethod
    def of(cls, body: Json) -> Self:
        """As the service writes it."""
        return cls(str(body["id"]), str(body.get("name")), str(body.get("description") or ""))


@dataclass(frozen=True, slots=True)
class Parent:
    """The parent of a file or folder."""

    kind: str
    id: str

    @classmethod
    def of(cls, body: Json) -> Self:
        """As the service writes it."""
        return cls(str(body["kind"]), str(body["id"]))

    def json(self) -> Json:
        """As the service reads it."""
        return {"kind": self.kind, "id": self.id}


@dataclass(frozen=True, slots=True)
class Project:
    """A project."""

    id: str
    name: str
    description: str = ""

    @property
    def parent(self) -> Parent:
        """What its outermost folders and files lie in."""
        return Parent(PROJECT_KIND, self.id)

    @classmethod
    def of(cls, body: Json) -> Self:
        """As the service writes it."""
        return cls(str(body["id"]), str(body["name"]), str(body.get("description") or ""))


@dataclass(frozen=True, slots=True)
class RemoteFolder:
    """A folder of a project."""

    id: str
    name: str
    parent: Parent

    @property
    def as_parent(self) -> Parent:
        """What lies in it has this parent."""
        return Parent(FOLDER_KIND, self.id)

    @classmethod
    def of(cls, body: Json) -> Self:
        """As the service writes it."""
        return cls(str(body["id"]), str(body["name"]), Parent.of(body["parent"]))


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a project; `hashes` by algorithm, and of one algorithm there may be several."""

    id: str
    name: str
    parent: Parent
    size: int
    version_id: str
    upload_id: str
    hashes: tuple[tuple[str, str], ...]

    def digests(self, algorithm: str) -> frozenset[str]:
        """All digests of that algorithm that were reported."""
        return frozenset(value for name, value in self.hashes if name == algorithm)

    @classmethod
    def of(cls, body: Json) -> Self:
        """As the service writes it."""
        version = body["current_version"]
        upload = version["upload"]
        hashes = (
            (str(each["algorithm"]).lower(), str(each["value"]).lower())
            for each in upload.get("hashes") or ()
        )
        return cls(
            id=str(body["id"]),
            name=str(body["name"]),
            parent=Parent.of(body["parent"]),
            size=int(upload["size"]),
            version_id=str(version["id"]),
            upload_id=str(upload["id"]),
            hashes=tuple(hashes),
        )


Entry = RemoteFolder | RemoteFile


def entry_of(body: Json) -> Entry:
    """A folder or a file, by its kind."""
    return RemoteFolder.of(body) if body["kind"] == FOLDER_KIND else RemoteFile.of(body)


@dataclass(frozen=True, slots=True)
class Provider:
    """A storage provider and its policy."""

    id: str
    name: str
    description: str
    chunk_hash_algorithm: str
    chunk_max_number: int
    chunk_max_size: int
    file_max_size: int
    is_default: bool
    is_deprecated: bool

    @classmethod
    def of(cls, body: Json) -> Self:
        """As the service writes it."""
        number, size = int(body["chunk_max_number"]), int(body["chunk_max_size_bytes"])
        return cls(
            id=str(body["id"]),
            name=str(body["name"]),
            description=str(body.get("description") or ""),
            chunk_hash_algorithm=str(body.get("chunk_hash_algorithm") or "md5").lower(),
            chunk_max_number=number,
            chunk_max_size=size,
            file_max_size=int(body.get("file_max_size_bytes") or number * size),
            is_default=bool(body.get("is_default")),
            is_deprecated=bool(body.get("is_deprecated")),
        )


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request to storage that needs no token; `life` is how long it is good for, in seconds."""

    url: str
    headers: tuple[tuple[str, str], ...]
    life: float

    @classmethod
    def of(cls, body: Json, life: float) -> Self:
        """As the service writes it: `http_headers` is an empty list or an object."""
        headers = body.get("http_headers") or {}
        items = headers.items() if isinstance(headers, dict) else ()
        pairs = tuple((str(name), str(value)) for name, value in items)
        return cls(str(body["host"]) + str(body["url"]), pairs, life)
