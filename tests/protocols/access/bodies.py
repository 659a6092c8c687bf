"""What is sent to each route that takes a body: what is right, so that only rights decide."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tests.blobs.contents import sha1
from tests.directory.client import in_project
from tests.house.client import digest_of
from tests.protocols.access.world import DATA, World
from tests.protocols.pulp import wire as pulp
from tests.protocols.sentry import wire as sentry

#: Content that only this project is sent.
CHUNK = b"a zebra" * 5

BUNDLE = "11111111-1111-1111-1111-111111111111"


class Sent(NamedTuple):
    """A body with its headers, and a query."""

    body: bytes | None = None
    headers: Mapping[str, str] = {}
    query: str = ""


def _json(value: Any) -> Sent:
    return Sent(json.dumps(value).encode(), {"Content-Type": "application/json"})


def _upload(world: World) -> Sent:
    return _json({"name": "new.dat", "content_type": "", "size": 50})


def _chunk(world: World) -> Sent:
    return _json({"number": 1, "size": 100, "hash": digest_of(DATA[:100])})


def _file(world: World) -> Sent:
    parent, upload = in_project(world.ids["project"]), {"id": world.ids["done"]}
    return _json({"parent": parent, "upload": upload})


def _keys(world: World) -> Sent:
    keys = world.users["bystander"].keys
    return _json({"agent_key": keys.agent_key.reveal(), "user_key": keys.user_key.reveal()})


def _chunks(world: World) -> Sent:
    return Sent(sentry.form(sentry.part(CHUNK)), {"Content-Type": sentry.CONTENT_TYPE})


def _bundle(world: World) -> Sent:
    wanted = {"checksum": sha1(CHUNK), "chunks": [sha1(CHUNK)], "projects": [world.ids["project"]]}
    return _json(wanted)


def _debug_files(world: World) -> Sent:
    name = f"/proguard/{BUNDLE}.txt"
    return _json({sha1(CHUNK): {"name": name, "chunks": [sha1(CHUNK)]}})


def _place(world: World) -> Sent:
    headers = {"Content-Type": pulp.MULTIPART, "Content-Range": pulp.span(0, 69)}
    return Sent(pulp.form(pulp.file(DATA[50:120])), headers)


def _commit(world: World) -> Sent:
    return _json({"sha256": pulp.sha256(DATA[50:120])})


def _artifact(world: World) -> Sent:
    return Sent(pulp.form(pulp.file(CHUNK)), {"Content-Type": pulp.MULTIPART})


def _move(world: World) -> Sent:
    return _json({"parent": in_project(world.ids["project"])})


def _named(world: World) -> Sent:
    return _json({"name": "another name"})


_DDS: dict[str, Callable[[World], Sent]] = {
    "POST /projects": lambda world: _json({"name": "Voles", "description": ""}),
    "PUT /projects/{project_id}": _named,
    "PUT /projects/{project_id}/permissions/{user_id}": lambda world: _json(
        {"auth_role": {"id": "project_viewer"}}
    ),
    "POST /projects/{project_id}/uploads": _upload,
    "POST /folders": lambda world: _json(
        {"name": "new", "parent": in_project(world.ids["project"])}
    ),
    "PUT /folders/{entry_id}/rename": _named,
    "PUT /folders/{entry_id}/move": _move,
    "POST /files": _file,
    "PUT /files/{entry_id}": lambda world: _json({"label": "second"}),
    "PUT /files/{entry_id}/rename": _named,
    "PUT /files/{entry_id}/move": _move,
    "PUT /file_versions/{version_id}": lambda world: _json({"label": "first"}),
    "PUT /uploads/{upload_id}/chunks": _chunk,
    "PUT /uploads/{upload_id}/complete": lambda world: _json({"hash": digest_of(DATA)}),
    "PUT /uploads/{upload_id}/hashes": lambda world: _json(digest_of(DATA[:100], "sha256")),
    "GET /storage_providers/{provider_id}/plan": lambda world: Sent(query="size=100"),
    "POST /software_agents/api_token": _keys,
    "POST /admin/users": lambda world: _json({"username": "newcomer"}),
    "PUT /admin/users/{user_id}": lambda world: _json({"is_disabled": True}),
}
_SENTRY: dict[str, Callable[[World], Sent]] = {
    "POST /chunk-upload": _chunks,
    "POST /organizations/{org}/chunk-upload": _chunks,
    "POST /organizations/{org}/artifactbundle/assemble": _bundle,
    "POST /projects/{org}/{project}/files/difs/assemble": _debug_files,
    "POST /projects/{org}/{project}/files/preprodartifacts/assemble": _bundle,
}
_PULP: dict[str, Callable[[World], Sent]] = {
    "POST /uploads": lambda world: _json({"size": 10}),
    "PUT /uploads/{upload_id}": _place,
    "POST /uploads/{upload_id}/commit": _commit,
    "PUT /uploads/{upload_id}/commit": _commit,
    "POST /artifacts": _artifact,
}
_BY_PREFIX = {"/api/v1": _DDS, "/api/0": _SENTRY, "/pulp/api/v3": _PULP}

BODIES: dict[str, Callable[[World], Sent]] = {
    row.replace(" ", f" {prefix}", 1): body
    for prefix, rows in _BY_PREFIX.items()
    for row, body in rows.items()
}


def sent_to(route: str, world: World) -> Sent:
    """What a client sends there; nothing where it sends no body."""
    body = BODIES.get(route)
    return body(world) if body else Sent()
