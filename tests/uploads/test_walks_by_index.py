"""What walks through all there is goes on at its place by an index, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dds_upload.core.uploads.retention import Ended
from tests.db.plans import plans_if_large
from tests.house.client import Api
from tests.house.setting import Lab

_INDEXES = {
    Ended.COMPLETION: "uploads_ended",
    Ended.FAILURE: "uploads_ended",
    Ended.VERSION: "file_versions_deleted",
    Ended.FILE: "files_deleted",
    Ended.PROJECT: "projects_deleted",
}


@pytest.mark.parametrize("ended", Ended)
def test_moments_are_found_by_their_index(lab: Lab, ended: Ended) -> None:
    until = lab.clock() + timedelta(days=1)
    *_, plan = plans_if_large(
        lab.database, lambda: lab.records.retention.next_moments(ended, until, 10)
    )
    assert _INDEXES[ended] in plan
    assert "SCAN" not in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_an_audit_goes_on_at_its_place(
    lab: Lab, api: Api, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        api.upload(project, 10)
    monkeypatch.setattr("db.uploads.audit._PAGE", 1)
    table, provider = lab.records.audit, lab.providers.default.id
    pages: list[str] = []

    def walk() -> None:
        pages.extend(it.key.name for it in table._of_uploads(provider))

    of_uploads = [it for it in plans_if_large(lab.database, walk) if "uploads" in it]
    assert len(pages) == 3
    later = [it for it in of_uploads if "uploads_places" in it]
    assert len(later) == 4
    if lab.database.is_sqlite:
        assert all("(container,id)>(?,?)" in it for it in later[1:])
