"""A user of sentry-cli with a project, and the DDS API to look at what arrived there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from tests.e2e.caller import Caller, Json
from tests.e2e.installation import Installation, User
from tests.e2e.polling import eventually
from tests.services.sentry_cli import SentryCli

FOLDER = "sentry"

#: A request with chunks in the log of the API, and how it was answered.
_SENT = re.compile(r'"POST /api/0/organizations/([^/]+)/chunk-upload/ HTTP/1\.1" (\d+)')


class SentryDesk:
    """One project of an organisation, and the client set up for it."""

    def __init__(
        self, installation: Installation, user: User, home: Path, organization: str = "default"
    ) -> None:
        """Make the project; organisations must be there."""
        self.installation = installation
        self.organization = organization
        self.home = home
        self.home.mkdir(parents=True)
        self.user = user
        self.caller = Caller(installation.api_url, user.api_token)
        self.name = f"Widget {uuid4().hex}"
        body = {"name": self.name, "organization": {"slug": organization}}
        made = self.caller.call("POST", "/projects", body, expect=202).json()
        self.project, self.slug = str(made["id"]), str(made["slug"])

    def client(self, version: str = "3", token: str | None = None) -> SentryCli:
        """A client that finds the project by itself."""
        token = token or self.user.api_token
        url, org = self.installation.url, self.organization
        return SentryCli(self.home, url, token, org, self.slug, version)

    def write(self, name: str, data: bytes) -> str:
        """Put a file where the client works; gives its name."""
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return name

    def write_zeros(self, name: str, size: int, head: bytes = b"") -> str:
        """Put a large file there that takes no room; gives its name."""
        with (self.home / name).open("wb") as file:
            file.write(head)
            file.truncate(size)
        return name

    def succeed(self, *arguments: str, version: str = "3") -> str:
        """What a command prints that works."""
        done = self.client(version).run(*arguments)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def refused(self, *arguments: str, version: str = "3", token: str | None = None) -> str:
        """What a command prints that fails."""
        done = self.client(version, token).run(*arguments)
        assert done.returncode == 1, (arguments, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def sent(self) -> int:
        """How many requests with chunks its organisation has had stored."""
        return self._sent(self.installation.api.settled_log())

    def sent_by_now(self) -> int:
        """The same while more may be on their way: nothing is waited for."""
        return self._sent(self.installation.api.log.read_text())

    def _sent(self, log: str) -> int:
        return _SENT.findall(log).count((self.organization, "200"))

    @contextmanager
    def sends(self, number: int) -> Iterator[None]:
        """Assert how many requests with chunks are stored meanwhile."""
        before = self.sent()
        yield
        assert self.sent() - before == number

    def files(self) -> list[Json]:
        """What lies in the project, all of it below the folder for this client."""
        found: list[Json] = self.caller.get(f"/projects/{self.project}/files?per_page=1000")[
            "results"
        ]
        assert {each["ancestors"][1]["name"] for each in found} <= {FOLDER}
        return found

    def paths(self, number: int) -> list[str]:
        """Where all files lie below that folder, once there are as many; sorted."""
        eventually(lambda: len(self.files()) == number)
        return sorted(
            "/".join([*(folder["name"] for folder in each["ancestors"][2:]), each["name"]])
            for each in self.files()
        )

    def contents(self, number: int) -> dict[str, bytes]:
        """All files by name, once there are as many, each with all of its bytes."""
        eventually(lambda: len(self.files()) == number)
        return {str(each["name"]): self.caller.content(each["id"]) for each in self.files()}
