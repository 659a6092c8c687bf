"""What a path may name below an organisation, and for whom it is there."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from dds_upload.core.accounts.organizations import Organization
from dds_upload.core.accounts.users import Caller
from dds_upload.core.reasons import Kind
from tests.house.client import Api
from tests.house.refusals import not_found
from tests.house.setting import Lab

BAD = ["", "nothing", "Default", "7", "a\0b", "\ud800", "x" * 5000, "' OR 1=1 --", "%", "_"]
CallerOf = Callable[..., tuple[Caller, Api]]


@pytest.fixture
def new_caller(lab: Lab) -> CallerOf:
    """Return a function that makes a user, and gives them as a caller and as a client."""

    def make(username: str, *, admin: bool = False) -> tuple[Caller, Api]:
        created = lab.accounts.users.create(username, is_admin=admin)
        return Caller(created.user), Api(lab, created.api_token.reveal())

    return make


def made(api: Api, name: str, organization: str = "default") -> UUID:
    """A new project there."""
    body = {"name": name, "organization": {"slug": organization}}
    return UUID(api.post("/projects", body, 202).json["id"])


@pytest.fixture
def acme(lab: Lab) -> Organization:
    """Return an organisation without members."""
    return lab.accounts.organizations.create("acme")


def test_members_find_theirs_and_administrators_all(
    lab: Lab, acme: Organization, new_caller: CallerOf
) -> None:
    ada, root = new_caller("ada")[0], new_caller("root", admin=True)[0]
    assert lab.accounts.find_organization(ada, "default").slug == "default"
    assert lab.accounts.find_organization(root, "acme") == acme
    with not_found(Kind.ORGANIZATION):
        lab.accounts.find_organization(ada, "acme")
    lab.accounts.organizations.add_member("acme", "ada")
    for reference in ("acme", str(acme.id), acme.id.hex):
        assert lab.accounts.find_organization(ada, reference) == acme


@pytest.mark.parametrize("admin", [False, True])
def test_what_names_nothing_is_not_found(lab: Lab, new_caller: CallerOf, admin: bool) -> None:
    caller = new_caller("ada", admin=admin)[0]
    default = lab.accounts.find_organization(caller, "default")
    for bad in [*BAD, str(uuid4())]:
        with not_found(Kind.ORGANIZATION):
            lab.accounts.find_organization(caller, bad)
        with not_found(Kind.PROJECT):
            lab.accounts.find_organization.project(caller, default, bad)


def test_projects_are_found_in_their_organisation_only(
    lab: Lab, acme: Organization, new_caller: CallerOf
) -> None:
    root, api = new_caller("root", admin=True)
    mice, rats = made(api, "Mice"), made(api, "Rats", "acme")
    organizations = lab.accounts.find_organization
    default, find = organizations(root, "default"), organizations.project
    for reference in ("mice", str(mice), str(mice).upper()):
        assert find(root, default, reference) == mice
        with not_found(Kind.PROJECT):
            find(root, acme, reference)
    assert find(root, acme, "rats") == rats
    api.delete(f"/projects/{rats}")
    with not_found(Kind.PROJECT):
        find(root, acme, "rats")


def test_projects_are_found_by_those_with_a_role_in_them(lab: Lab, new_caller: CallerOf) -> None:
    ada, ada_api = new_caller("ada")
    bob = new_caller("bob")[0]
    mice = made(ada_api, "Mice")
    default = lab.accounts.find_organization(ada, "default")
    assert lab.accounts.find_organization.project(ada, default, "mice") == mice
    with not_found(Kind.PROJECT):
        lab.accounts.find_organization.project(bob, default, "mice")
    path = f"/projects/{mice}/permissions/{bob.user.id}"
    ada_api.put(path, {"auth_role": {"id": "project_viewer"}}, 200)
    assert lab.accounts.find_organization.project(bob, default, "mice") == mice


def test_the_only_organisation_of_a_caller(
    lab: Lab, acme: Organization, new_caller: CallerOf
) -> None:
    ada, root = new_caller("ada")[0], new_caller("root", admin=True)[0]
    assert lab.accounts.find_organization.default_for(ada).slug == "default"
    assert lab.accounts.find_organization.default_for(root).slug == "default"
    lab.accounts.organizations.add_member("acme", "ada")
    with not_found(Kind.ORGANIZATION):
        lab.accounts.find_organization.default_for(ada)
    lab.database.sql("DELETE FROM organization_members")
    with not_found(Kind.ORGANIZATION):
        lab.accounts.find_organization.default_for(ada)


def test_the_list_counts_projects_that_are_there(
    lab: Lab, acme: Organization, new_caller: CallerOf
) -> None:
    api = new_caller("root", admin=True)[1]
    made(api, "Mice")
    api.delete(f"/projects/{made(api, 'Rats')}")
    numbers = {it.organization.slug: it.projects for it in lab.accounts.organizations.all()}
    assert numbers == {"acme": 0, "default": 1}
