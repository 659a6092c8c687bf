"""What the unmodified clients read in the document, and what they then send and do not send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import pytest

from dds_upload.protocols.pulp.document.api import api_document
from tests.protocols.pulp.operations import OPERATIONS, Json
from tests.services.ports import LOOPBACK
from tests.services.pulp import PulpCli

#: What pulp-glue makes of the document, the way it reads it for a user's script.
LOADED = """
import json
from pulp_glue.common.context import PulpContext
context = PulpContext.from_config_files()
print(json.dumps([context.api.operations, context.component_versions, context.domain_enabled]))
"""


#: What comes of calls before anything is sent: pulp-glue judges by the document what it is given.
CALLED = """
import json, sys
from pulp_glue.common.context import PulpContext
context = PulpContext.from_config_files(overrides={"dry_run": True})
for operation, parameters, body in json.loads(sys.argv[1]):
    if "file" in body:
        body["file"] = body["file"].encode()
    try:
        context.api.call(operation, parameters, body)
        print("nothing")
    except Exception as error:
        print(type(error).__name__)
"""

#: The command line, for several commands one after the other: it needs long to load.
RUN = """
import json, sys
from pulp_cli import main
for arguments in json.loads(sys.argv[1]):
    main.main(arguments, prog_name="pulp", standalone_mode=False)
"""

#: An operation, its parameters and its body.
Call = tuple[str, Json, Json]

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


def test_pulp_glue_reads_it(client: PulpCli) -> None:
    done = client.run_script(LOADED)
    assert (done.returncode, done.stderr) == (0, "")
    found, versions, has_domains = json.loads(done.stdout)
    assert {name: tuple(place) for name, place in found.items()} == OPERATIONS
    assert (versions, has_domains) == ({"core": "3.85.0"}, False)


SENT: list[Call] = [
    ("uploads_create", {}, {"size": 2**63 - 1}),
    ("uploads_update", CHUNK, {"file": "data", "sha256": "00ff"}),
    ("uploads_update", CHUNK, {"file": "data"}),
    ("uploads_commit", UPLOAD, {"sha256": "00ff"}),
    ("uploads_commit_update", UPLOAD, {"sha256": "00ff"}),
    ("artifacts_create", {}, {"file": "data", "sha256": "00ff", "sha512": "00ff", "size": 4}),
    ("artifacts_create", {}, {"upload": HREF, "sha256": "00ff"}),
]

NOT_SENT: list[Call] = [
    ("uploads_create", {}, {}),
    ("uploads_create", {}, {"size": -1}),
    ("uploads_create", {}, {"size": 1, "name": "a"}),
    ("uploads_update", UPLOAD, {"file": "data"}),
    ("uploads_update", CHUNK, {"sha256": "00ff"}),
    ("uploads_commit", UPLOAD, {}),
    ("artifacts_create", {}, {"file": "data", "md5": "00ff"}),
]


@pytest.mark.parametrize(
    ("calls", "outcome"),
    [(SENT, "UnsafeCallError"), (NOT_SENT, "ValidationError")],  # the first: all but sent
    ids=["sends", "does not send"],
)
def test_pulp_glue_judges_by_it(client: PulpCli, calls: list[Call], outcome: str) -> None:
    done = client.run_script(CALLED, json.dumps(calls))
    assert done.stderr == ""
    assert list(zip(calls, done.stdout.split(), strict=True)) == [(it, outcome) for it in calls]


def test_pulp_lists_with_all_it_may_ask_for(client: PulpCli, listener: Listener) -> None:
    done = client.run_script(RUN, json.dumps([arguments.split() for arguments, _ in LISTS]))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "[]\n" * len(LISTS)
    asked = [sorted([*asked, *PAGE]) for _, asked in LISTS]
    assert [sorted(query) for query in listener.queries] == asked


def test_pulp_finds_by_resource_name(client: PulpCli, listener: Listener) -> None:
    done = client.run("upload", "show", "--upload", PRN)
    assert "Could not find upload" in done.stderr
    assert listener.queries == [[("prn__in", PRN), ("offset", "0"), ("limit", "1")]]
