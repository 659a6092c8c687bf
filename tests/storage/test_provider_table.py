"""Rows of providers follow the environment; containers are remembered by project and provider."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from dds_upload.bootstrap.background import hourly_steps
from dds_upload.core.storage.providers import StorageProvider
from tests.house.client import Api
from tests.house.rows import Rows
from tests.house.setting import Lab


def another(storage: StorageProvider) -> StorageProvider:
    """One more provider, which is not the default."""
    return replace(storage, id=uuid4(), slug="other", is_default=False)


def flags(rows: Rows) -> dict[str, tuple[bool, bool, bool]]:
    """Default, deprecated and configured, by slug."""
    return {
        it.slug: (it.is_default, it.is_deprecated, it.configured)
        for it in rows.lab.records.providers.all()
    }


def test_rows_are_what_the_environment_says(rows: Rows) -> None:
    sync, now = rows.lab.records.providers.sync, rows.lab.clock()
    local = rows.lab.providers.default
    other = another(local)
    for _ in range(2):
        sync([local, other], now)
        assert flags(rows) == {"local": (True, False, True), "other": (False, False, True)}
    swapped = [replace(local, is_default=False), replace(other, is_default=True)]
    sync(swapped, now)
    assert flags(rows) == {"local": (False, False, True), "other": (True, False, True)}


def test_one_that_left_is_listed_while_it_has_files(rows: Rows) -> None:
    provider_rows, now = rows.lab.records.providers, rows.lab.clock()
    local = rows.lab.providers.default
    other = another(local)
    provider_rows.sync([local, other], now)
    rows.upload()
    provider_rows.sync([replace(other, is_default=True)], now)
    assert flags(rows) == {"local": (False, True, False), "other": (True, False, True)}
    provider_rows.sync([local], now)
    assert flags(rows) == {"local": (True, False, True)}
    assert provider_rows.get(other.id) is None
    assert provider_rows.get(local.id) is not None


def test_containers_are_missing_until_they_are_made(lab: Lab, api: Api) -> None:
    provider = lab.providers.default.id
    first, second = UUID(api.bare_project()), UUID(api.bare_project())
    containers = lab.records.containers
    assert list(containers.missing(provider, 10)) == [second, first]
    assert list(containers.missing(provider, 1)) == [second]
    assert list(containers.missing(provider, 10, project_id=first)) == [first]
    for _ in range(2):
        containers.mark_ready(first, provider, lab.clock())
    assert containers.is_ready(first, provider)
    assert not containers.is_ready(first, uuid4())
    assert list(containers.missing(provider, 10)) == [second]
    api.delete(f"/projects/{second}")
    assert list(containers.missing(provider, 10)) == []


def test_a_round_looks_for_recent_projects_and_an_hourly_step_for_all(lab: Lab, api: Api) -> None:
    provider, prepare = lab.providers.default.id, lab.operations.storage.prepare_containers
    old = UUID(api.bare_project())
    lab.clock.forward(days=2)
    recent = UUID(api.bare_project())
    containers = lab.records.containers
    assert prepare.recent() == 1
    assert list(containers.missing(provider, 10)) == [old]
    assert containers.is_ready(recent, provider)
    for step in hourly_steps(lab.operations):
        step()
    assert list(containers.missing(provider, 10)) == []
