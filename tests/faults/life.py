"""The life of one upload, a step at a time, as a client lives it that goes on after a 503."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

import requests

from tests.house.client import Api, digest_of
from tests.house.setting import Lab

#: How long a client goes on asking while storage is in trouble; seconds.
PATIENCE = 120.0

CUT = 1000


class Life:
    """Every second one is sent as one piece, the others in three chunks.

    What is sent first is always something else: the right content comes with the step `again`, to
    the same object where it is one piece.
    """

    #: Names of its methods, in their order.
    STEPS: Sequence[str] = ("begin", "grant", "send", "again", "complete", "seal", "download")

    def __init__(self, lab: Lab, api: Api, project: str, number: int) -> None:
        self._lab, self._api, self._project = lab, api, project
        self._chunked = number % 2 == 0
        dice = random.Random()
        self._content = dice.randbytes(2 * CUT + 500)
        self._first = dice.randbytes(len(self._content))
        self._signed: list[dict[str, Any]] = []
        self.acknowledged = False
        self.trouble = ""

    def live(self, step: str) -> None:
        """One step; what goes wrong for good is kept as `trouble`, and ends it."""
        if self.trouble:
            return
        try:
            getattr(self, step)()
        except AssertionError as error:
            self.trouble = f"{step}: {error}"

    def begin(self) -> None:
        """POST the upload."""
        body = {
            "name": "brain.dat",
            "content_type": "text/plain",
            "size": len(self._content),
            "chunked": self._chunked,
        }
        path = f"/projects/{self._project}/uploads"
        begun = self._asked(partial(self._api.post, path, body), 201)
        self._id = str(begun["id"])
        if not self._chunked:
            self._signed = [begun["signed_url"]]

    def grant(self) -> None:
        """Announce what is sent first."""
        if self._chunked:
            self._signed = self._granted(self._first)

    def send(self) -> None:
        """PUT that."""
        self._put(self._first)

    def again(self) -> None:
        """Announce and PUT the right content."""
        if self._chunked:
            self._signed = self._granted(self._content)
        self._put(self._content)

    def complete(self) -> None:
        """Until the upload has ended, well or not."""
        body = {"hash": digest_of(self._content)}
        path = f"/uploads/{self._id}/complete"
        self._asked(partial(self._api.put, path, body), 202)

        def is_over() -> bool:
            self._lab.operations.uploads.assemble(UUID(self._id))
            return self._api.status(self._id)["is_consistent"] or self._is_bad()

        self._eventually(is_over)
        assert not self._is_bad(), self._api.status(self._id)["error_message"]
        self.acknowledged = True

    def seal(self) -> None:
        """Until it was looked at what storage has."""

        def is_sealed() -> bool:
            self._lab.operations.uploads.sweep.seal(UUID(self._id))
            return self._api.status(self._id)["sealed_on"] is not None or self._is_bad()

        self._eventually(is_sealed)
        assert not self._is_bad(), self._api.status(self._id)["error_message"]

    def download(self) -> None:
        """GET it from storage, until it comes as it was sent."""
        parent = {"kind": "dds-project", "id": self._project}
        body = {"parent": parent, "upload": {"id": self._id}}
        made = self._asked(partial(self._api.post, "/files", body), 201)
        got: list[object] = []

        def is_there() -> bool:
            signed = self._asked(lambda: self._api.get(f"/files/{made['id']}/url", None), 200)
            try:
                answer = requests.get(signed["host"] + signed["url"], timeout=30)
            except requests.RequestException as error:
                got.append(error)
                return False
            got.append(answer.status_code)
            return answer.content == self._content

        try:
            self._eventually(is_there)
        except AssertionError as error:
            raise AssertionError(f"{error}, at last {got[-3:]}") from error

    def _granted(self, content: bytes) -> list[dict[str, Any]]:
        path = f"/uploads/{self._id}/chunks"
        bodies = [
            {"number": number, "size": len(piece), "hash": digest_of(piece)}
            for number, piece in enumerate(self._pieces(content), 1)
        ]
        return [self._asked(partial(self._api.put, path, body), 200) for body in bodies]

    def _put(self, content: bytes) -> None:
        for signed, piece in zip(self._signed, self._pieces(content), strict=True):
            self._eventually(partial(_is_taken, signed, piece))

    def _pieces(self, content: bytes) -> list[bytes]:
        if not self._chunked:
            return [content]
        return [content[at : at + CUT] for at in range(0, len(content), CUT)]

    def _is_bad(self) -> bool:
        return self._api.status(self._id)["error_on"] is not None

    def _asked(self, ask: Callable[[], Any], expect: int) -> dict[str, Any]:
        """What is answered once storage lets it; a 503 says to ask again."""
        answers: list[Any] = []

        def is_answered() -> bool:
            answers.append(ask())
            return bool(answers[-1].status_code not in (503, 507))

        self._eventually(is_answered)
        assert answers[-1].status_code == expect, answers[-1].text
        return dict(answers[-1].json)

    def _eventually(self, attempt: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not attempt():
            assert time.monotonic() < deadline, f"not done after {PATIENCE:g} s"
            time.sleep(0.1)
            self._lab.clock.forward(seconds=1)  # what was postponed is due sooner


def _is_taken(signed: dict[str, Any], piece: bytes) -> bool:
    url = signed["host"] + signed["url"]
    try:
        return requests.put(url, data=piece, timeout=30).status_code == 201
    except requests.RequestException:
        return False
