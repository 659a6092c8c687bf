"""Uploads walk at random through everything that can be done to them, beside a small model.

After each step the service has to say of all of them what the model says.
"""

from __future__ import annotations

from itertools import count

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.house.client import digest_of
from tests.house.fixtures import OpenLab, client
from tests.house.setting import SMALL
from tests.house.whole import IS_WHOLE
from tests.uploads import model as m
from tests.uploads.walker import Walker

LIMITS = {"MAX_OPEN_UPLOADS": str(m.OPEN_MAX), "MAX_OPEN_BYTES": str(m.OPEN_BYTES_MAX)}

#: `DDS_TESTS=whole` walks farther.
WALKS, STEPS = (400, 60) if IS_WHOLE else (15, 30)

_NAMES = count(1)

SIZES = st.sampled_from([0, 1, 99, 100, 101, 150, 250, 950, 1000, 1001]) | st.integers(0, 1100)
CHUNK_SIZES = st.sampled_from([0, 1, 10, 50, 99, 100, 101]) | st.integers(0, 110)
WHICH = st.integers(0, 7)


class Walk(Walker):
    """Whatever its user, the worker and the time can do."""

    @initialize(sizes=st.lists(SIZES, max_size=3))
    def begin(self, sizes: list[int]) -> None:
        """With a few uploads, which else would be begun too late to get anywhere."""
        self.api = client(self.lab, f"walker{next(_NAMES)}")
        self.project = self.api.project()
        self.provider = self.lab.providers.default.id
        self.model = m.Model()
        for size in sizes:
            self.create(size)

    @rule(size=SIZES)
    def create(self, size: int) -> None:
        faults = self.model.create_faults(size)
        answer = self.api.begin(self.project, size, None)  # type: ignore[arg-type]
        if faults:
            self.refused(answer, faults)
            return
        assert answer.status_code == 201, answer.text
        self.model.uploads.append(m.Upload(answer.json["id"], size, self.now))

    @precondition(lambda self: self.model.uploads)
    @rule(which=WHICH, number=st.integers(1, 11), size=CHUNK_SIZES, fill=st.sampled_from(b"ab"))
    def grant(self, which: int, number: int, size: int, fill: int) -> None:
        self.announce(self.one(which, m.OPEN), number, bytes([fill]) * size)

    @precondition(lambda self: any(it.chunks for it in self.model.uploads))
    @rule(which=WHICH, chunk=WHICH, right=st.integers(0, 3).map(bool))
    def store(self, which: int, chunk: int, right: bool) -> None:
        upload = self.one(which, m.OPEN)
        if upload.chunks:
            numbers = sorted(upload.chunks)
            self.send(upload, upload.chunks[numbers[chunk % len(numbers)]], right=right)

    @precondition(lambda self: any(it.superseded for it in self.model.uploads))
    @rule()
    def send_what_was_superseded(self) -> None:
        upload = next(it for it in self.model.uploads if it.superseded)
        url, data = upload.superseded.pop()
        current = {it.url.partition("?")[0] for it in upload.chunks.values()}
        if url.partition("?")[0] not in current:  # announced again since, as it was
            assert self.api.storage("PUT", url, data).status_code == 403

    @precondition(lambda self: self.model.uploads)
    @rule(which=WHICH)
    def send_all_that_is_missing(self, which: int) -> None:
        self.send_all(self.one(which, m.OPEN))

    @precondition(lambda self: self.model.uploads)
    @rule(which=WHICH, right=st.integers(0, 3).map(bool), sent=WHICH.map(bool))
    def complete(self, which: int, right: bool, sent: bool) -> None:
        upload = self.one(which, m.OPEN)
        if sent:
            self.send_all(upload)
        self.say_complete(upload, right=right)
        if which % 2:
            self.assemble()

    def say_complete(self, upload: m.Upload, *, right: bool) -> None:
        data = upload.content if right else upload.content + b"x"
        answer = self.api.complete(upload.id, data, None)
        if self.gone(answer, upload):
            return
        faults = upload.complete_faults(right=right)
        if faults:
            self.refused(answer, faults)
            return
        assert answer.status_code == 202, answer.text
        if upload.state == m.OPEN:
            upload.state, upload.claims_right = m.ASSEMBLING, right

    @precondition(lambda self: self.model.uploads)
    @rule(which=WHICH)
    def report_a_digest(self, which: int) -> None:
        upload = self.one(which, m.ASSEMBLING, m.COMPLETE, m.FAILED)
        body = digest_of(upload.content, "sha256")
        answer = self.api.put(f"/uploads/{upload.id}/hashes", body)
        if not self.gone(answer, upload):
            if upload.state == m.OPEN:
                self.refused(answer, {"upload_not_completed"})
            else:
                assert answer.status_code == 200

    @precondition(lambda self: self.model.uploads)
    @rule(which=WHICH)
    def abort(self, which: int) -> None:
        upload = self.one(which)
        answer = self.api.delete(f"/uploads/{upload.id}", None)
        if self.gone(answer, upload):
            return
        if upload.file is not None:
            self.refused(answer, {"in_use"})
            return
        assert answer.status_code == 204
        upload.state = m.ABORTED if upload.state in {m.OPEN, m.ASSEMBLING} else m.PURGED

    @precondition(lambda self: self.model.uploads)
    @rule(which=WHICH)
    def make_a_file(self, which: int) -> None:
        upload = self.one(which, m.ASSEMBLING, m.COMPLETE, m.FAILED)
        answer = self.api.file(self.project, upload.id, None)  # type: ignore[arg-type]
        if self.gone(answer, upload):
            return
        if upload.state == m.PURGED:
            assert answer.status_code == 404
        elif upload.state in {m.OPEN, m.FAILED}:
            self.refused(answer, {"upload_not_completed", "upload_failed"})
        else:
            assert answer.status_code == 201
            assert upload.file in {None, answer.json["id"]}
            upload.file = answer.json["id"]

    @precondition(lambda self: any(it.file for it in self.model.uploads))
    @rule()
    def delete_a_file(self) -> None:
        upload = next(it for it in self.model.uploads if it.file)
        self.api.delete(f"/files/{upload.file}")
        upload.file, upload.ended_at = None, self.now

    @rule()
    def assemble(self) -> None:
        self.lab.work()
        self.lab.read_back()
        for upload in self.model.uploads:
            upload.state = upload.as_of(self.now)
            if upload.state == m.ASSEMBLING:
                upload.state, upload.ended_at = upload.assembled(), self.now

    @rule(days=st.sampled_from([0.002, 0.002, 0.01, 0.1, 0.1, 3, 7.1, 32]))
    def time_passes(self, days: float) -> None:
        self.lab.clock.forward(days=days)

    @rule()
    def sweep(self) -> None:
        self.assemble()
        self.lab.hour()
        self.model.sweep(self.now)

    @invariant()
    def all_is_said_as_it_is(self) -> None:
        for upload in self.model.uploads:
            answer = self.api.get(f"/uploads/{upload.id}", None)
            if not self.gone(answer, upload):
                shown = answer.json
                assert (shown["state"], shown["size"]) == (upload.state, upload.size)
                said = {it["number"]: it["size"] for it in shown["chunks"]}
                sizes = {it: len(chunk.data) for it, chunk in upload.chunks.items()}
                # What was purged keeps its chunks until a worker has come to remove them.
                assert said == sizes or (upload.state == m.PURGED and not said)
        plan = self.api.get(f"/storage_providers/{self.provider}/plan?size=1").json["open"]
        assert (plan["uploads"], plan["bytes"]) == self.model.unfinished

    def teardown(self) -> None:
        """Files are what was sent, and once all has had its time nothing else is stored."""
        for upload in self.model.uploads:
            if upload.file is not None and upload.state == m.COMPLETE:
                signed = self.api.get(f"/files/{upload.file}/url").json
                assert self.api.fetch(signed).content == upload.content
        assert list(self.lab.operations.uploads.audit(self.lab.providers.default)) == []


def test_uploads_are_what_the_model_says_whatever_is_done_to_them(open_again: OpenLab) -> None:
    lab = open_again({**SMALL, **LIMITS})
    walk = type("WalkThere", (Walk,), {"lab": lab})
    run_state_machine_as_test(
        walk,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate, *([Phase.shrink] if IS_WHOLE else [])],
            suppress_health_check=list(HealthCheck),
        ),
    )
