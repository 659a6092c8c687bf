"""What was over before the release that removes it counts from the upgrade on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.db.old import OldUploads, left_by
from tests.house.setting import Lab


@pytest.fixture
def before(empty_url: str, tmp_path: Path) -> Iterator[OldUploads]:
    """A database as 0012 left it."""
    with left_by("0012_steady_lists", empty_url, tmp_path) as old:
        yield old


def days_pass(lab: Lab, days: float) -> None:
    lab.clock.forward(days=days)
    lab.hour()


def test_it_counts_from_the_upgrade_on(before: OldUploads) -> None:
    lab, long_ago = before.lab, {"completed_at": 2, "consistent_at": 3}
    unused = before.upload("complete", **long_ago)
    failed = before.upload("failed", failed_at=3, **long_ago)
    project = before.project("Mice", "mice", deleted_at=4)
    version, of = uuid4(), {"created_by_id": before.user_id}
    file = before.add("files", project_id=project, name="brain.dat", current_version=version, **of)
    upload = before.upload("complete", **long_ago)
    made_of = {"file_id": file, "upload_id": upload, "version": 1}
    before.add("file_versions", version, **made_of, **of)
    before.go_forward()
    days_pass(lab, 29)
    states = {str(lab.state(str(it))) for it in (unused, failed)}
    assert states == {"complete", "failed"}
    days_pass(lab, 2)
    rows = before.rows_of("uploads")
    assert {row["state"] for row in rows} == {"purged"}
    assert len(rows) == 3
