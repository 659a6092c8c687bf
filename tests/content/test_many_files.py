"""Thousands of files of one request are begun some at a time, and none of them is forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from dds_upload.operations.content import begin_files
from dds_upload.operations.content.begin_files import A_REQUEST, A_TRANSACTION, BeginFiles, Portion
from dds_upload.protocols.sentry.assemble_messages import WEIGHT_MAX
from tests.blobs.contents import sha1
from tests.content.client import MAPPING, Sender, uploads

#: How often sentry-cli sends a request that is answered 503.
TRIES = 6

FILES = [[f"{number:03}".encode(), b"same", b"end"] for number in range(12)]


@pytest.fixture
def body(sender: Sender) -> dict[str, Any]:
    """A request for all of the files, whose chunks are there."""
    sender.send(*{chunk for file in FILES for chunk in file})
    return {
        sha1(b"".join(file)): {"name": MAPPING, "chunks": [sha1(chunk) for chunk in file]}
        for file in FILES
    }


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many files each transaction was given."""
    numbers: list[int] = []
    write = BeginFiles._write

    def watched(self: BeginFiles, caller: Any, request: Any, works: Any, broken: Any) -> Any:
        numbers.append(len(works))
        return write(self, caller, request, works, broken)

    monkeypatch.setattr(BeginFiles, "_write", watched)
    return numbers


def states(answers: dict[str, Any]) -> set[str]:
    return {answer["state"] for answer in answers.values()}


@pytest.mark.parametrize(
    ("portion", "expected"),
    [(Portion(5, 1000), [5, 5, 2]), (Portion(100, 12), [4, 4, 4]), (Portion(100, 2), [1] * 12)],
)
def test_a_transaction_begins_some_files(
    sender: Sender,
    project: str,
    body: dict[str, Any],
    written: list[int],
    monkeypatch: pytest.MonkeyPatch,
    portion: Portion,
    expected: list[int],
) -> None:
    monkeypatch.setattr(begin_files, "A_TRANSACTION", portion)
    assert states(sender.assemble(project, body)) == {"created"}
    assert (written, len(uploads(sender.lab))) == (expected, 12)


def test_a_request_begins_some_files_and_the_client_asks_again(
    sender: Sender, project: str, body: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(begin_files, "A_REQUEST", Portion(5, 1000))
    for begun in (5, 10):
        told = sender.assemble(project, body, 503)
        assert told == {"error": "some of the files are begun, ask again for the others"}
        assert len(uploads(sender.lab)) == begun
    assert states(sender.assemble(project, body)) == {"created"}
    sender.lab.work()
    assert states(sender.assemble(project, body)) == {"ok"}
    assert len(uploads(sender.lab)) == 12


def test_files_for_another_project_are_counted_alike(
    sender: Sender, project: str, body: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.assemble(project, body)
    sender.lab.work()
    other = sender.api.project("Rats")
    monkeypatch.setattr(begin_files, "A_REQUEST", Portion(10, 1000))
    sender.assemble(other, body, 503)
    assert len(sender.files(other)) == 10
    assert states(sender.assemble(other, body)) == {"ok"}
    assert len(sender.files(other)) == 12


def test_what_was_begun_before_the_process_died_goes_on(
    sender: Sender,
    project: str,
    body: dict[str, Any],
    written: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(begin_files, "A_TRANSACTION", Portion(5, 1000))
    with monkeypatch.context() as killed:
        watched = BeginFiles._write

        def until_killed(self: BeginFiles, *work: Any) -> Any:
            if len(written) == 2:
                raise MemoryError
            return watched(self, *work)

        killed.setattr(BeginFiles, "_write", until_killed)
        sender.assemble(project, body, 500)
    assert len(uploads(sender.lab)) == 10
    assert states(sender.assemble(project, body)) == {"created"}
    sender.lab.work()
    assert states(sender.assemble(project, body)) == {"ok"}
    assert len(uploads(sender.lab)) == 12


def test_of_complete_files_some_chunks_are_read(
    sender: Sender, project: str, body: dict[str, Any]
) -> None:
    """Each of thousands of files may have a thousand chunks."""
    sender.assemble(project, body)
    sender.lab.work()
    assert states(sender.assemble(project, body)) == {"ok"}
    read = sender.lab.records.blobs.segments_of
    for limit, expected in ((36, 36), (7, 7), (1000, 36)):
        found = read(uploads(sender.lab), limit)
        assert sum(len(segments) for segments in found.values()) == expected


def test_the_largest_request_is_begun_within_the_tries_of_a_client() -> None:
    """A file of one chunk weighs 22 or more, and a further chunk 2."""
    assert TRIES * A_REQUEST.files >= WEIGHT_MAX // 22
    assert TRIES * A_REQUEST.chunks >= WEIGHT_MAX // 2
    assert A_TRANSACTION.files <= 200
    assert A_TRANSACTION.chunks <= 4000
