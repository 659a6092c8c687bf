"""The parts that the service is made of, as plain values. None connects before its first use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.folders import make_folder
from config.settings import Settings
from db.database import Database
from dds_upload.adapters.briefly import Briefly
from dds_upload.adapters.jobs import JobQueue
from dds_upload.adapters.metrics import PrometheusMeasures
from dds_upload.adapters.tokens import JwtSigner
from dds_upload.bootstrap.processors import build_processors
from dds_upload.bootstrap.storages import build_storages
from dds_upload.core.accounts.tokens import TokenSigner
from dds_upload.core.clock import Clock, utc_now
from dds_upload.core.content.processing import Processors
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.operations.blobs.writers import Writers
from dds_upload.operations.uploads.assemble_upload import RetryPolicy

_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that operations are built on; each exists once in a process."""

    settings: Settings
    clock: Clock
    database: Database
    providers: StorageProviders
    jobs: JobQueue
    writers: Writers
    signer: TokenSigner
    processors: Processors
    retry: RetryPolicy
    briefly: Briefly
    measures: PrometheusMeasures

    def close(self) -> None:
        """Close connections and threads."""
        self.briefly.close()
        self.writers.close()
        self.database.close()


def build_parts(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    database: Database | None = None,
    providers: StorageProviders | None = None,
    jobs: JobQueue | None = None,
    processors: Processors | None = None,
    retry: RetryPolicy | None = None,
    briefly: Briefly | None = None,
) -> Parts:
    """The parts that the settings name; an argument takes the place of its default."""
    url = settings.database_url.reveal()
    measures = PrometheusMeasures()
    return Parts(
        settings=settings,
        clock=clock,
        database=database or Database(_with_folder(url), prepare=settings.prepared_statements),
        providers=providers or build_storages(settings, measures),
        jobs=jobs or JobQueue(_jobs_url(url)),
        writers=Writers(settings.upload_concurrency),
        signer=JwtSigner(settings.secret_key_base, settings.secondary_secret_key_base),
        processors=processors or build_processors(),
        retry=retry or RetryPolicy(),
        briefly=briefly or Briefly(),
        measures=measures,
    )


def sqlite_files(url: str) -> Sequence[Path]:
    """The files of both databases, with SQLite's temporary ones; none for PostgreSQL."""
    if not url.startswith(_SQLITE):
        return ()
    databases = (url, _jobs_url(url))
    suffixes = ("", "-wal", "-shm", "-journal")
    return [Path(it.removeprefix(_SQLITE) + suffix) for it in databases for suffix in suffixes]


def _with_folder(url: str) -> str:
    """Make the folder of an SQLite file; raises ConfigurationError."""
    if url.startswith(_SQLITE):
        make_folder(Path(url.removeprefix(_SQLITE)).parent)
    return url


def _jobs_url(url: str) -> str:
    """SQLite keeps jobs in a second file, PostgreSQL in a schema of the same database."""
    if url.startswith(_SQLITE):
        path = Path(url.removeprefix(_SQLITE))
        return f"{_SQLITE}{path.with_name('jobs.db')}"
    return url
