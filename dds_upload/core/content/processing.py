"""Processing of a file by its kind, once its bytes are proven, and the port that does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from dds_upload.core.content.requests import Findings
from dds_upload.core.failure import Failure
from dds_upload.core.storage.digest import Digest


@dataclass(frozen=True, slots=True)
class NewDerivedFile:
    """A file derived from another one, of which there is one of each kind. It is not stored yet."""

    kind: str
    path: Path


@dataclass(frozen=True, slots=True)
class DerivedFile:
    """A derived file once it is stored, under `name` in the container of its source."""

    kind: str
    name: str
    size: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class Processed:
    """The results of processing.

    `fault` says what could not be done, though the file itself is good.
    """

    findings: Findings | None = None
    derived: Sequence[NewDerivedFile] = ()
    fault: Failure | None = None


class Processor(Protocol):
    """Reads files of one kind."""

    def __call__(self, file: Path, folder: Path) -> Processed:
        """Read the file, and write derived files into the folder; changes nothing else.

        Raises IntegrityFailed for a file that is not of that kind.
        """
        ...


@dataclass(frozen=True, slots=True)
class Processors:
    """The kinds of files that are accepted, each with its processor, or None if it needs none."""

    by_kind: Mapping[str, Processor | None] = field(default_factory=dict)

    def takes(self, kind: str) -> bool:
        """Whether this installation accepts files of that kind."""
        return kind in self.by_kind

    def get(self, kind: str | None) -> Processor | None:
        """The processor for a file of that kind."""
        return self.by_kind.get(kind) if kind is not None else None
