"""A Keystone in front of a Swift, as most operators run it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.services.identity import Identity
from tests.services.keystone import ADMINISTRATOR, KeystoneServer
from tests.services.processes import Running
from tests.services.swift import SwiftServer
from tests.services.swift_settings import TokenJudge

#: The first region of the catalog has both interfaces, the second the public one alone.
REGION, LESSER_REGION = "RegionOne", "RegionTwo"


@dataclass(frozen=True)
class Cloud:
    """What it takes to use a cloud that runs, also from another process."""

    auth_url: str
    admin_password: str
    public_url: str
    #: Leads to the same Swift by another name.
    internal_url: str

    def identity(self) -> Identity:
        """Its Keystone, for the administrator."""
        return Identity(self.auth_url, self.admin_password)


class CloudServer(Running):
    """The servers of one cloud."""

    def __init__(self, folder: Path) -> None:
        """Reserve the ports; nothing is started or written yet."""
        self._keystone = KeystoneServer(folder / "keystone")
        judge = TokenJudge(self._keystone.url, ADMINISTRATOR, self._keystone.password)
        self._swift = SwiftServer(folder / "swift", judge=judge, versions=True)
        port = self._swift.url.rpartition(":")[2]
        self.facts = Cloud(
            auth_url=self._keystone.url,
            admin_password=self._keystone.password,
            public_url=self._swift.url,
            internal_url=f"http://localhost:{port}",
        )

    def start(self) -> None:
        """Start all, on a fresh folder; return when all answer and the catalog names Swift."""
        self._keystone.start()
        path = "/v1/AUTH_$(project_id)s"
        public, internal = self.facts.public_url + path, self.facts.internal_url + path
        self.facts.identity().add_storage(
            {
                REGION: {"public": public, "internal": internal},
                LESSER_REGION: {"public": internal},
            }
        )
        self._swift.start()

    def close(self) -> None:
        """End all; may be repeated."""
        self._swift.close()
        self._keystone.close()
