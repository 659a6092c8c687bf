"""The provider of a new upload, and the project's container there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.client import UNKNOWN, Api, errors_of
from tests.house.fixtures import OpenLab, client
from tests.house.refusals import too_large
from tests.house.setting import Lab, two_providers


def test_a_project_without_its_container_is_not_consistent_yet(lab: Lab, api: Api) -> None:
    project = api.bare_project()
    assert api.begin(project, 1, 404).json == {
        "error": "404",
        "code": "resource_not_consistent",
        "reason": "resource changes are still being processed by system",
        "reason_code": "resource_not_consistent",
        "suggestion": "this is a temporary state that will eventually be resolved by the system; "
        "please retry request",
    }
    assert client(lab, "stranger").begin(project, 1, 403).json["code"] == "not_provided"
    assert errors_of(api.begin(project, 1001, 400)) == [("size", too_large(1000))]
    lab.work()
    api.begin(project, 1)


def test_the_container_of_a_provider_added_later_appears_by_itself(
    open_again: OpenLab, tmp_path: Path
) -> None:
    old = client(open_again(), "researcher")
    project = old.project()
    lab = open_again(two_providers(tmp_path))
    api = Api(lab, old.token)
    for slug in ("fast", "archive"):
        answer = api.begin(project, 1, 404, storage_provider=lab.provider(slug))
        assert answer.json["code"] == "resource_not_consistent"
    lab.work()
    for slug in ("fast", "archive"):
        api.begin(project, 1, storage_provider=lab.provider(slug))


def test_a_provider_can_be_chosen_and_its_limits_hold(open_again: OpenLab, tmp_path: Path) -> None:
    lab = open_again(two_providers(tmp_path))
    api = client(lab, "researcher")
    project, archive = api.project(), lab.provider("archive")
    begun = api.begin(project, 100, storage_provider=archive)
    assert begun.json["storage_provider"]["id"] == archive["id"]
    assert begun.headers["x-max-chunk-upload-size"] == "25"
    assert errors_of(api.begin(project, 101, 400, storage_provider=archive)) == [
        ("size", too_large(100))
    ]
    unasked = api.begin(project, 101, storage_provider=None).json
    assert unasked["storage_provider"]["id"] == lab.provider("fast")["id"]


@pytest.mark.parametrize("provider", [UNKNOWN, "nonsense", "doesNotExist"])
def test_an_unknown_provider_is_not_found(wire: Api, wire_project: str, provider: str) -> None:
    answer = wire.begin(wire_project, 1, 404, storage_provider={"id": provider}).json
    assert answer["reason"] == "StorageProvider Not Found"
    assert answer["suggestion"] == "you may have mistyped the StorageProvider id"


def test_a_deprecated_provider_takes_no_new_uploads(open_again: OpenLab, tmp_path: Path) -> None:
    lab = open_again({**two_providers(tmp_path), "ARCHIVE_DEPRECATED": "true"})
    api = client(lab, "researcher")
    project, archive = api.project(), lab.provider("archive")
    closed = [("storage_provider", "cannot be deprecated")]
    assert errors_of(api.begin(project, 1, 400, storage_provider=archive)) == closed
    both = errors_of(api.begin(project, 101, 400, storage_provider=archive))
    assert sorted(both) == sorted([*closed, ("size", too_large(100))])
