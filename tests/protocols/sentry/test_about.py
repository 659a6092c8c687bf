"""What clients ask before they send anything: who they are, and which projects they can name."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from dds_upload.core.accounts.scopes import Scope
from dds_upload.protocols.sentry import listing
from tests.blobs.contents import organization
from tests.content.client import Sender
from tests.house.client import Api
from tests.house.setting import Lab
from tests.protocols.sentry.conftest import limited, wire_of
from tests.protocols.sentry.wire import Wire, refusal

PROJECTS = "/api/0/organizations/default/projects/"
ORGANIZATIONS = "/api/0/organizations/"

NOT_OFFERED = [
    ("GET", "/organizations/default/releases/", "Releases"),
    ("POST", "/organizations/default/releases/", "Releases"),
    ("PUT", "/organizations/default/releases/1.0/", "Releases"),
    ("DELETE", "/organizations/default/releases/a/b@1.0/", "Releases"),
    ("POST", "/organizations/default/releases/1.0/deploys/", "Releases"),
    ("GET", "/projects/default/mice/releases/", "Releases"),
    ("PUT", "/projects/default/mice/releases/1.0/", "Releases"),
    ("GET", "/projects/default/mice/issues/", "Issues"),
    ("GET", "/projects/default/mice/events/", "Events"),
    ("GET", "/organizations/default/events/", "Events and logs"),
    ("GET", "/organizations/default/monitors/", "Monitors"),
    ("GET", "/organizations/default/preprodartifacts/1/install-details/", "App builds"),
]


def slugs(wire: Wire, path: str) -> list[str]:
    """All of a list, followed through its pages."""
    found: list[str] = []
    while path:
        answer = wire.ask(path)
        found += [each["slug"] for each in answer.json]
        link = re.fullmatch(
            r'<(.*)>; rel="next"; results="(true|false)"; cursor="(.*)"', answer.headers["Link"]
        )
        assert link
        next_page = urlsplit(link[1])
        assert link[3] == next_page.query.removeprefix("cursor=")
        path = f"{next_page.path}?{next_page.query}" if link[2] == "true" else ""
    return found


@pytest.mark.parametrize("path", ["/api/0/", "/api/0"])
def test_a_token_is_told_whose_it_is_and_what_it_may_do(tiny: Lab, path: str) -> None:
    body = wire_of(tiny, "researcher").ask(path).json
    assert body["auth"] == {"scopes": sorted(Scope)}
    assert (body["user"]["username"], body["user"]["email"]) == ("researcher", "researcher")
    assert body["version"] == "0"


def test_a_limited_token_is_told_its_scopes(tiny: Lab) -> None:
    wire_of(tiny, "researcher")
    told = limited(tiny, "researcher", "project:releases", "org:ci").ask("/api/0/").json
    assert told["auth"] == {"scopes": ["org:ci", "project:releases"]}


@pytest.mark.parametrize("path", ["/api/0/", "/api/0", PROJECTS, ORGANIZATIONS])
def test_who_shows_no_good_token_is_told_nothing(tiny: Lab, path: str) -> None:
    assert refusal(Wire(tiny, None).ask(path, expect=401))
    assert refusal(Wire(tiny, "wrong").ask(path, expect=401)) == "Invalid token"


def test_projects_are_listed_by_slug_through_all_pages(
    lab: Lab, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    made = [api.project(name) for name in ("Mice", "Cats", "Rats", "Bats", "Owls")]
    api.delete(f"/projects/{made[2]}")
    wire = Wire(lab, api.token)
    assert slugs(wire, PROJECTS) == ["bats", "cats", "mice", "owls"]
    assert slugs(wire, f"{PROJECTS}?cursor=") == ["bats", "cats", "mice", "owls"]
    one = wire.ask(PROJECTS).json[1]
    assert one == {"id": made[1], "slug": "cats", "name": "Cats", "team": None, "teams": []}


def test_projects_of_others_and_of_other_organisations_are_not_listed(lab: Lab, api: Api) -> None:
    api.project("Mice")
    assert slugs(wire_of(lab, "stranger"), PROJECTS) == []
    assert slugs(wire_of(lab, "boss", admin=True), PROJECTS) == ["mice"]
    organization(lab, "acme")
    other = "/api/0/organizations/acme/projects/"
    assert refusal(Wire(lab, api.token).ask(other, expect=404))
    assert slugs(wire_of(lab, "chief", admin=True), other) == []


def test_organisations_are_those_one_is_a_member_of(
    lab: Lab, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 1)
    for name in ("acme", "zoo"):
        organization(lab, name)
    lab.accounts.organizations.add_member("zoo", "researcher")
    assert slugs(Wire(lab, api.token), ORGANIZATIONS) == ["default", "zoo"]
    boss = wire_of(lab, "boss", admin=True)
    assert slugs(boss, ORGANIZATIONS) == ["acme", "default", "zoo"]


@pytest.mark.parametrize("cursor", ["%00", "0:100:0", "A", "7", "x" * 60])
def test_a_cursor_that_no_page_gave_is_refused(lab: Lab, api: Api, cursor: str) -> None:
    answer = Wire(lab, api.token).ask(f"{PROJECTS}?cursor={cursor}", expect=400)
    assert refusal(answer) == "cursor is invalid"


@pytest.mark.parametrize("scope", Scope)
def test_any_scope_lets_a_token_list(tiny: Lab, scope: Scope) -> None:
    wire_of(tiny, "researcher")
    limited(tiny, "researcher", scope).ask(PROJECTS)


@pytest.mark.parametrize(("method", "path", "what"), NOT_OFFERED)
def test_what_is_not_offered_is_said_in_words(
    tiny: Lab, wire: Wire, method: str, path: str, what: str
) -> None:
    for headers, status in ((wire.headers, 501), ({}, 401)):
        answer = wire.http.simulate_request(method, f"/api/0{path}", headers=headers)
        assert answer.status_code == status
    answer = wire.http.simulate_request(method, f"/api/0{path}", headers=wire.headers)
    assert answer.json == {"error": f"{what} are not offered by this service"}


def test_zipped_maps_are_refused_with_the_way_out(wire: Wire) -> None:
    answer = wire.post(b"", path="/api/0/projects/default/mice/files/dsyms/", expect=501)
    assert "use sentry-cli 3" in refusal(answer)


def test_paths_that_nobody_knows_stay_not_found(wire: Wire) -> None:
    """Clients of version 2 look for files of a release, and go on where there are none."""
    for path in ("/projects/default/mice/releases/1.0/files/", "/users/me/regions/", "/nothing/"):
        assert wire.http.simulate_get(f"/api/0{path}", headers=wire.headers).status_code == 404


def test_a_build_is_an_error_that_says_it_is_not_offered(lab: Lab, api: Api, project: str) -> None:
    sender, sent = Sender(lab, api), {"checksum": "0" * 40, "chunks": ["1" * 40]}
    path = "/projects/default/{}/files/preprodartifacts/assemble/"
    assert sender.post(path.format(project), sent) == {
        "state": "error",
        "missingChunks": [],
        "detail": "App builds are not offered by this service",
    }
    assert list(sender.post(path.format("nothing"), sent, expect=404)) == ["detail"]
