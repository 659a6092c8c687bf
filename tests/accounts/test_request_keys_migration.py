"""Keys that uploads were begun with before the upgrade stand for them afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from dds_upload.core.accounts.request_keys import KEPT
from dds_upload.core.clock import utc_now
from tests.db.old import OldUploads, left_by
from tests.house.client import Api

BODY = {"name": "brain.dat", "content_type": "text/plain", "size": 50}
SAID = hashlib.sha256(json.dumps(BODY, sort_keys=True).encode()).hexdigest()


@pytest.fixture
def before(empty_url: str, tmp_path: Path) -> Iterator[OldUploads]:
    """A database as 0020 left it."""
    with left_by("0020_own_uploads", empty_url, tmp_path) as old:
        yield old


def begun(before: OldUploads, project: UUID, key: str | None, hours_ago: float) -> UUID:
    """An upload of that release, begun with a key."""
    at = int((utc_now().timestamp() - hours_ago * 3600) * 1_000_000)
    more: dict[str, Any] = {"created_at": at, "active_at": at, "project_id": project}
    if key is not None:
        more |= {"request_key": key, "request_fingerprint": SAID}
    return before.upload("open", **more)


def test_they_are_kept_for_the_rest_of_their_day(before: OldUploads) -> None:
    made = {"created_by_id": before.user_id}
    project = before.project("Mice", "mice", **made)
    role = {"auth_role": "project_admin", "created_at": 1, **made}
    before.insert("project_permissions", project_id=project, user_id=before.user_id, **role)
    recent = begun(before, project, "recent", 1)
    old = begun(before, project, "old", KEPT.total_seconds() / 3600 + 1)
    begun(before, project, None, 1)
    before.container("somewhere")
    before.go_forward()
    assert {row["value"] for row in before.rows_of("request_keys")} == {"recent"}
    lab = before.lab
    lab.operations.storage.prepare_containers()
    api = Api(lab, lab.accounts.tokens.create("ada").secret.reveal())
    uploads = f"/projects/{project}/uploads"

    def begin(key: str, expect: int, **more: Any) -> Any:
        headers = {"Idempotency-Key": key}
        return api.post(uploads, {**BODY, **more}, expect, headers=headers).json

    assert begin("recent", 201)["id"] == str(recent)
    begin("recent", 422, size=51)
    again = begin("old", 201)["id"]
    assert again != str(old)
    assert begin("old", 201)["id"] == again
