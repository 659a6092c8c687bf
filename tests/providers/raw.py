"""Looking at what is stored without asking the store under test, whose faults could cancel out."""

from __future__ import annotations

import http.client
import json
import re
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlsplit

from providers.memory.store import MemoryStore
from tests.services.swift import Tenant


class Raw(Protocol):
    """What lies in a storage."""

    def objects(self, container: str) -> dict[str, bytes]:
        """Plain objects and their bytes, by name; joined files and superseded ones left out."""
        ...

    def leftovers(self) -> list[str]:
        """What is neither an object nor a joined file."""
        ...

    def damage(self, container: str, name: str, data: bytes) -> None:
        """Put other bytes in the place of an object's."""
        ...


class RawMemory:
    """Past MemoryStore."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def objects(self, container: str) -> dict[str, bytes]:
        found = self._store._containers.get(container, {})
        return {name: data for name, data in found.items() if isinstance(data, bytes)}

    def leftovers(self) -> list[str]:
        return []

    def damage(self, container: str, name: str, data: bytes) -> None:
        self._store._containers[container][name] = data


class RawLocal:
    """Past LocalStore: the file system."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def objects(self, container: str) -> dict[str, bytes]:
        found = {}
        for path in sorted(self._files(container), key=lambda path: path.stat().st_mtime_ns):
            name = path.relative_to(self._root / "containers" / container).as_posix()
            if match := re.fullmatch(r"(.+)\.\w+-[0-9a-f]+", name):
                found[match[1]] = path.read_bytes()
        return found

    def paths(self, container: str) -> list[Path]:
        """The files of objects, not of manifests."""
        return [
            path for path in self._files(container) if re.search(r"\.\w+-[0-9a-f]+$", path.name)
        ]

    def leftovers(self) -> list[str]:
        return sorted(path.name for path in (self._root / "tmp").glob("*"))

    def damage(self, container: str, name: str, data: bytes) -> None:
        for path in self._files(container):
            if path.name.startswith(f"{Path(name).name}.md5-"):
                path.write_bytes(data)

    def _files(self, container: str) -> list[Path]:
        folder = self._root / "containers" / container
        return [path for path in folder.rglob("*") if path.is_file()]


class RawSwift:
    """Past SwiftStore: plain HTTP with a token of its own."""

    def __init__(self, storage_url: str, token: str) -> None:
        self._storage_url = storage_url
        self._token = {"X-Auth-Token": token}

    @classmethod
    def of(cls, tenant: Tenant) -> RawSwift:
        """A Swift that signs in its users by itself, as one of them."""
        key = {"X-Auth-User": tenant.user, "X-Auth-Key": tenant.password}
        _, headers, _ = http_request("GET", tenant.auth_url, headers=key)
        return cls(tenant.storage_url, headers["x-auth-token"])

    def request(self, method: str, path: str, data: bytes = b"", **headers: str) -> bytes:
        """One request below the account; any failure but 404 is the test's."""
        url = f"{self._storage_url}/{path}"
        status, _, body = http_request(method, url, data, {**self._token, **headers})
        assert status < 300 or status == 404, (status, body)
        return body if status < 300 else b""

    def head(self, path: str) -> dict[str, str]:
        """The headers of an object (lower-case names); none where it is not there."""
        url = f"{self._storage_url}/{quote(path)}"
        status, headers, _ = http_request("HEAD", url, headers=self._token)
        return headers if status < 300 else {}

    def objects(self, container: str) -> dict[str, bytes]:
        listing = json.loads(self.request("GET", f"{container}?format=json") or b"[]")
        return {
            entry["name"]: self.request("GET", f"{container}/{quote(entry['name'])}")
            for entry in listing
            if "slo_etag" not in entry
        }

    def containers(self) -> list[str]:
        return [entry["name"] for entry in json.loads(self.request("GET", "?format=json"))]

    def leftovers(self) -> list[str]:
        return []

    def damage(self, container: str, name: str, data: bytes) -> None:
        self.request("PUT", f"{container}/{quote(name)}", data)


def http_request(
    method: str, url: str, data: bytes = b"", headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (lower-case names) and body of one request on a connection of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, target, data, headers or {})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()
