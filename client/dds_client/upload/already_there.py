"""Finds files of a project that have the content of local ones, so that it is not sent again."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

from dds_client.api.records import RemoteFile
from dds_client.api.service import Service
from dds_client.api.upload_records import ASSEMBLING, FAILED, Upload
from dds_client.upload.source import Source

_KNOWN = frozenset({"md5", "sha1", "sha256"})


class AlreadyThere:
    """A project lists files that storage still puts together, and such as it could not.

    Which ones these are is asked once, when the first file may be there.
    """

    def __init__(self, service: Service, project_id: str) -> None:
        self._service = service
        self._project_id = project_id
        self._lock = threading.Lock()
        self._unproven: dict[str, Upload] | None = None

    def find(
        self, existing: Iterable[RemoteFile], source: Source
    ) -> tuple[RemoteFile, Upload | None] | None:
        """One that has the content; with its upload, if storage is not done with that.

        One that storage could not put together is not there. The local file is read only where
        one is as long.
        """
        found = [(file, self._unproven_of(file)) for file in _same(existing, source)]
        good = [it for it in found if it[1] is None or it[1].state != FAILED]
        return min(good, key=lambda it: it[1] is not None, default=None)

    def _unproven_of(self, file: RemoteFile) -> Upload | None:
        with self._lock:
            if self._unproven is None:
                self._unproven = {
                    each.id: each
                    for state in (ASSEMBLING, FAILED)  # in this order: one may fail in between
                    for each in self._service.uploads.of_project(self._project_id, state=state)
                }
            return self._unproven.get(file.upload_id)


def _same(existing: Iterable[RemoteFile], source: Source) -> Sequence[RemoteFile]:
    """Those of which a digest was reported that the local file has."""
    alike = [each for each in existing if each.size == source.size]
    algorithms = {name for each in alike for name, _ in each.hashes if name in _KNOWN}
    own = source.digests(*algorithms) if algorithms else {}
    return [each for each in alike if any(own.get(name) == value for name, value in each.hashes)]
