"""The order of an upload run, and its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dds_client.api.records import Project
from dds_client.errors import ExitCode
from dds_client.local.tree import Skipped
from dds_client.remote.projects import ProjectName
from dds_client.transfer.results import FileResult, exit_code_of


@dataclass(frozen=True, slots=True)
class UploadOrder:
    """The paths to send, and their target; `check` waits until storage has joined the files.

    `only` are absolute paths of files: nothing else below `paths` is sent.
    """

    paths: Sequence[str]
    project: ProjectName
    follow_links: bool = False
    check: bool = True
    dry_run: bool = False
    only: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """How a file would be sent; sizes in bytes."""

    path: str
    chunk_size: int
    chunk_count: int


@dataclass(slots=True)
class UploadReport:
    """The result for each file. In a dry run `project` may be None, and nothing was sent."""

    project: Project | None
    files: list[FileResult] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    planned: list[PlannedFile] = field(default_factory=list)

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of `dds upload`."""
        return exit_code_of(self.files)
