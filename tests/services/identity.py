"""Working with a Keystone as its administrator does: users, projects, the catalog."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

DOMAIN = "default"


@dataclass(frozen=True)
class Member:
    """A user with a role in one project."""

    auth_url: str
    username: str
    user_id: str
    password: str
    project_name: str
    project_id: str

    @property
    def environ(self) -> dict[str, str]:
        """What an OpenStack user sets."""
        return {
            "OS_AUTH_URL": self.auth_url,
            "OS_USERNAME": self.username,
            "OS_PASSWORD": self.password,
            "OS_PROJECT_NAME": self.project_name,
            "OS_USER_DOMAIN_ID": DOMAIN,
            "OS_PROJECT_DOMAIN_ID": DOMAIN,
        }

    def token(self) -> str:
        """A token for the project."""
        return sign_in(self.auth_url, self.username, self.password, self.project_name)

    def application_credential(self, expires_at: datetime | None = None) -> tuple[str, str]:
        """Id and secret of a new one with the user's own roles."""
        asked: dict[str, str] = {"name": secrets.token_hex(8)}
        if expires_at is not None:
            asked["expires_at"] = expires_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
        made = _send(
            "POST",
            f"{self.auth_url}/users/{self.user_id}/application_credentials",
            self.token(),
            {"application_credential": asked},
        )["application_credential"]
        return made["id"], made["secret"]


class Identity:
    """A Keystone, for its administrator."""

    def __init__(self, url: str, password: str) -> None:
        """Sign in."""
        self.url = url
        self._token = sign_in(url, "admin", password, "admin")

    def add_storage(self, regions: Mapping[str, Mapping[str, str]]) -> None:
        """Put an object store into the catalog: of each region its URL for each interface."""
        service = self._make("service", type="object-store", name="swift")
        known = {region["id"] for region in self._send("GET", "regions")["regions"]}
        for region, interfaces in regions.items():
            if region not in known:
                self._make("region", id=region)
            for interface, url in interfaces.items():
                self._make(
                    "endpoint",
                    service_id=service["id"],
                    region_id=region,
                    interface=interface,
                    url=url,
                )

    def add_member(self, role: str = "member") -> Member:
        """A new user with that role in a new project; with an empty role in none."""
        name, password = f"test-{secrets.token_hex(8)}", secrets.token_hex(8)
        project = self._make("project", name=name, domain_id=DOMAIN)
        user = self._make("user", name=name, domain_id=DOMAIN, password=password)
        if role:
            (found,) = self._send("GET", f"roles?name={role}")["roles"]
            path = f"projects/{project['id']}/users/{user['id']}/roles/{found['id']}"
            self._send("PUT", path)
        return Member(self.url, name, user["id"], password, name, project["id"])

    def revoke(self, token: str) -> None:
        """End a token before its time."""
        answer = requests.delete(
            f"{self.url}/auth/tokens",
            headers={"X-Auth-Token": self._token, "X-Subject-Token": token},
            timeout=60,
        )
        answer.raise_for_status()

    def _make(self, kind: str, **values: object) -> Any:
        return self._send("POST", f"{kind}s", {kind: values})[kind]

    def _send(self, method: str, path: str, body: object = None) -> Any:
        return _send(method, f"{self.url}/{path}", self._token, body)


def sign_in(url: str, username: str, password: str, project: str) -> str:
    """A token for that project."""
    user = {"name": username, "domain": {"id": DOMAIN}, "password": password}
    asked = {
        "identity": {"methods": ["password"], "password": {"user": user}},
        "scope": {"project": {"name": project, "domain": {"id": DOMAIN}}},
    }
    answer = requests.post(f"{url}/auth/tokens", json={"auth": asked}, timeout=60)
    answer.raise_for_status()
    return str(answer.headers["X-Subject-Token"])


def _send(method: str, url: str, token: str, body: object) -> Any:
    answer = requests.request(method, url, json=body, headers={"X-Auth-Token": token}, timeout=60)
    answer.raise_for_status()
    return answer.json() if answer.content else None
