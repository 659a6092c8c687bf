"""Settings for tests, made the way an operator makes them: from environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import falcon

from config.settings import Settings
from db.database import Database
from dds_upload.adapters.briefly import Briefly
from dds_upload.bootstrap.background import hourly_steps
from dds_upload.bootstrap.installation import mark_storages, migrate_all, storage_faults
from dds_upload.bootstrap.parts import Parts, build_parts
from dds_upload.bootstrap.service import build_service
from dds_upload.bootstrap.settings import load
from dds_upload.bootstrap.storages import build_storages
from dds_upload.core.content.processing import Processors
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.uploads.upload import Upload, UploadState
from dds_upload.operations.uploads.assemble_upload import RetryPolicy
from providers.local.options import LocalOptions
from tests.house.application import app_of
from tests.house.clock import MovableClock
from tests.services.swift import SwiftServer

#: Small limits, so that tests can reach them: 10 chunks of 100 bytes, files of 1000.
SMALL = {"LOCAL_CHUNK_MAX_NUMBER": "10", "LOCAL_CHUNK_MAX_SIZE_BYTES": "100"}


def two_providers(folder: Path) -> dict[str, str]:
    """`fast`, the default with the small limits, and `archive`: 4 chunks of 25 bytes."""
    return {
        "STORAGE_PROVIDERS": "fast,archive",
        "FAST_TYPE": "local",
        "FAST_DEFAULT": "true",
        "FAST_ROOT": f"{folder}/fast",
        "FAST_CHUNK_MAX_NUMBER": "10",
        "FAST_CHUNK_MAX_SIZE_BYTES": "100",
        "ARCHIVE_TYPE": "local",
        "ARCHIVE_ROOT": f"{folder}/archive",
        "ARCHIVE_CHUNK_MAX_NUMBER": "4",
        "ARCHIVE_CHUNK_MAX_SIZE_BYTES": "25",
    }


SECRET = "a secret for tests, nothing else: " + "0123456789abcdef"


def settings_for(database_url: str, var: Path, environ: Mapping[str, str] = SMALL) -> Settings:
    """Settings over that database, keeping everything else below `var`."""
    own = {"DATABASE_URL": database_url, "SECRET_KEY_BASE": SECRET, "LOCAL_FSYNC": "false"}
    own["PORTAL_ROOT"] = f"{var}/portal"  # not what somebody may have built in this checkout
    return load({**own, **environ}, var=var)


def swift_environ(server: SwiftServer, prefix: str = "SWIFT") -> dict[str, str]:
    """What an operator sets for that Swift."""
    values = {
        "ACCT": server.tenant.account,
        "DISPLAY_NAME": f"Swift of {prefix}",
        "DESCRIPTION": "A Swift for tests",
        "URL_ROOT": server.url,
        "VERSION": "v1",
        "AUTH_URI": server.auth_path,
        "USER": server.tenant.user,
        "PASS": server.tenant.password,
        "PRIMARY_KEY": "the primary key of the tests",
        "SECONDARY_KEY": "the secondary key of the tests",
    }
    return {f"{prefix}_{name}": value for name, value in values.items()}


class Lab:
    """The service with a hand on its clock and worker: nothing happens behind a test's back."""

    def __init__(self, parts: Parts, clock: MovableClock) -> None:
        self.service = build_service(parts)
        self.settings, self.database, self.providers = (
            parts.settings,
            parts.database,
            parts.providers,
        )
        self.clock = clock
        self.records = self.service.records
        self.operations = self.service.operations
        self.accounts = self.operations.accounts

    def close(self) -> None:
        """Give everything back."""
        self.service.parts.close()

    @cached_property
    def app(self) -> falcon.App[Any, Any]:
        """The application over it, the same for all of its clients."""
        return app_of(self.service)

    @property
    def root(self) -> Path:
        """The folder of the first provider, which must be local."""
        options = self.settings.providers[0].options
        assert isinstance(options, LocalOptions)
        return options.root

    def provider(self, slug: str) -> dict[str, str]:
        """What a request names that provider by."""
        return {"id": next(str(it.id) for it in self.providers if it.slug == slug)}

    def work(self) -> None:
        """Do at once all that is due, as the sweeper would."""
        self.operations.uploads.sweep(lambda work, item: work(item))

    def hour(self) -> None:
        """Do at once all that the sweeper does in an hour."""
        for step in hourly_steps(self.operations):
            while step():
                pass
        self.work()

    def read_back(self) -> None:
        """Read back at once all that is due, as the worker would."""
        never = Event()
        while self.operations.uploads.read_back(never):
            pass

    def crash(self, upload_id: str) -> Upload:
        """Claim an upload as a worker does, and do no more; gives what the worker holds."""
        now = self.clock()
        lease_ends = now + RetryPolicy().lease
        claimed = self.records.work_queue.lease(UUID(upload_id), now, lease_ends)
        assert claimed is not None
        return claimed

    def attempts(self, upload_id: str) -> int:
        """How often assembly was begun since the upload was last queued."""
        found = self.records.uploads.get(UUID(upload_id))
        assert found is not None
        return found.attempts

    def state(self, upload_id: str) -> UploadState | None:
        """The state as the row has it."""
        sql = "SELECT state FROM uploads WHERE id = ?"
        row = self.database.sql(sql, (upload_id.replace("-", ""),)).fetchone()
        return UploadState(row[0]) if row else None


def build_lab(
    settings: Settings,
    abilities: Abilities | None = None,
    processors: Processors | None = None,
    *,
    patience: float = 0,
) -> Lab:
    """The service over a database as it is; with `abilities` every provider keeps its bytes there.

    `patience` is for how many seconds a request waits for an upload to settle; with none, only the
    worker does that. The caller closes it.
    """
    clock = MovableClock()
    providers = None if abilities is None else _all_in(abilities, settings)
    parts = build_parts(
        settings,
        clock=clock,
        providers=providers,
        processors=processors,
        briefly=Briefly(patience=patience),
    )
    hurry(parts.database)
    return Lab(parts, clock)


def hurry(database: Database) -> None:
    """SQLite waits no more for the disk: what tests write need not outlive the power."""
    if database.is_sqlite:
        with database.connected():
            database.handle.pragma("synchronous", "off", permanent=True)


def open_lab(
    settings: Settings,
    abilities: Abilities | None = None,
    processors: Processors | None = None,
    *,
    patience: float = 0,
    prepared: bool = False,
) -> Lab:
    """The same, migrated and checked.

    `prepared` says that it was migrated with the same providers, or is a copy of one that was.
    """
    lab = build_lab(settings, abilities, processors, patience=patience)
    if prepared:
        mark_storages(lab.service)
    else:
        migrate_all(lab.service)
    assert storage_faults(lab.service) == []
    return lab


def _all_in(abilities: Abilities, settings: Settings) -> StorageProviders:
    return StorageProviders([replace(it, abilities=abilities) for it in build_storages(settings)])
