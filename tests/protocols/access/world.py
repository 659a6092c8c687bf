"""An installation with two organisations, and in one of them a project that others may not see.

Everything the project has is named with one word, so that a leak of it can be searched for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from falcon import testing

from dds_upload.core.accounts.roles import ROLES
from dds_upload.operations.accounts.users import CreatedUser
from tests.directory.client import in_project
from tests.house.client import UNKNOWN, Api, digest_of
from tests.house.routes import Route
from tests.house.setting import Lab
from tests.protocols.pulp.wire import Wire, basic, id_of

#: What every name in the project has in it, and nothing else does.
WORD = "quagga"

DATA = WORD.encode() * 20

#: Columns that change with every look that could have changed something.
_COUNTERS = frozenset({"revision", "etag", "holds"})


class World:
    """What there is, who there is, and the way back to it after a change."""

    def __init__(self, lab: Lab, database: Path) -> None:
        self.lab = lab
        self.http = testing.TestClient(lab.app)
        self._path = database
        self.users: dict[str, CreatedUser] = {}
        self._people()
        self.ids = self._things()
        self._watch = sqlite3.connect(database)
        self._as_made = sqlite3.connect(":memory:")

    def close(self) -> None:
        """Let go of the database."""
        self._watch.close()
        self._as_made.close()

    def token(self, username: str) -> str:
        """The token that came with the account."""
        return self.users[username].api_token.reveal()

    def _people(self) -> None:
        accounts = self.lab.accounts
        accounts.organizations.create("acme")
        for name in ("owner", *ROLES, "bystander", "former", "leaver", "neighbour", "disabled"):
            self.users[name] = accounts.users.create(name)
        self.users["admin"] = accounts.users.create("admin", is_admin=True)
        self.users["outsider"] = accounts.users.create("outsider", organizations=["acme"])

    def _api(self, username: str) -> Api:
        return Api(self.lab, self.token(username))

    def _things(self) -> Mapping[str, str]:
        owner = self._api("owner")
        self._api("neighbour").project("Mice")
        self._api("outsider").project("Rats")
        project = owner.project(WORD)
        members = {**{role: role for role in ROLES}, "bystander": "file_editor"}
        members |= {"former": "project_admin", "leaver": "project_admin"}
        members |= {"disabled": "project_admin"}
        for name, role in members.items():
            path = f"/projects/{project}/permissions/{self.id_of(name)}"
            owner.put(path, {"auth_role": {"id": role}}, 200)
        owner.delete(f"/projects/{project}/permissions/{self.id_of('former')}")
        self.lab.accounts.organizations.remove_member("default", "leaver")
        self.lab.accounts.users.disable("disabled")
        named = {"name": f"{WORD}.dat"}
        done = [owner.stored(project, DATA[: 100 + n], 100) for n in (0, 1)]
        sending = owner.upload(project, len(DATA), **named)
        for number, start in enumerate(range(0, len(DATA), 100), 1):
            owner.send_chunk(sending, number, DATA[start : start + 100])
        failed = owner.upload(project, 100, **named)
        owner.send_chunk(failed, 1, DATA[:100])
        owner.complete(failed, DATA, **digest_of(DATA, "sha256"))
        self.lab.work()
        self.lab.read_back()
        owner.delete(f"/files/{owner.file(project, done[0]).json['id']}")
        file = owner.file(project, done[0]).json
        owner.put(f"/files/{file['id']}", {"upload": {"id": done[1]}}, 200)
        parent = in_project(project)
        folder = owner.post("/folders", {"name": WORD, "parent": parent}, 201).json["id"]
        return {
            "project": project,
            "folder": folder,
            "file": file["id"],
            "version": file["current_version"]["id"],
            "sending": sending,
            "done": done[0],
            "failed": failed,
            **self._placed(),
        }

    def _placed(self) -> Mapping[str, str]:
        token = self.token("owner")
        wire = Wire(self.lab, basic("owner", token), token)
        made = wire.made(DATA[:50], 50)
        tasks = wire.listed("/pulp/api/v3/tasks/")
        return {
            "placed": id_of(wire.sent(DATA[50:120], 70)),
            "artifact": id_of(made["pulp_href"]),
            "task": id_of(tasks[0]["pulp_href"]),
        }

    def id_of(self, username: str) -> str:
        """The id of a user."""
        return str(self.users[username].user.id)

    def path(self, route: Route) -> str:
        """The path of a route to what the project has."""
        return route.filled(**self.named(route))

    def unknown_path(self, route: Route) -> str:
        """The same to what is not there at all."""
        return route.filled(**dict.fromkeys(route.names, UNKNOWN))

    def named(self, route: Route) -> dict[str, str]:
        """What the project has, by the names that stand for it in the path of a route."""
        ids = self.ids
        entry = "folder" if "/folders/" in route.path else "file"
        upload = {"hashes": "done", "requeue": "failed"}.get(
            route.path.rpartition("/")[2], "sending"
        )
        return {
            "project_id": ids["project"],
            "user_id": self.id_of("bystander"),
            "role_id": "file_editor",
            "entry_id": ids[entry],
            "version_id": ids["version"],
            "upload_id": ids["placed" if route.path.startswith("/pulp/") else upload],
            "provider_id": str(self.lab.providers.default.id),
            "artifact_id": ids["artifact"],
            "task_id": ids["task"],
            "org": "default",
            "project": ids["project"],
            "version": "1.0",
            "rest": "snapshots",
            "name": "portal.js",
        }

    @property
    def secrets(self) -> Iterator[str]:
        """What only those may read who may see the project."""
        yield WORD
        yield from self.ids.values()

    @property
    def changes(self) -> object:
        """Another value after every commit of anybody."""
        return self._watch.execute("PRAGMA data_version").fetchone()[0]

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """All that the database remembers, by table; not when, and how often, it was touched."""
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        return {table: self._rows_of(table) for (table,) in self._watch.execute(tables).fetchall()}

    def _rows_of(self, table: str) -> list[tuple[object, ...]]:
        columns = [row[1] for row in self._watch.execute(f"PRAGMA table_info({table})")]
        kept = [it for it in columns if not it.endswith("_at") and it not in _COUNTERS]
        found = self._watch.execute(f"SELECT {', '.join(kept)} FROM {table}").fetchall()
        return sorted(found, key=repr)

    def stored(self) -> set[str]:
        """All files of storage."""
        return {str(path) for path in self.lab.root.rglob("*") if path.is_file()}

    def keep(self) -> None:
        """What there is now is what `restore` brings back."""
        self._watch.backup(self._as_made)

    def restore(self) -> None:
        """As it was kept."""
        with closing(sqlite3.connect(self._path)) as target:
            self._as_made.backup(target)

    def call(
        self, method: str, path: str, query: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Any:
        """The answer to a request."""
        return self.http.simulate_request(
            method, path, query_string=query, body=body, headers=dict(headers)
        )
