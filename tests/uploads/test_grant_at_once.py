"""A chunk of a new number is granted in one statement, and never where reading refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from dds_upload.core.accounts.senders import Sender
from dds_upload.core.errors import UploadServiceError
from dds_upload.operations.accounts.users import CreatedUser
from dds_upload.operations.uploads.chunk_offers import ChunkOffer
from tests.house.client import Api
from tests.house.setting import Lab
from tests.house.statements import statements_of
from tests.uploads.test_races import tally


class Desk:
    """A user who sends chunks with one of both kinds of token, to an upload of a project."""

    def __init__(self, lab: Lab, kind: str, name: str = "sender") -> None:
        self.lab = lab
        self.user: CreatedUser = lab.accounts.users.create(name)
        keys = self.user.keys
        tokens = {
            "agent": lambda: lab.accounts.issue_token(
                keys.agent_key.reveal(), keys.user_key.reveal()
            ).token.reveal(),
            "opaque": self.user.api_token.reveal,
        }
        self.api = Api(lab, tokens[kind]())

    def begin(self) -> str:
        """An upload of which a chunk is granted, so that it is remembered."""
        self.project = self.api.project()
        upload = self.api.upload(self.project, 1000)
        self.api.offer(upload, 1, 100)
        return upload

    def asked(self, upload: str, number: int, expect: int = 200) -> list[str]:
        """What the database is asked for a grant, less the edges of transactions."""
        with statements_of(self.lab.database) as seen:
            self.api.offer(upload, number, 100, expect)
        return [it for it in seen if not it.startswith(("BEGIN", "COMMIT", "ROLLBACK"))]


@pytest.fixture(params=["agent", "opaque"])
def desk(lab: Lab, request: pytest.FixtureRequest) -> Desk:
    return Desk(lab, request.param)


def test_one_statement_grants_a_chunk(desk: Desk) -> None:
    upload = desk.begin()
    # SQLite has no statement that writes to two tables.
    assert len(desk.asked(upload, 2)) == (2 if desk.lab.database.is_sqlite else 1)
    assert tally(desk.lab, upload).count == 2


def test_the_row_says_who_sent_it(desk: Desk) -> None:
    upload = desk.begin()
    desk.api.offer(upload, 2, 100)
    sql = "SELECT granted_by_id, granted_agent_id, created_at, granted_at FROM chunks"
    first, second = desk.lab.database.sql(f"{sql} ORDER BY number").fetchall()
    assert first[:2] == second[:2]
    assert second[2] == second[3] > first[3]


def disable(desk: Desk) -> None:
    desk.lab.accounts.users.disable("sender")


def revoke(desk: Desk) -> None:
    for token in desk.lab.accounts.tokens.all():
        desk.lab.accounts.tokens.revoke(token.id)


def remove_agent(desk: Desk) -> None:
    """No agent is ever removed, so the token names one that never was."""
    signer, user = desk.lab.service.parts.signer, desk.user.user
    desk.api.token = signer.sign(user.id, uuid4(), desk.lab.clock()).token.reveal()


def lower(desk: Desk) -> None:
    desk.lab.database.sql("UPDATE project_permissions SET auth_role = 'file_downloader'")


def leave(desk: Desk) -> None:
    desk.lab.database.sql("DELETE FROM project_permissions")


def idle(desk: Desk) -> None:
    """For so long that the upload has expired, and no sweep has seen it yet."""
    desk.lab.clock.forward(days=7, seconds=1)


def delete_project(desk: Desk) -> None:
    desk.api.delete(f"/projects/{desk.project}")


@pytest.mark.parametrize(
    ("happens", "kind", "status"),
    [
        (disable, "agent", 401),
        (disable, "opaque", 401),
        (revoke, "opaque", 401),
        (remove_agent, "agent", 401),
        (lower, "agent", 403),
        (lower, "opaque", 403),
        (leave, "agent", 403),
        (delete_project, "opaque", 404),
        (idle, "opaque", 404),
    ],
)
def test_what_is_taken_away_is_taken_at_once(
    lab: Lab, happens: Callable[[Desk], None], kind: str, status: int
) -> None:
    desk = Desk(lab, kind)
    upload = desk.begin()
    happens(desk)
    desk.api.offer(upload, 2, 100, status)
    sql = "SELECT chunks_count, revision FROM uploads WHERE id = ?"
    assert lab.database.sql(sql, (UUID(upload).hex,)).fetchone()[:2] == (1, 1)
    assert len(lab.records.chunks.chunks(UUID(upload))) == 1


def test_a_token_that_ended_is_not_taken(lab: Lab) -> None:
    desk = Desk(lab, "agent")
    upload = desk.begin()
    lab.clock.forward(hours=3)
    assert desk.asked(upload, 2, 401) == []


def test_what_was_taken_away_and_given_back_is_good_again(lab: Lab) -> None:
    desk = Desk(lab, "agent")
    upload = desk.begin()
    lab.accounts.users.disable("sender")
    desk.api.offer(upload, 2, 100, 401)
    lab.accounts.users.enable("sender")
    desk.api.offer(upload, 2, 100)


def test_who_sends_to_anothers_upload_needs_more(lab: Lab) -> None:
    owner, other = Desk(lab, "agent"), Desk(lab, "agent", "other")
    upload = owner.begin()
    path = f"/projects/{owner.project}/permissions/{other.user.user.id}"
    granted = iter(range(2, 11))
    for role, status in [("file_uploader", 403), ("file_editor", 200), ("file_uploader", 403)]:
        owner.api.put(path, {"auth_role": {"id": role}}, 200)
        other.api.offer(upload, next(granted), 100, status)
    lab.database.sql("UPDATE users SET is_admin = ? WHERE username = 'other'", (True,))
    assert len(other.asked(upload, next(granted))) <= 2


def test_an_upload_that_was_ended_takes_no_more(desk: Desk) -> None:
    upload = desk.begin()
    desk.api.delete(f"/uploads/{upload}")
    desk.api.offer(upload, 2, 100, 404)
    closed = desk.api.upload(desk.project, 100)
    desk.api.send_chunk(closed, 1, b"x" * 100)
    desk.api.complete(closed, b"x" * 100)
    answer = desk.api.offer(closed, 2, 100, 400).json
    assert answer["reason_code"] == "upload_closed"


def test_a_number_that_is_there_is_replaced(desk: Desk) -> None:
    upload = desk.begin()
    desk.api.offer(upload, 1, 100, value="b" * 32)
    (chunk,) = desk.lab.records.chunks.chunks(UUID(upload))
    assert chunk.digest.value == "b" * 32
    assert tally(desk.lab, upload).count == 1


def outcome(call: Callable[[], Any]) -> object:
    """What came of an offer: its URL's path without the upload, or why it was refused."""
    try:
        return call().url.partition("?")[0].rpartition("/")[2]
    except UploadServiceError as error:
        return repr(error)


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_granted_or_refused_that_reading_would_not(lab: Lab, seed: int) -> None:
    random, desk = Random(seed), Desk(lab, "agent")
    grant = lab.operations.uploads.grant
    slowly = replace(grant, at_once=lambda *_: None)  # type: ignore[arg-type]
    quick, read = UUID(desk.begin()), UUID(desk.begin())
    authenticate = lab.accounts.authenticate
    sender = Sender(authenticate.claims(desk.api.token), lambda: authenticate(desk.api.token))
    sizes = [0, 10, 99, 100, 100, 100, 100, 101, 1001]
    for _ in range(40):
        number, value = random.randrange(14), random.choice("ab") * 32
        offer = ChunkOffer(number, random.choice(sizes), "md5", value)
        one = outcome(lambda: grant(sender, quick, offer))  # noqa: B023
        other = outcome(lambda: slowly(sender, read, offer))  # noqa: B023
        assert one == other
    assert tally(lab, str(quick)) == tally(lab, str(read))
    chunks = lab.records.chunks.chunks
    assert chunks(quick) == chunks(read)
