"""Settings for tests, made the way an operator makes them: from environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from config.settings import Settings, load
from dds_upload.bootstrap.service import Service, migrate_all
from dds_upload.core.upload import UploadState
from tests.services.swift import SwiftServer

#: Small limits, so that tests can reach them: 10 chunks of 100 bytes, files of 1000.
SMALL = {"LOCAL_CHUNK_MAX_NUMBER": "10", "LOCAL_CHUNK_MAX_SIZE_BYTES": "100"}

SECRET = "a secret for tests, nothing else: " + "0123456789abcdef"


def settings_for(database_url: str, var: Path, environ: Mapping[str, str] = SMALL) -> Settings:
    """Settings over that database, keeping everything else below `var`."""
    own = {"DATABASE_URL": database_url, "SECRET_KEY_BASE": SECRET, "LOCAL_FSYNC": "false"}
    return load({**own, **environ}, var=var)


def swift_environ(server: SwiftServer, prefix: str = "SWIFT") -> dict[str, str]:
    """What an operator sets for that Swift."""
    values = {
        "ACCT": server.account,
        "DISPLAY_NAME": f"Swift of {prefix}",
        "DESCRIPTION": "A Swift for tests",
        "URL_ROOT": server.url,
        "VERSION": "v1",
        "AUTH_URI": server.auth_path,
        "USER": server.user,
        "PASS": server.password,
        "PRIMARY_KEY": "the primary key of the tests",
        "SECONDARY_KEY": "the secondary key of the tests",
    }
    return {f"{prefix}_{name}": value for name, value in values.items()}


class Lab(Service):
    """The service with a hand on its worker: nothing happens behind a test's back."""

    def work(self) -> None:
        """Do at once all that is due, as the sweeper would."""
        self.sweep(lambda work, item: work(item))

    def state(self, upload_id: str) -> UploadState | None:
        """The state as the row has it."""
        sql = "SELECT state FROM uploads WHERE id = ?"
        row = self.database.sql(sql, (upload_id.replace("-", ""),)).fetchone()
        return UploadState(row[0]) if row else None


def open_lab(settings: Settings) -> Lab:
    """A migrated service; whoever opens it closes it."""
    lab = Lab(settings)
    migrate_all(lab)
    return lab
