"""Of tens of thousands of chunks in one request, few copies are made at a time."""

from __future__ import annotations

import json
import tracemalloc

from falcon import testing

from tests.content.client import Sender
from tests.house.fixtures import client
from tests.protocols.sentry.conftest import LabOf

FILES, CHUNKS = 70, 1000


def chunks_of(file: int) -> list[str]:
    return [f"{file:020x}{chunk:020x}" for chunk in range(CHUNKS)]


def request() -> str:
    return json.dumps(
        {f"{it:040x}": {"name": "a", "chunks": chunks_of(it)} for it in range(FILES)},
        separators=(",", ":"),
    )


def test_an_answer_about_them_takes_little_more_memory_than_they_do(lab_of: LabOf) -> None:
    lab = lab_of()
    api = client(lab, "researcher")
    sender = Sender(lab, api)
    path = f"/api/0/projects/default/{api.project()}/files/difs/assemble/"

    def ask(body: str) -> testing.Result:
        sent = {"Authorization": f"Bearer {api.token}"}
        return sender.http.simulate_post(path, body=body, headers=sent)

    ask("{}")  # what is kept from then on
    body = request()
    tracemalloc.start()
    try:
        answer = ask(body)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    told = [it["missingChunks"] for it in answer.json.values()]
    assert told == [chunks_of(it) for it in range(FILES)]
    # Of these, two are the test's own copies of the body, and two are its chunks as texts.
    assert peak < 5 * len(body)
