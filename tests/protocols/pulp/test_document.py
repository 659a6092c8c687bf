"""What the service says of its API: sound in itself, and read by the unmodified clients.

That the routes keep to it is for tests that call them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from dds_upload.protocols.pulp.document.api import api_document
from dds_upload.protocols.pulp.filters import ARTIFACTS, TASKS, UPLOADS, Collection
from dds_upload.protocols.pulp.listing import PAGING
from tests.services.ports import LOOPBACK
from tests.services.pulp import PulpCli

Json = dict[str, Any]

METHODS = ("get", "put", "post", "patch", "delete")

OPERATIONS = {
    "uploads_list": ("get", "/pulp/api/v3/uploads/"),
    "uploads_create": ("post", "/pulp/api/v3/uploads/"),
    "uploads_read": ("get", "{upload_href}"),
    "uploads_update": ("put", "{upload_href}"),
    "uploads_delete": ("delete", "{upload_href}"),
    "uploads_commit": ("post", "{upload_href}commit/"),
    "uploads_commit_update": ("put", "{upload_href}commit/"),
    "artifacts_list": ("get", "/pulp/api/v3/artifacts/"),
    "artifacts_create": ("post", "/pulp/api/v3/artifacts/"),
    "artifacts_read": ("get", "{artifact_href}"),
    "artifacts_delete": ("delete", "{artifact_href}"),
    "tasks_list": ("get", "/pulp/api/v3/tasks/"),
    "tasks_read": ("get", "{task_href}"),
    "status_read": ("get", "/pulp/api/v3/status/"),
    "docs_api_json_get": ("get", "/pulp/api/v3/docs/api.json"),
}

PUBLIC = {"status_read", "docs_api_json_get"}

#: What pulp-glue makes of the document, the way it reads it for a user's script.
LOADED = """
import json
from pulp_glue.common.context import PulpContext
context = PulpContext.from_config_files()
print(json.dumps([context.api.operations, context.component_versions, context.domain_enabled]))
"""

#: What comes of a call before anything is sent: pulp-glue judges by the document what it is given.
CALLED = """
import json, sys
from pulp_glue.common.context import PulpContext
parameters, body = map(json.loads, sys.argv[2:])
if "file" in body:
    body["file"] = body["file"].encode()
context = PulpContext.from_config_files(overrides={"dry_run": True})
try:
    context.api.call(sys.argv[1], parameters, body)
except Exception as error:
    print(type(error).__name__)
"""

HREF = "/pulp/api/v3/uploads/01890a5d-ac96-774b-bcce-b302099a8057/"
UPLOAD = {"upload_href": HREF}
CHUNK = UPLOAD | {"Content-Range": "bytes 0-3/4"}
PRN = "prn:core.upload:01890a5d-ac96-774b-bcce-b302099a8057"
PAGE = [("offset", "0"), ("limit", "25")]

#: Commands that list, and what they ask for besides a page.
LISTS = [
    (
        "upload list --field prn --field size --exclude-field prn --ordering -size --ordering pk",
        [
            ("fields", "prn"),
            ("fields", "size"),
            ("exclude_fields", "prn"),
            ("ordering", "-size,pk"),
        ],
    ),
    (
        "artifact list --sha256 00ff --ordering -sha256 --field size",
        [("sha256", "00ff"), ("ordering", "-sha256"), ("fields", "size")],
    ),
    (
        "task list --state skipped --state-in running --state-in failed --ordering -started_at",
        [("state", "skipped"), ("state__in", "running,failed"), ("ordering", "-started_at")],
    ),
    (
        "task list --name a --name-contains b --created-resource /c/ --exclude-field name",
        [
            ("name", "a"),
            ("name__contains", "b"),
            ("created_resources", "/c/"),
            ("exclude_fields", "name"),
        ],
    ),
    *(
        (
            f"task list --{kind}-resource /a/ --{kind}-resource-in /b/ --{kind}-resource-in /c/",
            [(f"{kind}_resources", "/a/"), (f"{kind}_resources__in", "/b/,/c/")],
        )
        for kind in ("reserved", "exclusive", "shared")
    ),
]


class Listener(ThreadingHTTPServer):
    """Gives the document, answers all else with an empty page, and keeps what was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.queries: list[list[tuple[str, str]]] = []

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"http://{LOOPBACK}:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == OPERATIONS["docs_api_json_get"][1]:
            self._answer(api_document())
        else:
            self.server.queries.append(parse_qsl(asked.query))
            self._answer({"count": 0, "next": None, "previous": None, "results": []})

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _answer(self, value: Json) -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as server:
        thread = Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def client(listener: Listener, tmp_path: Path) -> PulpCli:
    return PulpCli(tmp_path / "home", listener.url, "researcher", "secret")


def operations() -> dict[str, Json]:
    """All operations by id, each with what its path adds, its path and its method."""
    found: dict[str, Json] = {}
    for path, item in api_document()["paths"].items():
        for method in METHODS:
            if operation := item.get(method):
                assert operation["operationId"] not in found
                parameters = item.get("parameters", []) + operation.get("parameters", [])
                more = {"parameters": parameters, "path": path, "method": method}
                found[operation["operationId"]] = operation | more
    return found


def references(value: object) -> Iterator[str]:
    """Whatever is referred to in there, however deep."""
    if isinstance(value, dict):
        yield from [value["$ref"]] if "$ref" in value else []
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from references(each)


def parameters(operation_id: str, where: str = "query") -> dict[str, Json]:
    """What may come there, by name."""
    found = operations()[operation_id]["parameters"]
    return {each["name"]: each for each in found if each["in"] == where}


def test_it_is_a_new_value_each_time() -> None:
    first = api_document()
    text = json.dumps(first)
    assert json.loads(text) == first
    for part in first.values():
        if isinstance(part, dict):
            part.clear()
    assert json.dumps(api_document()) == text


def test_operations_are_where_clients_look_for_them() -> None:
    found = {name: (each["method"], each["path"]) for name, each in operations().items()}
    assert found == OPERATIONS


def test_references_lead_somewhere() -> None:
    document = api_document()
    led_to = set()
    for name in references(document):
        value = document
        for step in name.removeprefix("#/").split("/"):
            value = value[step]
        led_to.add(name)
    kinds = ("schemas", "responses")
    made = {
        f"#/components/{kind}/{name}" for kind in kinds for name in document["components"][kind]
    }
    assert led_to == made  # and nothing is described that nobody refers to


def test_every_answer_is_described() -> None:
    common = api_document()["components"]["responses"]
    for operation in operations().values():
        responses = operation["responses"]
        assert any(status.startswith("2") for status in responses)
        for answer in responses.values():
            name = answer.get("$ref", "").rpartition("/")[2]
            assert (common[name] if name else answer)["description"]


def test_every_part_of_a_path_is_required() -> None:
    for name, operation in operations().items():
        parts = parameters(name, "path")
        assert set(parts) == set(re.findall(r"\{(\w+)\}", operation["path"]))
        assert all(part["required"] is True for part in parts.values())


def test_only_what_is_public_asks_for_no_user() -> None:
    document = api_document()
    assert document["security"] == [{"basicAuth": []}]
    for name, operation in operations().items():
        assert operation.get("security") == ([{}] if name in PUBLIC else None)
        assert ("401" in operation["responses"]) == (name not in PUBLIC)


@pytest.mark.parametrize(
    ("kind", "collection"), [("uploads", UPLOADS), ("artifacts", ARTIFACTS), ("tasks", TASKS)]
)
def test_lists_take_what_they_say(kind: str, collection: Collection) -> None:
    described = parameters(f"{kind}_list")
    assert set(described) == {*collection.filters, *PAGING}
    orders = described["ordering"]["schema"]["items"]["enum"]
    assert set(orders) == {sign + name for name in collection.order for sign in ("", "-")}


@pytest.mark.parametrize("kind", ["uploads", "artifacts", "tasks"])
def test_lists_of_values_are_divided_as_clients_divide_them(kind: str) -> None:
    repeated = {"fields", "exclude_fields"}
    for name, parameter in parameters(f"{kind}_list").items():
        is_list = name in {"ordering", *repeated} or name.endswith(("__in", "__range"))
        assert (parameter["schema"]["type"] == "array") == is_list
        assert parameter.get("explode") == (name in repeated if is_list else None)


def test_pulp_glue_reads_it(client: PulpCli) -> None:
    done = client.run_script(LOADED)
    assert (done.returncode, done.stderr) == (0, "")
    found, versions, has_domains = json.loads(done.stdout)
    assert {name: tuple(place) for name, place in found.items()} == OPERATIONS
    assert (versions, has_domains) == ({"core": "3.85.0"}, False)


@pytest.mark.parametrize(
    ("operation", "parameters", "body"),
    [
        ("uploads_create", {}, {"size": 2**63 - 1}),
        ("uploads_update", CHUNK, {"file": "data", "sha256": "00ff"}),
        ("uploads_update", CHUNK, {"file": "data"}),
        ("uploads_commit", UPLOAD, {"sha256": "00ff"}),
        ("uploads_commit_update", UPLOAD, {"sha256": "00ff"}),
        ("artifacts_create", {}, {"file": "data", "sha256": "00ff", "sha512": "00ff", "size": 4}),
        ("artifacts_create", {}, {"upload": HREF, "sha256": "00ff"}),
    ],
)
def test_pulp_glue_would_send(
    client: PulpCli, operation: str, parameters: Json, body: Json
) -> None:
    done = client.run_script(CALLED, operation, json.dumps(parameters), json.dumps(body))
    assert (done.stdout, done.stderr) == ("UnsafeCallError\n", "")  # all but sent


@pytest.mark.parametrize(
    ("operation", "parameters", "body"),
    [
        ("uploads_create", {}, {}),
        ("uploads_create", {}, {"size": -1}),
        ("uploads_create", {}, {"size": 1, "name": "a"}),
        ("uploads_update", UPLOAD, {"file": "data"}),
        ("uploads_update", CHUNK, {"sha256": "00ff"}),
        ("uploads_commit", UPLOAD, {}),
        ("artifacts_create", {}, {"file": "data", "md5": "00ff"}),
    ],
)
def test_pulp_glue_would_not_send(
    client: PulpCli, operation: str, parameters: Json, body: Json
) -> None:
    done = client.run_script(CALLED, operation, json.dumps(parameters), json.dumps(body))
    assert (done.stdout, done.stderr) == ("ValidationError\n", "")


def test_pulp_lists_with_all_it_may_ask_for(client: PulpCli, listener: Listener) -> None:
    for arguments, asked in LISTS:
        done = client.run(*arguments.split())
        assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")
        assert sorted(listener.queries.pop()) == sorted([*asked, *PAGE])


def test_pulp_finds_by_resource_name(client: PulpCli, listener: Listener) -> None:
    done = client.run("upload", "show", "--upload", PRN)
    assert "Could not find upload" in done.stderr
    assert listener.queries == [[("prn__in", PRN), ("offset", "0"), ("limit", "1")]]
