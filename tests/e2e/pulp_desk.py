"""A user of the Pulp clients at an installation, and the DDS API to look at what arrived there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from tests.e2e.caller import Caller, Json
from tests.e2e.installation import Installation, User
from tests.e2e.polling import eventually
from tests.e2e.pulp_form import ByteStream, Form
from tests.services.pulp import PulpCli

PREFIX = "/pulp/api/v3/"

#: A request that changes something in the log of the API, and how it was answered.
_SENT = re.compile(rf'"(POST|PUT|DELETE) {PREFIX}(\S+) HTTP/1\.1" (\d+)')
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

#: How a file goes in by chunks, as `sends` tells it.
BEGIN, CHUNK, COMMIT = "POST uploads/ 201", "PUT uploads/ID/ 200", "POST uploads/ID/commit/ 202"
GIVE_UP = "DELETE uploads/ID/ 204"


def sha256_of(data: bytes) -> str:
    """The digest that chunks and files are known by."""
    return sha256(data).hexdigest()


class PulpDesk:
    """One user, the clients set up for them, and a plain HTTP client for what those cannot do."""

    def __init__(self, installation: Installation, user: User, home: Path) -> None:
        """`home` becomes the clients' home and working folder."""
        self.installation = installation
        self.user = user
        self.client = PulpCli(home, installation.url, user.username, user.api_token)
        self._http = requests.Session()
        self._http.trust_env = False  # no proxy stands between two processes of one machine
        self._http.auth = (user.username, user.api_token)

    @classmethod
    def newcomer(cls, installation: Installation, home: Path) -> PulpDesk:
        """The desk of a user who has nothing yet."""
        return cls(installation, installation.create_user(f"packager-{uuid4().hex}"), home)

    @cached_property
    def caller(self) -> Caller:
        """The same user at the DDS API."""
        return Caller(self.installation.api_url, self.user.api_token)

    @cached_property
    def _project(self) -> str:
        return self.caller.new_project()

    def write(self, name: str, data: bytes) -> str:
        """Put a file where the clients work; gives its name."""
        (self.client.folder / name).write_bytes(data)
        return name

    def succeed(self, *arguments: str) -> tuple[Any, str]:
        """What a command gives that works, as JSON, and what it says beside that."""
        done = self.client.run(*arguments)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else None, done.stderr

    def show(self, *arguments: str) -> Any:
        """What a command gives that works, as JSON."""
        return self.succeed(*arguments)[0]

    def upload(self, name: str, *options: str) -> Json:
        """The artifact that the command line makes of a file."""
        return dict(self.show("artifact", "upload", "--file", name, *options))

    def refused(self, *arguments: str) -> str:
        """What a command says that fails."""
        done = self.client.run(*arguments)
        assert (done.returncode, done.stdout) == (1, ""), (arguments, done.stdout, done.stderr)
        return done.stderr

    def script(self, script: Path, *arguments: str) -> Any:
        """What a script prints that works, as JSON."""
        done = self.client.run_script(script, *arguments)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return json.loads(done.stdout)

    @contextmanager
    def sends(self, *expected: str) -> Iterator[None]:
        """Assert which requests the API has answered meanwhile, but for those that only read."""
        before = len(self._sent())
        yield
        assert self._sent()[before:] == list(expected)

    def _sent(self) -> list[str]:
        found = _SENT.findall(self.installation.api.settled_log())
        return [f"{method} {_ID.sub('ID', path)} {status}" for method, path, status in found]

    def call(self, method: str, path: str, *, expect: int, **more: Any) -> Any:
        """The answer's JSON to any request; the path is an href, or stands below the API."""
        answer = self._request(method, path, **more)
        assert answer.status_code == expect, (answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def _request(self, method: str, path: str, **more: Any) -> requests.Response:
        path = path if path.startswith(PREFIX) else PREFIX + path
        return self._http.request(method, self.installation.url + path, timeout=60, **more)

    def read(self, path: str) -> Json:
        """The object at a path."""
        return dict(self.call("GET", path, expect=200))

    def listed(self, path: str) -> list[Json]:
        """What a collection has."""
        return list(self.read(path)["results"])

    def has_nothing(self) -> bool:
        """Whether neither an upload nor an artifact is there."""
        return self.listed("uploads/") == self.listed("artifacts/") == []

    def try_to_store(self, data: bytes | ByteStream, **fields: str) -> requests.Response:
        """Send a whole file in one request, whatever the answer."""
        form = Form(data, **fields)
        return self._request("POST", "artifacts/", data=form, headers=form.headers)

    def store(self, data: bytes | ByteStream, **fields: str) -> Json:
        """The artifact of a file that is sent in one request."""
        answer = self.try_to_store(data, **fields)
        assert answer.status_code == 201, (answer.status_code, answer.text)
        return dict(answer.json())

    def begin(self, size: int) -> str:
        """The href of a new upload."""
        return str(self.call("POST", "uploads/", json={"size": size}, expect=201)["pulp_href"])

    def try_to_send(
        self, upload: str, first: int, data: bytes | ByteStream, **fields: str
    ) -> requests.Response:
        """Send the chunk that begins at a byte, whatever the answer."""
        form = Form(data, **fields)
        headers = {**form.headers, "Content-Range": f"bytes {first}-{first + len(data) - 1}/*"}
        return self._request("PUT", upload, data=form, headers=headers)

    def send(self, upload: str, first: int, data: bytes | ByteStream, **fields: str) -> None:
        """Send the chunk that begins at a byte."""
        answer = self.try_to_send(upload, first, data, **fields)
        assert answer.status_code == 200, (answer.status_code, answer.text)

    def commit(self, upload: str, digest: str) -> Json:
        """The task of a commit, as it is when that is answered."""
        begun = self.call("POST", f"{upload}commit/", json={"sha256": digest}, expect=202)
        return self.read(begun["task"])

    def ended(self, task: Json) -> Json:
        """A task once it has ended."""
        eventually(lambda: self.read(task["pulp_href"])["finished_at"])
        return self.read(task["pulp_href"])

    def made(self, task: Json) -> Json:
        """The artifact of a task that has worked."""
        assert task["state"] == "completed", task
        (href,) = task["created_resources"]
        return self.read(href)

    def upload_of(self, artifact: Json) -> str:
        """The id of an upload that an artifact was made of."""
        (task, *_) = self.listed(f"tasks/?created_resources={artifact['pulp_href']}")
        (upload,) = task["reserved_resources_record"]
        return id_of(upload)

    def content(self, artifact: Json) -> bytes:
        """All bytes of an artifact: its upload becomes a file of a project, as any upload may."""
        return self.caller.content(self.caller.file(self._project, self.upload_of(artifact)))


def id_of(href: str) -> str:
    """The id in an href."""
    return href.rstrip("/").rpartition("/")[2]
