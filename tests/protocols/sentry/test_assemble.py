"""POST assemble, both forms: what is read, what is refused, and each answer's exact shape."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from dds_upload.protocols.sentry import assemble_messages
from dds_upload.web.names import file_name
from tests.blobs.contents import organization, sha1
from tests.content.client import MAPPING, Sender, cut
from tests.content.samples import BREAKPAD
from tests.house.client import Api
from tests.house.fixtures import client
from tests.house.setting import Lab
from tests.protocols.sentry.conftest import limited
from tests.protocols.sentry.wire import Wire, part

DATA = bytes(range(250))
SUM = sha1(DATA)
CHUNKS = [sha1(chunk) for chunk in cut(DATA)]
DIFS = "/projects/default/{}/files/difs/assemble/"


@pytest.fixture
def sender(lab: Lab, api: Api) -> Sender:
    """Return whoever owns the project."""
    return Sender(lab, api)


def test_a_file_sent_through_the_chunk_endpoint_comes_out_byte_for_byte(
    lab: Lab, sender: Sender, project: str
) -> None:
    body = {SUM: {"name": MAPPING, "chunks": CHUNKS}}
    assert sender.assemble(project, body) == {SUM: {"state": "not_found", "missingChunks": CHUNKS}}
    Wire(lab, sender.api.token).send(*(part(chunk) for chunk in cut(DATA, 64)))
    body = {SUM: {"name": MAPPING, "chunks": [sha1(chunk) for chunk in cut(DATA, 64)]}}
    assert sender.assemble(project, body) == {SUM: {"state": "created", "missingChunks": []}}
    lab.work()
    assert sender.assemble(project, body) == {SUM: {"state": "ok", "missingChunks": []}}
    assert sender.content(project) == DATA


def test_each_file_of_a_body_has_its_own_answer(sender: Sender, project: str) -> None:
    sender.deliver(project, b"whole", "/proguard/1.txt")
    sender.send(b"sent")
    names = {b"whole": "/proguard/1.txt", b"sent": "/proguard/2.txt", b"none": "/proguard/3.txt"}
    body = {sha1(it): {"name": name, "chunks": [sha1(it)]} for it, name in names.items()}
    assert sender.assemble(project, body) == {
        sha1(b"whole"): {"state": "ok", "missingChunks": []},
        sha1(b"sent"): {"state": "created", "missingChunks": []},
        sha1(b"none"): {"state": "not_found", "missingChunks": [sha1(b"none")]},
    }


def test_nothing_asked_is_answered_with_nothing(sender: Sender, project: str) -> None:
    assert sender.assemble(project, {}) == {}


@pytest.mark.parametrize(
    "body",
    [
        {"lol": "test"},
        {SUM: "test"},
        {SUM: {}},
        {SUM: {"name": "a"}},
        {SUM: {"chunks": []}},
        {SUM: {"name": 7, "chunks": []}},
        {SUM: {"name": "a\0b", "chunks": []}},
        {SUM: {"name": "a", "chunks": "x"}},
        {SUM: {"name": "a", "chunks": [7]}},
        {SUM: {"name": "a", "chunks": ["x"]}},
        {SUM: {"name": "a", "chunks": [SUM.upper()]}},
        {SUM.upper(): {"name": "a", "chunks": []}},
        {SUM: {"name": "a", "chunks": []}, "lol": 1},
    ],
)
def test_a_body_of_another_shape_is_refused(sender: Sender, project: str, body: Any) -> None:
    answer = sender.assemble(project, body, expect=400)
    assert list(answer) == ["error"]
    assert isinstance(answer["error"], str)


@pytest.mark.parametrize("body", ["", "{", "[]", "null", b"\xff", "NaN"])
def test_a_body_that_is_no_object_is_refused(
    sender: Sender, project: str, body: str | bytes
) -> None:
    answer = sender.post(DIFS.format(project), body, expect=400)
    assert answer == {"error": "Invalid json body"}


def test_keys_of_a_file_that_nobody_knows_are_passed_over(sender: Sender, project: str) -> None:
    body = {SUM: {"name": "a", "debug_id": str(uuid4()), "chunks": [], "new": {"x": 1}}}
    assert sender.assemble(project, body)[SUM] == {"state": "not_found", "missingChunks": []}


def test_a_body_that_is_too_large_is_refused(
    sender: Sender, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assemble_messages, "BODY_MAX", 100)
    body = {SUM: {"name": MAPPING, "chunks": CHUNKS}}
    assert list(sender.assemble(project, body, expect=413)) == ["error"]


def test_what_ought_to_be_a_checksum_is_not_told_in_full(sender: Sender, project: str) -> None:
    answer = sender.assemble(project, {"x" * 100_000: {"name": "a", "chunks": []}}, expect=400)
    assert len(answer["error"]) < 200


def test_600_files_of_1000_chunks_fit_into_a_body(sender: Sender, project: str) -> None:
    size_of_a_chunk = len(f'"{SUM}",')
    assert 600 * (1000 * size_of_a_chunk + 1000) < assemble_messages.BODY_MAX


def test_projects_and_organisations_one_may_not_know_of_are_not_found(
    lab: Lab, sender: Sender, project: str
) -> None:
    stranger = Sender(lab, client(lab, "stranger"))
    organization(lab, "acme")
    for path in (
        f"/projects/default/{uuid4()}/files/difs/assemble/",
        f"/projects/nowhere/{project}/files/difs/assemble/",
        f"/projects/acme/{project}/files/difs/assemble/",
    ):
        assert list(sender.post(path, {}, expect=404)) == ["detail"]
    stranger.assemble(project, {}, expect=404)


def test_a_token_without_a_scope_is_refused(lab: Lab, sender: Sender, project: str) -> None:
    path = f"/api/0{DIFS.format(project)}"
    for scopes, status in (
        (["project:read"], 403),
        (["project:releases"], 200),
        (["org:ci"], 200),
    ):
        wire = limited(lab, "researcher", *scopes)
        wire.post(b"{}", path=path, content_type="application/json", expect=status)
    Wire(lab, None).post(b"{}", path=path, expect=401)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("crash.sym", "crash.sym"),
        ("sub/dir/crash.sym", "crash.sym"),
        ("C:\\dir\\crash.pdb", "crash.pdb"),
        (MAPPING, MAPPING.rpartition("/")[2]),
        ("a\tb\x7f", "a_b_"),
        ("", SUM),
        ("dir/", SUM),
        ("..", SUM),
        ("dir/ \u00a0", SUM),
        (".", SUM),
        ("ü" * 600, "ü" * 512),
    ],
)
def test_a_file_is_named_by_the_last_part_of_its_name(name: str, kept: str) -> None:
    assert file_name(name, SUM) == kept


def bundle(*projects: str, **more: Any) -> dict[str, Any]:
    return {"checksum": SUM, "chunks": CHUNKS, "projects": list(projects), **more}


def test_a_bundle_is_put_into_each_of_its_projects(sender: Sender, project: str) -> None:
    second = sender.api.project("Rats")
    body = bundle(project, second, project, version="1.0", dist="x")
    assert sender.bundle(body) == {"state": "not_found", "missingChunks": CHUNKS}
    sender.send(*cut(DATA))
    assert sender.bundle(body) == {"state": "created", "missingChunks": []}
    sender.lab.work()
    assert sender.bundle(body) == {"state": "ok", "missingChunks": []}
    for each in (project, second):
        assert [file["name"] for file in sender.files(each)] == [f"{SUM}.zip"]
        assert sender.content(each) == DATA


def test_projects_are_named_by_slug_or_id(sender: Sender, project: str) -> None:
    sender.send(*cut(DATA))
    slug = sender.api.get(f"/projects/{project}").json["slug"]
    sender.bundle(bundle(slug, project))
    sender.lab.work()
    assert sender.content(project) == DATA


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"projects": []}, "You need to specify at least one project"),
        ({"projects": ["nowhere"]}, "One or more projects are invalid"),
        ({"dist": "x"}, "You need to specify a release together with a dist"),
        ({"checksum": "x"}, "checksum must be a SHA-1: 40 lower-case hexadecimal digits"),
        ({"chunks": None}, "chunks can't be blank"),
        ({"projects": [7]}, "projects.0 is invalid"),
    ],
)
def test_a_bundle_is_refused(
    sender: Sender, project: str, change: dict[str, Any], text: str
) -> None:
    assert sender.bundle(bundle(project, **change), expect=400) == {"error": text}


@pytest.mark.parametrize("item", ["nowhere", 7, None])
def test_a_bundle_of_too_many_projects_is_refused_for_that_alone(
    sender: Sender, project: str, item: object
) -> None:
    body = {**bundle(), "projects": [item] * (assemble_messages.PROJECTS_MAX + 1)}
    text = "projects has too many items (maximum is 1000)"
    assert sender.bundle(body, expect=400) == {"error": text}


def test_the_same_bytes_as_a_debug_file_and_as_a_bundle_are_two_files(
    sender: Sender, project: str
) -> None:
    assert sender.deliver(project, BREAKPAD, "crash.sym")["dif"]
    body = bundle(project, checksum=sha1(BREAKPAD), chunks=[sha1(it) for it in cut(BREAKPAD)])
    assert sender.bundle(body) == {"state": "created", "missingChunks": []}
    sender.lab.work()
    assert len(sender.files(project)) == 2
