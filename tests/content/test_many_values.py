"""A body of too many values is refused before anything is looked up for it."""

from __future__ import annotations

import json

from tests.content.client import MAPPING, Sender
from tests.house.client import Api
from tests.house.fixtures import OpenLab, client
from tests.house.statements import statements_of

TOO_MANY = {"error": "Too many files and chunks in one request"}


def asking(files: int, chunks: int) -> str:
    """What sentry-cli sends for so many files of so many chunks each."""
    return json.dumps(
        {
            f"{file:040x}": {
                "name": MAPPING,
                "chunks": [f"{file:020x}{chunk:020x}" for chunk in range(chunks)],
            }
            for file in range(files)
        },
        separators=(",", ":"),
    )


def test_sentrys_clients_are_told(sender: Sender, project: str) -> None:
    body = b'{"' + b"a" * 40 + b'":[' + b"[]," * 300_000 + b"0]}"
    assert sender.assemble(project, body, 400) == TOO_MANY


def test_files_and_chunks_of_one_request_are_bounded_together(sender: Sender, project: str) -> None:
    """Half of a minute of work, if it were taken; 600,000 chunks are 4.5 TiB at Sentry."""
    with statements_of(sender.lab.database) as statements:
        sender.assemble(project, "{}")
        needed = len(statements)
        for body in (asking(600, 1000), asking(20_000, 0)):
            del statements[:]
            assert sender.assemble(project, body, 400) == TOO_MANY
            assert len(statements) <= needed


def test_a_file_may_have_as_many_chunks_as_its_provider_takes(open_again: OpenLab) -> None:
    lab = open_again({"LOCAL_CHUNK_MAX_NUMBER": "200000"})
    api = client(lab, "researcher")
    sender, project = Sender(lab, api), api.project()
    (told,) = sender.assemble(project, asking(1, 200_000)).values()
    assert (told["state"], len(told["missingChunks"])) == ("not_found", 200_000)
    assert sender.assemble(project, asking(1, 210_000), 400) == TOO_MANY


def test_clients_of_the_dds_api_are_told(api: Api) -> None:
    told = api.post("/projects", {"name": "Mice", "more": [[]] * 30_000}, 400).json
    assert told["reason_code"] == "request_unreadable"
    assert told["reason"] == "the body has too many values"
