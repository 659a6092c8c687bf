"""Keystone and the Swift behind it are what operators run, and one of each serves all workers."""

from pathlib import Path

import pytest
import requests

from tests.services.cloud import LESSER_REGION, REGION, Cloud
from tests.services.identity import Identity, Member, sign_in
from tests.services.once import Office, _ask
from tests.services.processes import Running


@pytest.fixture(scope="module")
def member(identity: Identity) -> Member:
    return identity.add_member()


def account(cloud: Cloud, member: Member) -> str:
    return f"{cloud.public_url}/v1/AUTH_{member.project_id}"


def test_a_token_opens_the_account_of_its_project_alone(
    cloud: Cloud, identity: Identity, member: Member
) -> None:
    token = {"X-Auth-Token": member.token()}
    own = account(cloud, member)
    assert requests.put(f"{own}/c", headers=token, timeout=30).status_code == 201
    assert requests.get(own, headers=token, timeout=30).text == "c\n"
    other = account(cloud, identity.add_member())
    assert requests.get(other, headers=token, timeout=30).status_code == 403
    assert requests.get(own, timeout=30).status_code == 401


def test_both_names_lead_to_the_same_swift(cloud: Cloud, member: Member) -> None:
    token = {"X-Auth-Token": member.token()}
    requests.put(f"{account(cloud, member)}/both", headers=token, timeout=30)
    other = f"{cloud.internal_url}/v1/AUTH_{member.project_id}/both"
    assert requests.head(other, headers=token, timeout=30).status_code == 204


def test_the_catalog_has_a_full_region_and_a_lesser_one(cloud: Cloud, member: Member) -> None:
    user = {"name": member.username, "domain": {"id": "default"}, "password": member.password}
    asked = {
        "identity": {"methods": ["password"], "password": {"user": user}},
        "scope": {"project": {"id": member.project_id}},
    }
    url = f"{cloud.auth_url}/auth/tokens"
    catalog = requests.post(url, json={"auth": asked}, timeout=30).json()["token"]["catalog"]
    (service,) = (it for it in catalog if it["type"] == "object-store")
    found = {(it["region"], it["interface"]): it["url"] for it in service["endpoints"]}
    path = f"/v1/AUTH_{member.project_id}"
    assert found == {
        (REGION, "public"): cloud.public_url + path,
        (REGION, "internal"): cloud.internal_url + path,
        (LESSER_REGION, "public"): cloud.internal_url + path,
    }


def test_wrong_passwords_and_projects_of_others_are_refused(
    cloud: Cloud, identity: Identity, member: Member
) -> None:
    other = identity.add_member()
    for password, project in (
        ("wrong", member.project_name),
        (member.password, other.project_name),
    ):
        with pytest.raises(requests.HTTPError, match="401"):
            sign_in(cloud.auth_url, member.username, password, project)


class Counted(Running):
    """Writes down that it was started and ended."""

    def __init__(self, folder: Path) -> None:
        self.facts = folder

    def start(self) -> None:
        with (self.facts.parent / "log").open("a") as log:
            log.write("started ")

    def close(self) -> None:
        assert (self.facts.parent / "log").read_text() == "started "
        self.facts.rename(self.facts.parent / "ended")


class Unable(Running):
    """Does not start."""

    def __init__(self, folder: Path) -> None:
        self.facts = folder

    def start(self) -> None:
        raise OSError("no room")

    def close(self) -> None:
        pass


def test_what_is_shared_starts_once_and_ends_with_the_run() -> None:
    office = Office()
    try:
        first, second = _ask(office.address, Counted), _ask(office.address, Counted)
        assert first == second
        assert (first.parent / "log").read_text() == "started "
        for _ in range(2):
            with pytest.raises(RuntimeError, match="OSError: no room"):
                _ask(office.address, Unable)
    finally:
        office.close()
    assert not first.parent.exists()
