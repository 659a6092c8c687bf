"""What a walk does with one upload after the other, in the service and in the model at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from tests.house.client import Api, digest_of
from tests.house.setting import Lab
from tests.uploads import model as m


class Walker(RuleBasedStateMachine):
    """One user with a project, in a service that other walks have used before."""

    lab: Lab
    api: Api
    model: m.Model

    @property
    def now(self) -> datetime:
        return self.lab.clock()

    def one(self, which: int, *states: str) -> m.Upload:
        """Some upload; mostly in one of these states, where there is one."""
        found = self.model.uploads
        among = [it for it in found if which % 4 and it.as_of(self.now) in states] or found
        return among[which % len(among)]

    def refused(self, answer: Any, faults: set[str]) -> None:
        """With one of the codes that the model has, as an error of the request."""
        assert answer.status_code == 400, (answer.status, answer.text, faults)
        told = answer.json["reason_code"]
        assert told in faults, (told, faults)

    def gone(self, answer: Any, upload: m.Upload) -> bool:
        """Whether it is not there any more, in which case the answer has to say so."""
        state = upload.as_of(self.now)
        if state in m.GONE:
            told = answer.json["reason_code"]
            assert answer.status_code == 404
            assert told in upload.gone_as(self.now), (told, upload)
        return state in m.GONE

    def announce(self, upload: m.Upload, number: int, data: bytes) -> None:
        answer = self.api.offer(upload.id, number, len(data), None, **digest_of(data))
        if self.gone(answer, upload):
            return
        faults = {"upload_closed"} if upload.state != m.OPEN else set()
        faults = faults or upload.grant_faults(number, len(data))
        if faults:
            self.refused(answer, faults)
            return
        assert answer.status_code == 200, answer.text
        upload.active_at = self.now
        former = upload.chunks.get(number)
        is_same = former is not None and former.data == data
        if former is not None and not is_same:
            upload.superseded.append((former.url, former.data))
        url, ends = answer.json["url"], self.now + m.URL_FOR
        is_stored = is_same and former is not None and former.is_stored
        upload.chunks[number] = m.Announced(data, url, ends, is_stored)

    def send(self, upload: m.Upload, chunk: m.Announced, *, right: bool) -> None:
        data = chunk.data if right else chunk.data + b"x"
        answer = self.api.storage("PUT", chunk.url, data)
        if self.now.replace(microsecond=0) > chunk.url_ends.replace(microsecond=0):
            expected: tuple[int, str | None] = 403, "url_expired"
        elif upload.as_of(self.now) == m.EXPIRED:
            expected = 403, "upload_expired"
        elif upload.state != m.OPEN:
            expected = 403, "upload_closed"
        else:
            expected = (201, None) if right else (400, "content_size_mismatch")
        told = answer.json["reason_code"] if answer.status_code >= 400 else None
        assert (answer.status_code, told) == expected
        chunk.is_stored = chunk.is_stored or answer.status_code == 201

    def send_all(self, upload: m.Upload) -> None:
        for number in range(1, m.NUMBER_MAX + 1):
            left = upload.size - sum(len(it.data) for it in upload.chunks.values())
            if left and number not in upload.chunks and upload.as_of(self.now) == m.OPEN:
                self.announce(upload, number, b"c" * min(left, m.CHUNK_MAX))
        for number, chunk in sorted(upload.chunks.items()):
            if upload.as_of(self.now) == m.OPEN and not chunk.is_stored:
                self.announce(upload, number, chunk.data)
                self.send(upload, upload.chunks[number], right=True)
