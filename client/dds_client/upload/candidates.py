"""Uploads that were begun before and may be those of files that are sent now."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dds_client.api.service import Service
from dds_client.api.upload_records import OPEN, Upload
from dds_client.errors import NotFound
from dds_client.local.state import Journal, Remembered
from dds_client.local.tree import LocalFile


@dataclass(frozen=True, slots=True)
class Candidate:
    """An upload; `ours` if this machine began it for this very path."""

    upload: Upload
    ours: bool


class Candidates:
    """Hands out each upload once: two files of one name and size must not share one."""

    def __init__(
        self, service: Service, journal: Journal, project_id: str, in_use: Iterable[str]
    ) -> None:
        """`in_use` are uploads that files are made of."""
        self._service = service
        self._journal = journal
        self._project_id = project_id
        self._in_use = frozenset(in_use)
        self._lock = threading.Lock()
        self._claimed: set[str] = set()
        self._open: dict[tuple[str, int], list[Upload]] | None = None

    def begun_for(self, file: LocalFile) -> tuple[Remembered | None, Upload | None]:
        """What this machine began for a path, and what the service says of it."""
        entry = self._journal.recall(file.path, self._project_id)
        if entry is None or not entry.upload_id:
            return entry, None
        self._claim(entry.upload_id)
        try:
            return entry, self._service.uploads.get(entry.upload_id)
        except NotFound:
            return entry, None

    def like(self, file: LocalFile) -> Iterator[Upload]:
        """Open uploads of the caller's that have this name and size, and nobody has taken yet."""
        for upload in self._open_ones().get((file.name, file.size), ()):
            if self._claim(upload.id):
                yield upload

    def complete_like(self, file: LocalFile) -> Iterator[Upload]:
        """Uploads of this name and size that are complete and were not made a file."""
        for state in ("complete", "assembling"):
            found = self._service.uploads.of_project(
                self._project_id, state=state, name=file.name, size=file.size, mine="true"
            )
            for upload in found:
                if upload.id not in self._in_use and self._claim(upload.id):
                    yield upload

    def _claim(self, upload_id: str) -> bool:
        with self._lock:
            is_free = upload_id not in self._claimed
            self._claimed.add(upload_id)
            return is_free

    def _open_ones(self) -> dict[tuple[str, int], list[Upload]]:
        """All of the project in one listing, asked for when it is first needed.

        Those that this machine began for other paths are none of these.
        """
        with self._lock:
            if self._open is None:
                others = {each.upload_id for each in self._journal.all()}
                self._open = defaultdict(list)
                listed = self._service.uploads.of_project(self._project_id, state=OPEN, mine="true")
                for upload in listed:
                    if upload.id not in others:
                        self._open[upload.name, upload.size].append(upload)
            return self._open
