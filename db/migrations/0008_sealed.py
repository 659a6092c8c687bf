"""Columns for sealing: until when URLs can change an upload, and how its chunks' objects are named.

Existing chunks have objects that are named by number alone. Complete uploads whose objects clients
could reach are compared with storage once, spread over a day; those of blobs, which only the
service writes, are sealed. An upload that is being assembled may have URLs that are good for an
hour.
"""

from __future__ import annotations

import time
from typing import Any

STATEMENTS = """
ALTER TABLE chunks ADD COLUMN is_named BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE uploads ADD COLUMN urls_end_at BIGINT;
ALTER TABLE uploads ADD COLUMN sealed_at BIGINT;
UPDATE uploads SET sealed_at = consistent_at
    WHERE state = 'complete' AND addressing IN ('content', 'offset');
UPDATE uploads SET due_at = {now} + completed_at - completed_at / {day} * {day}
    WHERE state = 'complete' AND addressing IN ('whole', 'number');
UPDATE uploads SET urls_end_at = completed_at + 3600000000
    WHERE state = 'assembling' AND addressing IN ('whole', 'number')
"""


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    script = STATEMENTS.format(now=time.time_ns() // 1000, day=86_400_000_000)
    for statement in script.split(";"):
        db.execute_sql(statement.strip())
