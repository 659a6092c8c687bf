"""Every operation over one configuration, and what is done with it as a whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from config.settings import Settings
from db.accounts.accounts import AccountTable
from db.accounts.memberships import MembershipTable
from db.accounts.organizations import OrganizationTable
from db.blobs.blobs import BlobTable
from db.content.requested_files import RequestedFileTable
from db.database import Database
from db.migrate import migrate, pending, unknown
from db.storage.containers import ContainerTable
from db.storage.providers import ProviderTable
from db.uploads.grants import ChunkTable
from db.uploads.upkeep import UpkeepTable
from db.uploads.uploads import UploadTable
from db.uploads.work_queue import AssemblyQueueTable
from dds_upload.adapters.jobs import Hint, JobQueue
from dds_upload.adapters.sweeper import Sweeper
from dds_upload.bootstrap.assembly import assemble_upload, processors
from dds_upload.bootstrap.settings import load
from dds_upload.bootstrap.storages import Reopening, build_storages
from dds_upload.core.content.processing import Processors
from dds_upload.operations.accounts.access import Access
from dds_upload.operations.accounts.api_tokens import ManageTokens
from dds_upload.operations.accounts.find_organization import FindOrganization
from dds_upload.operations.accounts.organizations import ManageOrganizations
from dds_upload.operations.accounts.users import AccountOperations, ManageUsers
from dds_upload.operations.blobs.check_blobs import CheckBlobs
from dds_upload.operations.blobs.clean_blobs import CleanBlobs
from dds_upload.operations.blobs.remember_blobs import RememberBlobs
from dds_upload.operations.blobs.store_blobs import StoreBlobs
from dds_upload.operations.blobs.writers import Writers
from dds_upload.operations.storage.prepare_containers import PrepareContainers
from dds_upload.operations.storage.read_limits import read_limits
from dds_upload.operations.uploads.assemble_upload import AssembleUpload
from dds_upload.operations.uploads.find_upload import FindUpload
from dds_upload.operations.uploads.remove_bytes import RemoveBytes
from dds_upload.operations.uploads.sweep import Sweep

#: Names of jobs in the queue; released names stay, because a queue outlives a release.
ASSEMBLE, PREPARE = "assemble_upload", "prepare_project"


def utc_now() -> datetime:
    """The clock of the real service."""
    return datetime.now(UTC)


class Service:
    """Every operation over one configuration; parts are made when they are first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = utc_now
        self.database = Database(_prepared(settings.database_url.reveal()))
        self.storages = build_storages(settings)
        self.reopening = Reopening()
        self.access = Access(MembershipTable(self.database))
        self.ledger = ChunkTable(self.database)
        self.uploads = UploadTable(self.database)
        self.blobs = BlobTable(self.database)
        self.writers = Writers(settings.upload_concurrency)
        self.provider_rows = ProviderTable(self.database)
        self.containers = ContainerTable(self.database)
        self.find_upload = FindUpload(self.uploads, self.access)
        self.find_organization = FindOrganization(OrganizationTable(self.database))

    @cached_property
    def jobs(self) -> JobQueue:
        """The queue, with its jobs named."""
        jobs = JobQueue(_jobs_url(self.settings.database_url.reveal()))
        jobs.register(
            {ASSEMBLE: self.assemble_upload, PREPARE: self.prepare_containers},
            self.database.release,
        )
        return jobs

    @cached_property
    def assemble_upload(self) -> AssembleUpload:
        """Joins one upload."""
        return assemble_upload(self)

    @cached_property
    def processors(self) -> Processors:
        """What can be done with files by content, by their kind."""
        return processors()

    @property
    def hint_assembly(self) -> Hint:
        """Tells the worker of an upload that is to be assembled."""
        return self.jobs.hint(ASSEMBLE)

    @cached_property
    def prepare_containers(self) -> PrepareContainers:
        """Makes what containers are missing."""
        return PrepareContainers(self.containers, self.storages, self.clock)

    @cached_property
    def sweep(self) -> Sweep:
        """One round of upkeep."""
        upkeep = UpkeepTable(self.database)
        return Sweep(
            self.prepare_containers,
            upkeep,
            self.storages,
            self.clock,
            self.settings.upload_expiry,
            self.assemble_upload,
            RemoveBytes(upkeep, self.storages, self.clock),
        )

    @cached_property
    def sweeper(self) -> Sweeper:
        """The sweep as a running thing."""
        hourly: list[Callable[[], object]] = [self.sweep.clear_leftovers, self.clean_blobs]
        return Sweeper(self.sweep, hourly, self.database.release)

    @property
    def remember_blobs(self) -> RememberBlobs:
        """Keeps chunks once for all."""
        return RememberBlobs(self.blobs, self.database, self.clock)

    @property
    def check_blobs(self) -> CheckBlobs:
        """Finds those that storage has lost."""
        return CheckBlobs(self.storages, self.blobs, self.database, self.clock)

    @cached_property
    def store_blobs(self) -> StoreBlobs:
        """Takes chunks by their content."""
        arrived = RequestedFileTable(self.database).forget_failures
        return StoreBlobs(self.blobs, self.remember_blobs, self.clock, self.writers, arrived)

    @cached_property
    def clean_blobs(self) -> CleanBlobs:
        """Removes those that nobody uses."""
        return CleanBlobs(self.blobs, self.database, self.storages, self.clock)

    @property
    def accounts(self) -> AccountOperations:
        """Users and tokens, for the command line."""
        table = AccountTable(self.database)
        return AccountOperations(ManageUsers(table, self.clock), ManageTokens(table, self.clock))

    @property
    def organizations(self) -> ManageOrganizations:
        """Organisations, for the command line."""
        accounts = AccountTable(self.database)
        return ManageOrganizations(OrganizationTable(self.database), accounts, self.clock)

    @property
    def assembly_rows(self) -> AssemblyQueueTable:
        """Uploads as a list of work, for the command line."""
        return AssemblyQueueTable(self.database)

    def check_database(self) -> None:
        """Raises RecordsUnavailable when the database does not answer."""
        self.database.sql("SELECT 1")

    def close(self) -> None:
        """Give everything back."""
        self.reopening.stop()
        self.writers.close()
        self.database.close()


@contextmanager
def open_service(settings: Settings | None = None) -> Iterator[Service]:
    """A service for as long as it is needed; the environment's, unless settings are given."""
    service = Service(settings or load(os.environ))
    try:
        yield service
    finally:
        service.close()


def migrate_all(service: Service) -> list[str]:
    """Bring both databases to this release and write the providers' rows; gives what was done."""
    done = migrate(service.database, while_locked=service.jobs.create_tables)
    sync_providers(service)
    return done


def sync_providers(service: Service) -> None:
    """Write the providers' rows as the environment has them."""
    service.provider_rows.sync(list(service.storages), service.clock())


def schema_faults(service: Service) -> list[str]:
    """Why this release must not serve this database; empty when it is at head."""
    faults = [f"migration {name} is not applied: run migrate" for name in pending(service.database)]
    newer = unknown(service.database)
    return faults + [f"migration {name} is of a newer release than this" for name in newer]


def storage_faults(service: Service) -> list[str]:
    """What the configured limits promise and the storages cannot hold; unreachable ones warn.

    All others can take new uploads from here on.
    """
    return [
        f"{storage.slug}: {fault}" for storage in service.storages for fault in read_limits(storage)
    ]


OpenService = Callable[[], AbstractContextManager[Service]]


def _prepared(url: str) -> str:
    """Make the folder of an SQLite file."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    return url


def _jobs_url(url: str) -> str:
    """SQLite keeps jobs in a file beside, PostgreSQL in a schema of the same database."""
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        return f"sqlite:///{path.with_name('jobs.db')}"
    return url
