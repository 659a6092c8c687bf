"""Uploads in every state of their life, and everything that may happen to them, done for real."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Self
from uuid import UUID

from dds_upload.core.errors import UploadServiceError
from dds_upload.core.uploads.upload import UploadState
from providers.memory.build import build_memory
from providers.memory.options import MemoryOptions
from tests.house.client import digest_of
from tests.house.fixtures import OpenLab, client
from tests.house.setting import Lab
from tests.placements.desk import LATER, Desk
from tests.uploads.memory import put_chunk

DATA = bytes(range(150))
WRONG = DATA[::-1]

Deed = Callable[[UUID], object]


class Life:
    """One way into the service: how its uploads get into a state, and what is done with them.

    A deed may be refused; what counts is the state that it leaves.
    """

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        #: What its client, its worker, an operator and the time can do.
        self.deeds: Mapping[str, Deed] = {
            "time passes": self.grow_old,
            "the worker comes": self.work,
            "an operator queues it again": self.requeue,
        }
        self._recipes: Mapping[UploadState, Callable[[], UUID]] = {}

    @classmethod
    def begun(cls, open_again: OpenLab) -> Self:
        """In a service whose default provider keeps bytes as this needs it."""
        return cls(open_again())

    def upload(self, state: UploadState) -> UUID:
        """An upload that really got there."""
        made = self._recipes[state]()
        assert self.state(made) is state
        return made

    def state(self, upload: UUID) -> UploadState | None:
        """Its state."""
        return self.lab.state(str(upload))

    def grow_old(self, upload: UUID) -> None:
        """Let a week pass without anybody; a sweep sees it, and no worker."""
        self.lab.clock.forward(days=7, seconds=1)
        self.lab.operations.uploads.sweep(lambda work, item: None)

    def work(self, upload: UUID) -> None:
        """Let a worker look at it, whether or not it is due."""
        self.lab.operations.uploads.assemble(upload)

    def requeue(self, upload: UUID) -> None:
        """The command `uploads requeue`."""
        self.lab.operations.uploads.manage.requeue([upload])

    def _then(self, first: Callable[[], UUID], *deeds: Deed) -> Callable[[], UUID]:
        def do() -> UUID:
            upload = first()
            for deed in deeds:
                deed(upload)
            return upload

        return do


class NumberedLife(Life):
    """Chunks with numbers, as the DDS API has them."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.api = client(lab, "researcher")
        self.project = self.api.project()
        self.deeds = {
            **self.deeds,
            "a chunk is sent": self.send,
            "it is completed": self.complete,
            "it is completed with another digest": self.complete_wrongly,
            "it is deleted": self.delete,
        }
        s, then = UploadState, self._then
        self._recipes = {
            s.OPEN: self.begin,
            s.ASSEMBLING: then(self.begin, self.complete),
            s.COMPLETE: then(self.begin, self.complete, self.work),
            s.FAILED: then(self.begin, self.complete_wrongly, self.work),
            s.ABORTED: then(self.begin, self.delete),
            s.EXPIRED: then(self.begin, self.grow_old),
            s.PURGED: then(self.begin, self.complete, self.work, self.delete),
        }

    def begin(self) -> UUID:
        """One with all its chunks."""
        return UUID(self.api.sent(self.project, DATA, 100))

    def doubtful(self) -> UUID:
        """One that is being assembled, and whose bytes are others than its client says."""
        return self._then(self.begin, self.complete_wrongly)()

    def send(self, upload: UUID) -> None:
        self.api.offer(str(upload), 1, 100, None)

    def complete(self, upload: UUID) -> None:
        self.api.complete(str(upload), DATA, None)

    def complete_wrongly(self, upload: UUID) -> None:
        self.api.complete(str(upload), WRONG, None, **digest_of(WRONG, "sha256"))

    def delete(self, upload: UUID) -> None:
        self.api.delete(f"/uploads/{upload}", None)


class DirectLife(NumberedLife):
    """The same on storage that clients reach past the service; one that failed is damaged."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.deeds = {
            **self.deeds,
            "its bytes change": self.change,
            "its bytes are sent again": self.send_again,
        }
        damaged = self._then(self.begin, self.complete, self.work, self.change)
        self._recipes = {**self._recipes, UploadState.FAILED: damaged}

    @classmethod
    def begun(cls, open_again: OpenLab) -> Self:
        return cls(open_again(abilities=build_memory(MemoryOptions())))

    def begin(self) -> UUID:
        upload = self.api.upload(self.project, len(DATA))
        for number, start in ((1, 0), (2, 100)):
            part = DATA[start : start + 100]
            self.api.offer(upload, number, len(part), **digest_of(part))
            put_chunk(self.lab, upload, number, part)
        return UUID(upload)

    def change(self, upload: UUID) -> None:
        self._put(upload, WRONG[:100])

    def send_again(self, upload: UUID) -> None:
        self.send(upload)
        self._put(upload, DATA[:100])

    def send(self, upload: UUID) -> None:
        self.api.offer(str(upload), 1, 100, None, **digest_of(DATA[:100]))

    def _put(self, upload: UUID, data: bytes) -> None:
        """Let it be looked at with that as its first chunk."""
        with suppress(AssertionError):  # where the upload is gone
            put_chunk(self.lab, str(upload), 1, DATA[:100], data)
        self.lab.clock.forward(minutes=6)
        self.lab.operations.uploads.sweep.seal(upload)


class PlacedLife(Life):
    """Chunks at byte offsets, as Pulp's clients send them."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.desk = Desk(lab)
        self.deeds = {
            **self.deeds,
            "a chunk is sent": self.send,
            "it is committed": self.commit,
            "it is committed with another digest": self.commit_wrongly,
            "it is withdrawn": self.withdraw,
            "its artifact is deleted": self.delete_artifact,
        }
        s, then = UploadState, self._then
        self._recipes = {
            s.OPEN: self.begin,
            s.ASSEMBLING: then(self.begin, self.commit),
            s.COMPLETE: then(self.begin, self.commit, self.work),
            s.ABORTED: then(self.begin, self.withdraw),
            s.EXPIRED: then(self.begin, self.grow_old),
            s.PURGED: then(self.begin, self.commit, self.work, self.delete_artifact),
        }

    def begin(self) -> UUID:
        """One with all its chunks."""
        return self.desk.sent(DATA)

    def doubtful(self) -> UUID:
        """One that is being assembled, and whose bytes are others than its client says."""
        return self._then(self.begin, self.commit_wrongly)()

    def send(self, upload: UUID) -> None:
        with suppress(UploadServiceError):
            self.desk.place(upload, 0, DATA[:100])

    def commit(self, upload: UUID) -> None:
        with suppress(UploadServiceError):
            self.desk.commit(upload, DATA, LATER)

    def commit_wrongly(self, upload: UUID) -> None:
        with suppress(UploadServiceError):
            self.desk.commit(upload, WRONG, LATER)

    def withdraw(self, upload: UUID) -> None:
        with suppress(UploadServiceError):
            self.desk.withdraw(upload)

    def delete_artifact(self, upload: UUID) -> None:
        for artifact in self.desk.all_artifacts():
            if artifact.upload_id == upload:
                self.desk.do.artifacts.delete(self.desk.caller, artifact.id)
