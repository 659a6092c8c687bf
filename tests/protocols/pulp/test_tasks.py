"""Tasks: what their clients read of commits, and how they find them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house.setting import Lab
from tests.protocols.pulp.conftest import Slow, new_user, wire_of
from tests.protocols.pulp.wire import (
    ARTIFACTS,
    MOMENT,
    MULTIPART,
    TASKS,
    UNKNOWN,
    Wire,
    file,
    form,
    id_of,
    said,
    sha256,
)

DATA = b"0123456789"
DIGEST, WRONG = sha256(DATA), sha256(b"x")

#: What the unmodified clients read of a task, and what their generated bindings insist on.
NEEDED = {"pulp_href", "state", "created_resources", "error", "result", "name", "logging_cid"}
OTHERS = {
    "prn",
    "pulp_created",
    "pulp_last_updated",
    "created_by",
    "unblocked_at",
    "started_at",
    "finished_at",
    "worker",
    "parent_task",
    "child_tasks",
    "task_group",
    "progress_reports",
    "created_resource_prns",
    "reserved_resources_record",
    "pulp_api_version",
}


@pytest.mark.parametrize("digest", [DIGEST, WRONG])
def test_a_task_has_every_key_whatever_became_of_it(wire: Wire, digest: str) -> None:
    upload = wire.sent(DATA, 5)
    task = wire.task(upload, digest)
    assert set(task) == NEEDED | OTHERS
    assert task["pulp_href"].startswith(TASKS)
    assert task["prn"] == f"prn:core.task:{id_of(task['pulp_href'])}"
    assert task["name"]
    assert task["logging_cid"]
    assert task["result"] is None
    assert task["reserved_resources_record"] == [upload]
    moments = [task[key] for key in ("pulp_created", "started_at", "finished_at")]
    assert all(MOMENT.fullmatch(moment) for moment in moments)
    assert moments == sorted(moments)


def test_a_task_that_is_not_done_has_every_key_too(slow: Slow) -> None:
    upload = slow.wire.sent(DATA, 5)
    slow.stop()
    task = slow.wire.task(upload, DIGEST)
    assert set(task) == NEEDED | OTHERS
    assert slow.wire.listed(TASKS, state=task["state"]) == [task]
    for state in {"waiting", "running", "completed", "failed"} - {task["state"]}:
        assert slow.wire.listed(TASKS, state=state) == []
    assert slow.wire.listed(TASKS, finished_at__lt="2999-01-01T00:00:00Z") == []
    slow.go_on()
    [done] = slow.wire.listed(TASKS, state="completed")
    assert done["pulp_href"] == task["pulp_href"]


def test_an_artifact_is_the_only_thing_that_is_made(wire: Wire) -> None:
    task = wire.task(wire.sent(DATA, 5), DIGEST)
    [artifact] = wire.listed(ARTIFACTS)
    assert task["created_resources"] == [artifact["pulp_href"]]
    assert task["created_resource_prns"] == [artifact["prn"]]


def test_a_task_outlives_its_artifact(wire: Wire) -> None:
    task = wire.task(wire.sent(DATA, 5), DIGEST)
    wire.delete(task["created_resources"][0])
    assert wire.get(task["pulp_href"]) == task


def test_other_peoples_tasks_are_404(wire: Wire) -> None:
    task = wire.task(wire.sent(DATA, 5), DIGEST)
    stranger = new_user(wire.lab)
    for href in (task["pulp_href"], f"{TASKS}{UNKNOWN}/", f"{TASKS}nothing/"):
        assert said(stranger.call("GET", href, expect=404), "detail")
    assert stranger.listed(TASKS) == []


def test_tasks_are_read_only(wire: Wire) -> None:
    href = wire.task(wire.sent(DATA, 5), DIGEST)["pulp_href"]
    for method, path in (("POST", TASKS), ("DELETE", href), ("PUT", href), ("PATCH", href)):
        assert said(wire.call(method, path, expect=405), "detail")


class Three:
    """A user with three commits, an hour apart: of a direct POST, one that failed, one repaired."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        clock, headers = wire.lab.clock, {"Correlation-ID": "direct", "Content-Type": MULTIPART}
        wire.call("POST", ARTIFACTS, form(file(b"direct")), headers=headers, expect=201)
        self.direct = wire.listed(TASKS)[0]
        clock.forward(hours=1)
        self.upload = wire.sent(DATA, 5)
        self.failed = self._commit(WRONG, "try-1")
        clock.forward(hours=1)
        self.done = self._commit(DIGEST, "try-2")

    def named(self, **query: str) -> str:
        """The first letters of what is listed, in that order."""
        letters = {self.direct["pulp_href"]: "r", self.failed["pulp_href"]: "f"}
        letters[self.done["pulp_href"]] = "d"
        return "".join(letters[each["pulp_href"]] for each in self.wire.listed(TASKS, **query))

    def _commit(self, digest: str, name: str) -> Any:
        headers = {"Correlation-ID": name}
        return self.wire.get(self.wire.commit(self.upload, digest, headers=headers).json["task"])


@pytest.fixture(scope="module")
def three(library: Lab) -> Three:
    """A user with three commits."""
    new_user(library).made(DATA, 5)  # of somebody else, who must not be seen
    return Three(wire_of(library, "researcher"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "dfr"),
        ({"state": "completed"}, "dr"),
        ({"state": "failed"}, "f"),
        ({"state": "running"}, ""),
        ({"state": "canceled"}, ""),
        ({"state__in": "failed"}, "f"),
        ({"state__in": "failed,completed"}, "dfr"),
        ({"state__in": "skipped, failed"}, "f"),
        ({"logging_cid": "try-1"}, "f"),
        ({"logging_cid": "try"}, ""),
        ({"logging_cid__contains": "try-"}, "df"),
        ({"logging_cid__contains": "t_y"}, ""),
        ({"logging_cid__contains": "%"}, ""),
        ({"name": "nothing"}, ""),
        ({"name__contains": "nothing"}, ""),
        ({"name__in": "one,another"}, ""),
        ({"worker": "one"}, ""),
        ({"parent_task": "one"}, ""),
        ({"task_group": "one"}, ""),
        ({"ordering": "pulp_created"}, "rfd"),
        ({"ordering": "-pulp_created"}, "dfr"),
        ({"ordering": "started_at"}, "rfd"),
        ({"ordering": "-finished_at"}, "dfr"),
        ({"ordering": "state,-pulp_created"}, "drf"),
        ({"ordering": "state,pulp_created"}, "rdf"),
        ({"ordering": "-state,pulp_created"}, "frd"),
        ({"state": "completed", "logging_cid__contains": "try"}, "d"),
        ({"state": "failed", "logging_cid": "direct"}, ""),
        ({"q": 'state="failed" OR logging_cid=direct'}, "fr"),
        ({"q": "NOT state=completed"}, "f"),
    ],
)
def test_tasks_are_filtered_and_sorted(three: Three, query: dict[str, str], found: str) -> None:
    assert three.named(**query) == found


def test_tasks_are_found_by_what_they_are_called(three: Three) -> None:
    name = three.done["name"]
    assert three.named(name=name) == three.named(name__in=f"x,{name}") == "dfr"
    assert three.named(name__contains=name[3:-3]) == "dfr"
    assert three.named(q=f"NOT name={name}") == ""


def test_tasks_are_found_by_what_they_made_and_what_they_were_about(three: Three) -> None:
    [artifact] = three.done["created_resources"]
    assert three.named(created_resources=artifact) == "d"
    assert three.named(created_resources=three.upload) == ""
    assert three.named(q=f"NOT created_resources={artifact}") == "fr"
    for kind in ("reserved", "exclusive"):
        assert three.named(**{f"{kind}_resources": three.upload}) == "df"
        both = f"{three.direct['reserved_resources_record'][0]},{three.upload}"
        assert three.named(**{f"{kind}_resources__in": both}) == "dfr"
    assert three.named(shared_resources=three.upload) == ""
    assert three.named(shared_resources__in=three.upload) == ""


@pytest.mark.parametrize("field", ["started_at", "finished_at"])
def test_tasks_are_found_by_when_they_were_done(three: Three, field: str) -> None:
    middle = three.failed[field]
    assert three.named(**{field: middle}) == "f"
    assert three.named(**{f"{field}__lt": middle}) == "r"
    assert three.named(**{f"{field}__lte": middle}) == "fr"
    assert three.named(**{f"{field}__gt": middle}) == "d"
    assert three.named(**{f"{field}__gte": middle}) == "df"
    for spelled in (middle.replace("Z", "+00:00"), middle.replace("Z", ""), middle[:-8] + "Z"):
        assert three.named(**{f"{field}__lt": spelled}) == "r"
    assert three.named(**{f"{field}__lt": "0001-01-01T00:00:00+14:00"}) == ""
    assert three.named(**{f"{field}__lt": "9999-12-31T23:59:59-12:00"}) == "dfr"


def test_tasks_are_found_by_their_own_names(three: Three) -> None:
    href, prn = three.done["pulp_href"], three.direct["prn"]
    assert three.named(pulp_href__in=f"{href},{three.upload}") == "d"
    assert three.named(prn__in=prn) == "r"
    assert three.named(prn__in=f"{prn},prn:core.task:{UNKNOWN}") == "r"
    assert three.named(pulp_id__in=f"{id_of(href)},x") == "d"


@pytest.mark.parametrize(
    "query",
    [
        {"state": "nonsense"},
        {"state": "COMPLETED"},
        {"state__in": "failed,nonsense"},
        {"started_at": "yesterday"},
        {"finished_at__lt": "2026-13-01T00:00:00Z"},
        {"started_at__gte": "12"},
        {"ordering": "logging_cid"},
        {"created_by": "researcher"},
        {"logging_cid": "\0"},
    ],
)
def test_what_cannot_be_asked_of_tasks_is_named(three: Three, query: dict[str, str]) -> None:
    [name] = query
    assert said(three.wire.call("GET", TASKS, params=query, expect=400), name)
