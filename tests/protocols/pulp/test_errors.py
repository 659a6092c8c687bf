"""How everything that goes wrong is answered: one table, one set of shapes, on every path."""

from __future__ import annotations

from typing import Any

import falcon
import pytest

from dds_upload.core import errors
from dds_upload.core.errors import UploadServiceError
from dds_upload.core.ranges import ByteRange
from dds_upload.core.reasons import Kind, Reason
from dds_upload.protocols.pulp.errors import TABLE, answer_to
from dds_upload.web.words import refused, worded
from tests.house.setting import Lab
from tests.protocols.pulp.conftest import wire_of
from tests.protocols.pulp.wire import (
    ARTIFACTS,
    JSON,
    PREFIX,
    TASKS,
    UNKNOWN,
    UPLOADS,
    Wire,
    said,
    sha256,
)
from tests.protocols.register import register

COMMITTED = "the upload is being committed"


def test_the_table_has_every_error_of_the_register_and_no_other() -> None:
    assert set(TABLE) == set(register())


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (errors.NotFound(Kind.UPLOAD), 404, {"detail": "Not found."}),
        (refused("bad", "size"), 400, {"size": ["bad"]}),
        (refused("bad"), 400, {"non_field_errors": ["bad"]}),
        (errors.BadRequest("unreadable"), 400, {"detail": "unreadable"}),
        (errors.Conflict(reason=Reason.UPLOAD_ASSEMBLING), 409, {"detail": COMMITTED}),
        (errors.InUse(), 409, {"detail": "a file is made of the artifact"}),
        (falcon.HTTPNotFound(), 404, {"detail": "Not Found"}),
        (falcon.HTTPUnsupportedMediaType(description="no xml"), 415, {"detail": "no xml"}),
    ],
)
def test_the_shapes_of_the_contract(
    error: UploadServiceError | falcon.HTTPError, status: int, body: dict[str, Any]
) -> None:
    assert answer_to(error) == (status, body)


def test_faults_of_fields_and_of_the_whole_come_together() -> None:
    faults = [worded("one", "a"), worded("two", "b"), worded("three", "a"), worded("four")]
    _, body = answer_to(errors.ValidationFailed(*faults))
    assert body == {"a": ["one", "three"], "b": ["two"], "non_field_errors": ["four"]}


def test_ranges_are_told_in_numbers_too() -> None:
    taken = answer_to(errors.Overlap(ByteRange(0, 4), ByteRange(2, 6)))
    assert (taken[0], taken[1]["taken_range"]) == (409, {"first": 2, "last": 6})
    missing = answer_to(errors.Incomplete([ByteRange(0, 4), ByteRange(7, 7)]))
    ranges = [{"first": 0, "last": 4}, {"first": 7, "last": 7}]
    assert (missing[0], missing[1]["missing_ranges"]) == (400, ranges)


@pytest.mark.parametrize(
    "error",
    [errors.StorageUnavailable("host 10.0.0.1"), errors.RecordsUnavailable("10.0.0.1"), None],
)
def test_what_is_none_of_the_clients_business_is_not_told(error: UploadServiceError | None) -> None:
    status, body = answer_to(error)
    assert status == (500 if error is None else 503)
    assert "10.0.0.1" not in body["detail"]


def test_a_defect_says_nothing_about_itself(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    wire = wire_of(lab, "researcher")

    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(type(lab.records.uploads), "add", broken)
    answer = wire.call("POST", UPLOADS, {"size": 1}, expect=500)
    assert said(answer, "detail") == "Internal server error."


PATHS = [
    UPLOADS,
    f"{UPLOADS}{UNKNOWN}/",
    f"{UPLOADS}{UNKNOWN}/commit/",
    ARTIFACTS,
    f"{ARTIFACTS}{UNKNOWN}/",
    TASKS,
    f"{TASKS}{UNKNOWN}/",
    f"{PREFIX}/status/",
    f"{PREFIX}/docs/api.json",
]

NOWHERE = [
    f"{PREFIX}/nothing/",
    f"{PREFIX}/uploads/{UNKNOWN}/nothing/",
    f"{PREFIX}/uploads/{UNKNOWN}/my_permissions/",
    f"{PREFIX}/orphans/cleanup/",
    f"{PREFIX}/repositories/",
    f"{PREFIX}/docs/",
    f"{PREFIX}/",
    f"{PREFIX}/uploads/{UNKNOWN}/commit/more/",
]


@pytest.mark.parametrize("path", NOWHERE)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_paths_that_lead_nowhere_are_404(wire: Wire, path: str, method: str) -> None:
    assert said(wire.call(method, path, expect=404), "detail")
    assert said(Wire(wire.lab, None).call(method, path, expect=404), "detail")


@pytest.mark.parametrize("id", ["nothing", "0", UNKNOWN[:-1], f"{UNKNOWN}0", "%00", "a%2Fb", "."])
@pytest.mark.parametrize("folder", [UPLOADS, ARTIFACTS, TASKS])
def test_what_is_no_id_names_nothing(wire: Wire, folder: str, id: str) -> None:
    assert said(wire.call("GET", f"{folder}{id}/", expect=404), "detail")


@pytest.mark.parametrize("path", PATHS)
def test_methods_that_are_none_are_405(wire: Wire, path: str) -> None:
    answer = wire.call("PATCH", path, expect=405)
    assert said(answer, "detail")
    assert "GET" in answer.headers["Allow"] or path.endswith("commit/")


@pytest.mark.parametrize("path", PATHS)
def test_a_slash_at_the_end_is_neither_missed_nor_missing(wire: Wire, path: str) -> None:
    bare = path.rstrip("/")
    with_slash, without = (wire.call("GET", it) for it in (f"{bare}/", bare))
    assert with_slash.status_code == without.status_code
    assert with_slash.json == without.json
    assert with_slash.headers["Content-Type"] == without.headers["Content-Type"] == JSON


def test_uploads_are_sent_without_a_slash_too(wire: Wire) -> None:
    upload = wire.begin(3).rstrip("/")
    wire.chunk(upload, 0, b"abc")
    answer = wire.call("POST", f"{upload}/commit", {"sha256": sha256(b"abc")}, expect=202)
    assert wire.get(answer.json["task"].rstrip("/"))["state"] == "completed"
    wire.call("POST", UPLOADS.rstrip("/"), {"size": 3}, expect=201)


@pytest.mark.parametrize("path", [*PATHS, *NOWHERE])
def test_a_correlation_id_comes_back_and_is_never_made_up(wire: Wire, path: str) -> None:
    for caller in (wire, Wire(wire.lab, None)):
        for value in ("x", "b7f2-\u007e", "c" * 255):
            answer = caller.call("GET", path, headers={"Correlation-ID": value})
            assert answer.headers["Correlation-ID"] == value
        assert "Correlation-ID" not in caller.call("GET", path).headers


@pytest.mark.parametrize("value", ["a b", "c" * 256, "\u00e9", "a\tb", ""])
def test_what_is_no_name_does_not_come_back(wire: Wire, value: str) -> None:
    answer = wire.call("GET", UPLOADS, headers={"Correlation-ID": value}, expect=200)
    assert answer.headers.get("Correlation-ID") in {None, value}
    upload = wire.begin(0)
    task = wire.commit(upload, sha256(b""), headers={"Correlation-ID": value}).json["task"]
    assert wire.get(task)["logging_cid"]
