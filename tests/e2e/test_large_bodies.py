"""A body that is too large, to every route that takes one: its sender reads why, in so many words.

A client that writes first and reads then would else meet a connection that is cut while it still
sends, and nobody would ever see the answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from shutil import copytree
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from tests.e2e.installation import Installation
from tests.e2e.memory import MIB
from tests.house.routes import Route, routes_of
from tests.house.setting import SECRET, SMALL, open_lab, settings_for
from tests.house.whole import IS_WHOLE
from tests.protocols.access.rights import TABLE
from tests.protocols.access.world import World
from tests.protocols.pulp import wire as pulp
from tests.protocols.sentry import wire as sentry

#: More than sockets hold, and than is read of a body that is refused; `DDS_TESTS=whole` sends more.
LARGE = (50 if IS_WHOLE else 10) * MIB

#: Those of sentry-cli may be long.
LARGEST = 50 * MIB

#: Statuses where it is not 413: no body is read, or it is another that is too large.
OTHERS = {
    "POST /api/v1/admin/uploads/{upload_id}/requeue": 202,
    "POST /api/v1/admin/users/{user_id}/keys": 201,
    "POST /api/v1/file_versions/{version_id}/current": 201,
    "PUT /api/v1/files/{entry_id}/restore": 200,
    "POST /api/0/projects/{org}/{project}/files/preprodartifacts/assemble": 200,
    "POST /api/0/chunk-upload": 400,
    "POST /api/0/organizations/{org}/chunk-upload": 400,
    "POST /pulp/api/v3/artifacts": 400,
    **{name: 501 for name, row in TABLE["sentry"].items() if row.status == 501},
}


@pytest.fixture(scope="module")
def world(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """What routes are about, in the working folder of an installation."""
    var = tmp_path_factory.mktemp("large") / "var"
    copytree(migrated_sqlite, var)
    lab = open_lab(settings_for(f"sqlite:///{var}/dds.db", var))
    made = World(lab, var / "dds.db")
    yield made
    made.close()
    lab.close()


@pytest.fixture(scope="module")
def served(world: World) -> Iterator[Installation]:
    """The same behind a server."""
    folder = world.lab.root.parents[1]
    settings = {"SECRET_KEY_BASE": SECRET, **SMALL}
    with Installation(folder, settings, is_forked=True) as installation:
        installation.api.start_and_wait()
        yield installation


def body_for(route: Route) -> tuple[dict[str, str], bytes]:
    """Headers and a body of the kind that the route takes."""
    if route.path.endswith("/chunk-upload"):
        chunk = sentry.part(bytes(LARGEST), filename="0" * 40)
        return {"Content-Type": sentry.CONTENT_TYPE}, sentry.form(chunk)
    if str(route) in {f"PUT {pulp.UPLOADS}{{upload_id}}", f"POST {pulp.ARTIFACTS}".rstrip("/")}:
        headers = {"Content-Type": pulp.MULTIPART, "Content-Range": pulp.span(0, LARGE - 1)}
        return headers, pulp.form(pulp.file(bytes(LARGE)))
    size = LARGEST if route.path.endswith("/assemble") else LARGE
    return {"Content-Type": "application/json"}, b'{"name": "' + bytes(size)


class Answer(NamedTuple):
    """What the client read."""

    status: int
    kind: str
    text: str


def send(served: Installation, world: World, route: Route) -> Answer:
    """The whole of it, with the right to do what the route does; nothing is read before.

    Raises OSError where the connection is cut meanwhile: many clients then never look for more.
    """
    name = "admin" if "/admin/" in route.path else "owner"
    token, (headers, body) = world.token(name), body_for(route)
    is_pulp = route.path.startswith(pulp.PREFIX)
    shown = {"Authorization": pulp.basic(name, token) if is_pulp else f"Bearer {token}"}
    with closing(HTTPConnection(urlsplit(served.url).netloc, timeout=60)) as connection:
        connection.request(route.method, world.path(route), body, headers | shown)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers["Content-Type"], answer.read().decode())


def faults(served: Installation, world: World, route: Route) -> Iterator[str]:
    """What is not as it should be."""
    expected = OTHERS.get(str(route), 413)
    try:
        answer = send(served, world, route)
    except OSError as error:
        yield f"{route}: {error!r}"
        return
    if answer.status != expected or not answer.kind.startswith("application/json"):
        yield f"{route}: {expected} expected, not {answer}"
    elif expected == 413 and not is_said(route, json.loads(answer.text)):
        yield f"{route}: {answer.text}"


def test_whoever_sends_too_much_reads_that_it_was(served: Installation, world: World) -> None:
    there = routes_of(world.http.app)
    assert set(OTHERS) <= {str(it) for it in there}
    taking = [it for it in there if it.method in {"POST", "PUT"}]
    wrong = [fault for it in taking for fault in faults(served, world, it)]
    assert not wrong, "\n".join(wrong)


def is_said(route: Route, body: dict[str, str]) -> bool:
    """Whether it is told as the protocol tells it."""
    if route.path.startswith("/api/v1/"):
        return (body["error"], body["reason_code"]) == ("413", "request_too_large")
    return set(body) == {"detail" if route.path.startswith(pulp.PREFIX) else "error"}
