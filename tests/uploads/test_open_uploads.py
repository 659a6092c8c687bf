"""What one user may have begun and not finished: counted in one row, whatever happens to it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.db.old import OldUploads, left_by
from tests.house.client import Api, digest_of
from tests.house.fixtures import OpenLab, client
from tests.house.setting import SMALL, Lab
from tests.placements.desk import Desk

DATA = bytes(range(150))


@pytest.fixture
def lab(open_again: OpenLab) -> Lab:
    """Three uploads of 500 bytes in all."""
    return open_again({**SMALL, "MAX_OPEN_UPLOADS": "3", "MAX_OPEN_BYTES": "500"})


def counted(lab: Lab, api: Api) -> tuple[int, int]:
    user = UUID(api.get("/current_user").json["id"])
    usage = lab.records.open_uploads.usage(user)
    in_rows = lab.database.sql(
        "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM uploads WHERE created_by_id = ?"
        " AND state IN ('open', 'assembling') AND addressing <> 'content'",
        (user.hex,),
    ).fetchone()
    assert (usage.uploads, usage.bytes) == tuple(map(int, in_rows))
    return usage.uploads, usage.bytes


def test_one_more_is_refused_with_the_figures(lab: Lab, api: Api, project: str) -> None:
    uploads = [api.upload(project, 10) for _ in range(3)]
    refused = api.begin(project, 10, 400).json
    assert refused["reason_code"] == "too_many_uploads_open"
    assert refused["limits"] == {"open": 3, "max": 3}
    assert [list(it) for it in refused["errors"]] == [["size"]]
    assert "3 of at most 3" in refused["errors"][0]["size"]
    assert counted(lab, api) == (3, 30)
    client(lab, "another").bare_project()
    api.delete(f"/uploads/{uploads[0]}")
    api.begin(project, 10)


def test_more_bytes_are_refused_with_the_figures(lab: Lab, api: Api, project: str) -> None:
    api.upload(project, 400)
    refused = api.begin(project, 101, 400).json
    assert refused["reason_code"] == "too_many_bytes_open"
    assert refused["limits"] == {"open": 400, "max": 500}
    api.begin(project, 501, 400)
    api.begin(project, 100)
    assert counted(lab, api) == (2, 500)


def test_a_plan_shows_them(lab: Lab, api: Api, project: str) -> None:
    api.upload(project, 400)
    provider = str(lab.providers.default.id)
    plan = api.get(f"/storage_providers/{provider}/plan", params={"size": 1}).json
    assert plan["open"] == {"uploads": 1, "uploads_max": 3, "bytes": 400, "bytes_max": 500}
    assert plan["fits"] is True


def test_a_plan_is_about_the_provider_and_shows_what_is_open_beside(
    lab: Lab, api: Api, project: str
) -> None:
    api.upload(project, 400)
    path = f"/storage_providers/{lab.providers.default.id}/plan"
    plan = api.get(path, params={"size": 101}).json
    assert (plan["fits"], plan["chunk_count"]) == (True, 2)
    assert plan["open"]["bytes"] + 101 > plan["open"]["bytes_max"]
    api.begin(project, 101, 400)
    (fits,) = [
        it["properties"]["fits"]["description"]
        for name, it in api.get("/openapi.json").json["components"]["schemas"].items()
        if name == "Plan"
    ]
    assert "the provider's limits" in fits
    assert "what the caller has `open`" in fits


def test_it_is_counted_through_all_that_becomes_of_an_upload(
    lab: Lab, api: Api, project: str
) -> None:
    upload = api.sent(project, DATA, 100)
    api.complete(upload, DATA)
    assert counted(lab, api) == (1, 150)
    lab.work()
    assert counted(lab, api) == (0, 0)
    bad = api.sent(project, DATA, 100)
    api.complete(bad, DATA, **digest_of(DATA[::-1], "sha256"))
    lab.work()
    assert (lab.state(bad), counted(lab, api)) == ("failed", (0, 0))
    lab.operations.uploads.manage.requeue([UUID(bad)])
    assert counted(lab, api) == (1, 150)
    lab.work()
    api.upload(project, 10)
    lab.clock.forward(days=8)
    lab.work()
    assert counted(lab, api) == (0, 0)


def test_by_offset_too(lab: Lab) -> None:
    desk = Desk(lab)
    upload = desk.sent(DATA)
    desk.commit(upload, DATA[::-1])
    assert counted(lab, desk.api) == (1, 150)
    desk.commit(upload, DATA)
    desk.withdraw(desk.begin(10))
    assert counted(lab, desk.api) == (0, 0)


def test_of_many_at_once_as_many_pass_as_may(lab: Lab, api: Api, project: str) -> None:
    def begin(_: int) -> int:
        offer = {"name": "brain.dat", "content_type": "text/plain", "size": 10}
        return int(api.post(f"/projects/{project}/uploads", offer, None).status_code)

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(begin, range(12)))
    assert sorted(statuses) == [201] * 3 + [400] * 9
    assert counted(lab, api) == (3, 30)


def test_no_bound_is_none(open_again: OpenLab) -> None:
    lab = open_again({**SMALL, "MAX_OPEN_UPLOADS": "0", "MAX_OPEN_BYTES": "0"})
    api = client(lab, "researcher")
    project = api.project()
    for _ in range(5):
        api.upload(project, 1000)
    assert counted(lab, api) == (5, 5000)


#: The largest chunk there is, so that one file can have as many bytes as a column holds.
HUGE = {"LOCAL_CHUNK_MAX_SIZE_BYTES": str(2**63 - 1), "LOCAL_CHUNK_MAX_NUMBER": "1"}


def test_no_sum_is_larger_than_what_keeps_it(open_again: OpenLab) -> None:
    lab = open_again({**SMALL, **HUGE})
    api = client(lab, "researcher")
    project = api.project()
    api.begin(project, 2**63 - 10)
    refused = api.begin(project, 10, 400).json
    assert refused["reason_code"] == "too_many_bytes_open"
    assert refused["limits"] == {"open": 2**63 - 10, "max": 2**63 - 1}
    api.begin(project, 2**63 - 1, 400)
    api.begin(project, 9)
    assert counted(lab, api) == (2, 2**63 - 1)


@pytest.fixture
def before(empty_url: str, tmp_path: Path) -> Iterator[OldUploads]:
    """A database as 0014 left it."""
    with left_by("0014_retention", empty_url, tmp_path) as old:
        yield old


def test_the_upgrade_counts_more_bytes_than_anybody_may_have_today(before: OldUploads) -> None:
    for _ in range(3):
        before.upload("open", size=2**62)
    before.go_forward()
    usage = before.lab.records.open_uploads.usage(before.user_id)
    assert (usage.uploads, usage.bytes) == (3, 2**63 - 1)


def test_the_upgrade_counts_what_is_open(before: OldUploads) -> None:
    other = before.user(f"other-{uuid4()}")
    for state in ("open", "assembling", "complete", "failed", "aborted"):
        before.upload(state)
    before.upload("assembling", addressing="content")
    before.upload("open", created_by_id=other)
    before.go_forward()
    usage = before.lab.records.open_uploads.usage
    assert (usage(before.user_id).uploads, usage(before.user_id).bytes) == (2, 100)
    assert (usage(other).uploads, usage(other).bytes) == (1, 50)
