"""A request has one id in its answer, in its log lines and in its events."""

from __future__ import annotations

import json
import logging

import pytest

from config.json_log import JsonFormatter
from dds_upload.core.request_id import REQUEST_ID
from dds_upload.web.request_ids import HEADER
from tests.house.client import Api
from tests.house.setting import Lab


@pytest.mark.parametrize("given", ["abc-1.2:3_x", "a" * 64])
def test_an_id_is_taken_and_returned(api: Api, given: str) -> None:
    answer = api.http.simulate_get("/api/v1/nothing", headers={HEADER: given})
    assert answer.headers[HEADER] == given


@pytest.mark.parametrize("given", [None, "", "a" * 65, "a b", "a\tb", "<script>", "ä"])
def test_one_that_cannot_be_taken_is_made(api: Api, given: str | None) -> None:
    headers = {} if given is None else {HEADER: given}
    ids = {api.http.simulate_get("/healthz", headers=headers).headers[HEADER] for _ in range(2)}
    assert len(ids) == 2
    assert given not in ids


def test_events_know_their_request(lab: Lab, api: Api, project: str) -> None:
    body = {"name": "a", "content_type": "text/plain", "size": 1}
    path = f"/projects/{project}/uploads"
    made = api.post(path, body, expect=201, headers={HEADER: "the-request"})
    read = lab.service.operations.events.read
    found = read(after=None, limit=10, request_id="the-request")
    assert [(it.event.kind, str(it.event.upload_id)) for it in found] == [
        ("upload_began", made.json["id"])
    ]
    (one,) = read(after=None, limit=10, upload_id=found[0].event.upload_id)
    assert one.request_id == "the-request"
    assert read(after=one.id, limit=10, upload_id=one.event.upload_id) == []
    assert read(after=one.id - 1, limit=1) == [one]


def line(name: str, message: str, *args: object) -> dict[str, object]:
    record = logging.LogRecord(name, logging.INFO, "", 0, message, args, None)
    text = JsonFormatter().format(record)
    assert "\n" not in text
    return dict(json.loads(text))


def test_a_line_of_a_request_has_its_parts() -> None:
    atoms = dict(zip("hmUsBMa", ["::1", "PUT", "/x", "201", 7, 3, "curl"], strict=True))
    token = REQUEST_ID.set("the-request")
    try:
        found = line("gunicorn.access", "%(m)s", atoms)
    finally:
        REQUEST_ID.reset(token)
    assert found.pop("time")
    assert found.pop("process")
    assert found == {
        "level": "INFO",
        "logger": "gunicorn.access",
        "request_id": "the-request",
        "remote": "::1",
        "method": "PUT",
        "path": "/x",
        "status": 201,
        "bytes": 7,
        "ms": 3,
        "agent": "curl",
    }


def test_a_quoted_query_is_left_out_of_its_path_as_of_a_text_line() -> None:
    texts = ["a", "GET", "/x?sig=hidden", "200", 7, 3, "agent http://a/?token=hidden 1"]
    found = line("gunicorn.access", "%(m)s", dict(zip("hmUsBMa", texts, strict=True)))
    assert (found["path"], found["agent"]) == ("/x?...", "agent http://a/?... 1")


def test_other_lines_have_a_message_without_queries() -> None:
    REQUEST_ID.set(None)
    found = line("some.part", "put %s\nforged", "http://swift/a?temp_url_sig=hidden b")
    assert found["message"] == "put http://swift/a?... b\\x0aforged"
    assert "request_id" not in found


def test_a_traceback_stays_in_its_line() -> None:
    try:
        raise ValueError("at http://a/b?sig=hidden")
    except ValueError as error:
        record = logging.LogRecord("a", logging.ERROR, "", 0, "x", (), (ValueError, error, None))
    text = JsonFormatter().format(record)
    assert "\n" not in text
    assert json.loads(text)["message"].endswith("ValueError: at http://a/b?...")
