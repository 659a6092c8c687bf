"""A server behind nginx, which the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.e2e.caller import Caller
from tests.e2e.installation import Installation, User
from tests.e2e.kinds import ROOMY, on_local
from tests.services.nginx import Nginx

#: From where nginx sends files of the default provider.
LOCATION = "/x-accel/local/"


@dataclass
class Front:
    """An installation behind nginx, and a user who knows nginx only."""

    installation: Installation
    nginx: Nginx
    user: User
    caller: Caller
    project: str


@pytest.fixture(scope="package")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    handed_over = {"LOCAL_X_ACCEL_LOCATION": LOCATION}
    with on_local(tmp_path_factory.mktemp("behind"), handed_over) as installation:
        user = installation.create_user("behind")
        port = int(installation.environment["DDS_PORT"])
        root = installation.folder / "var" / "storage"
        with Nginx(tmp_path_factory.mktemp("nginx"), port, root) as nginx:
            caller = Caller(f"{nginx.url}/api/v1", user.api_token)
            project = caller.project(caller.provider(ROOMY))
            yield Front(installation, nginx, user, caller, project)
