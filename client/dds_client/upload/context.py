"""The common context of all files of one upload run."""

from __future__ import annotations

import mimetypes
from concurrent.futures import Executor
from dataclasses import dataclass

from dds_client.api.records import Parent, Project, Provider, RemoteFile
from dds_client.api.service import Service
from dds_client.clock import Clock
from dds_client.errors import Refused
from dds_client.local.state import Journal
from dds_client.local.tree import LocalFile
from dds_client.settings.units import spoken_size
from dds_client.transfer.cut import Cut, choose_chunk_size
from dds_client.transfer.progress import Progress
from dds_client.upload.already_there import AlreadyThere
from dds_client.upload.candidates import Candidates
from dds_client.upload.chunk_sender import ChunkSender


@dataclass(frozen=True, slots=True)
class Context:
    """One run: service, project, provider, and the threads that send chunks."""

    service: Service
    project: Project
    provider: Provider
    journal: Journal
    candidates: Candidates
    already_there: AlreadyThere
    sender: ChunkSender
    pool: Executor
    jobs: int
    clock: Clock
    progress: Progress
    chunk_size: int | None = None

    def cut(self, size: int) -> Cut:
        """How a file of `size` bytes is cut, by the provider's policy. Raises Refused."""
        return cut_for(self.provider, size, self.chunk_size)


@dataclass(frozen=True, slots=True)
class Job:
    """A file, where it goes, and the files of that name that are there."""

    file: LocalFile
    shown: str
    parent: Parent
    existing: tuple[RemoteFile, ...] = ()


def cut_for(provider: Provider, size: int, preferred: int | None) -> Cut:
    """How a file of `size` bytes is cut at a provider. Raises Refused where it does not fit."""
    if size > provider.file_max_size:
        raise Refused(
            f"too large: it has {_exact(size)}, and {provider.name} takes at most "
            f"{_exact(provider.file_max_size)}, in {provider.chunk_max_number} chunks of at most "
            f"{_exact(provider.chunk_max_size)}"
        )
    least = -(-size // provider.chunk_max_number)
    return Cut(size, choose_chunk_size(size, least, provider.chunk_max_size, preferred))


def content_type(name: str) -> str:
    """By the name, as DukeDSClient does it."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _exact(size: int) -> str:
    return f"{size} bytes" + (f" ({spoken_size(size)})" if size >= 1000 else "")
