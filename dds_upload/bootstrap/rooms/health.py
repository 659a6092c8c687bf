"""Puts the operations of health together."""

from __future__ import annotations

from db.migrate import difference
from dds_upload.bootstrap.parts import Parts
from dds_upload.bootstrap.records import Records
from dds_upload.core.health.records import ProcessKind
from dds_upload.operations.health.bundle import HealthOperations
from dds_upload.operations.health.checks import (
    CheckClock,
    CheckDatabase,
    CheckMigrations,
    CheckStorage,
    CheckWorker,
)


def build_health(parts: Parts, records: Records) -> HealthOperations:
    """The operations; nothing is checked yet."""
    beats, clock = records.heartbeats, parts.clock
    return HealthOperations(
        checks={
            "database": CheckDatabase(beats, clock),
            "migrations": CheckMigrations(lambda: schema_faults(parts)),
            "storage": CheckStorage(parts.providers.default),
            "worker": CheckWorker(beats, clock),
            "clock": CheckClock(beats, clock),
        },
        worker_lives=lambda: beats.beat(ProcessKind.WORKER, clock()),
    )


def schema_faults(parts: Parts) -> list[str]:
    """Why this release must not serve this database; empty if the schema is this release's."""
    found = difference(parts.database)
    return [
        *(f"migration {name} is not applied: run migrate" for name in found.pending),
        *(f"migration {name} is of a newer release than this" for name in found.unknown),
    ]
