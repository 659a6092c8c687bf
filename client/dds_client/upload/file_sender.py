"""Sends one file: skips it if it is there, resumes its upload, or sends all of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

from dds_client.api.records import RemoteFile
from dds_client.api.upload_records import COMPLETE, FAILED, OPEN, Upload
from dds_client.api.uploads import Begun, NewUpload
from dds_client.errors import (
    ApiRefused,
    DdsError,
    FileChanged,
    Interrupted,
    NotFound,
    TryAgain,
    UploadGone,
)
from dds_client.local.state import Remembered
from dds_client.transfer.results import FileResult, State
from dds_client.upload.bytes_sender import BytesSender, Resumed, Start
from dds_client.upload.context import Context, Job, content_type
from dds_client.upload.source import Source

#: How often a file is begun anew that changes, or whose upload ends, under our hands.
_ATTEMPTS = 3


class Pending:
    """A file that is complete, while storage is not done with it yet."""

    def __init__(self, job: Job, upload: Upload, file: RemoteFile, result: FileResult) -> None:
        self.job = job
        self.upload = upload
        self.file = file
        self.result = result


class FileSender:
    """Sends files, each in the thread that calls."""

    def __init__(self, context: Context) -> None:
        self._do = context
        self._bytes = BytesSender(context)

    def __call__(self, job: Job) -> FileResult | Pending:
        """The result for the file; of errors only Interrupted is raised."""
        progress = self._do.progress
        progress.started(job.shown, job.file.size)
        self._bytes.begin_count(job)
        try:
            done = self._try(job)
        except Interrupted:
            raise
        except DdsError as error:
            sent = self._bytes.count(job)
            done = FileResult.failed(job.shown, job.file.size, error, sent)
        result = done.result if isinstance(done, Pending) else done
        progress.finished(job.shown, result.state, result.message)
        return done

    def _try(self, job: Job) -> FileResult | Pending:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with Source(job.file) as source:
                    current = replace(job, file=source.file)
                    return self._send(current, source)
            except FileChanged as change:
                self._give_up(job)
                reason: DdsError = change
            except UploadGone as gone:
                self._do.journal.forget(job.file.path, self._do.project.id)
                reason = gone
            self._bytes.take_back(job)
            if attempt < _ATTEMPTS:
                self._do.progress.note(f"{job.shown}: {reason}; it is begun anew")
        raise type(reason)(f"{reason}, {_ATTEMPTS} times")

    def _send(self, job: Job, source: Source) -> FileResult | Pending:
        cut = self._do.cut(source.size)
        if there := self._there(job, source):
            return there
        start = Start(job, source, cut)
        done = self._earlier(start) or self._bytes.resume_like(start) or self._anew(start)
        return done if isinstance(done, FileResult | Pending) else self._finish(start, done)

    def _there(self, job: Job, source: Source) -> FileResult | Pending | None:
        """Nothing is to be sent; storage may still be putting that file together."""
        found = self._do.already_there.find(job.existing, source)
        if found is None:
            return None
        self._do.journal.forget(job.file.path, self._do.project.id)
        self._do.progress.moved(job.shown, source.size)
        file, upload = found
        result = FileResult(job.shown, source.size, State.SAME)
        return result if upload is None else Pending(job, upload, file, result)

    def _earlier(self, start: Start) -> Resumed | None:
        """Go on with what this machine began for the path."""
        job = start.job
        entry, upload = self._do.candidates.begun_for(job.file)
        if entry is None:
            return None
        start.key = entry.key if entry.signature == job.file.signature else None
        if upload is None or upload.state == FAILED:
            if upload is not None:
                start.key = None
            return None
        if upload.size != start.source.size:
            raise FileChanged("it changed since its upload began")
        if upload.state == OPEN:
            return self._bytes.resume(start, upload, ours=True)
        if upload.state in {COMPLETE, "assembling"}:
            return self._bytes.resume_complete(start, upload)
        start.key = None  # aborted or expired: its bytes are gone
        return None

    def _anew(self, start: Start) -> Resumed:
        """Begin an upload, and send all of it."""
        digest = self._bytes.single_digest(start)
        begun = self._begin(start, digest)
        job, project = start.job, self._do.project.id
        entry = Remembered.of(start.key or "", begun.upload.id, job.file, project)
        self._do.journal.remember(entry)
        if begun.upload.state == OPEN:
            return self._bytes.send_begun(start, begun, digest)
        done = self._bytes.resume_complete(start, begun.upload)
        if done is None:
            raise UploadGone("its upload has ended")
        return done

    def _begin(self, start: Start, digest: str | None) -> Begun:
        """With the key of an attempt that was cut off, if there was one and it is the same file."""
        job = start.job
        for fresh in (start.key is None, True):
            if fresh:
                start.key = str(uuid4())
                entry = Remembered.of(start.key, "", job.file, self._do.project.id)
                self._do.journal.remember(entry)
            start.replayed = not fresh
            offer = self._offer(start, digest)
            try:
                return self._do.service.uploads.begin(self._do.project.id, offer)
            except ApiRefused as refusal:
                if fresh or refusal.problem.status != 422:
                    self._do.journal.forget(job.file.path, self._do.project.id)
                    raise
        raise AssertionError("a fresh key is always tried last")

    def _offer(self, start: Start, digest: str | None) -> NewUpload:
        name = start.job.file.name
        chunks = () if digest is None else (self._bytes.only_chunk(start, digest),)
        assert start.key is not None
        return NewUpload(
            name=name,
            content_type=content_type(name),
            size=start.source.size,
            key=start.key,
            provider_id=self._do.provider.id,
            chunks=chunks,
        )

    def _finish(self, start: Start, sent: Resumed) -> FileResult | Pending:
        """Complete, and make the file."""
        job, calls = start.job, self._do.service
        start.source.check_unchanged()
        revised = job.existing[0] if job.existing else None
        upload, file = sent.upload, None
        if upload.state == OPEN:
            try:
                done = calls.uploads.complete(
                    upload.id, sent.digest, parent=None if revised else job.parent
                )
            except NotFound as error:
                raise UploadGone(str(error)) from error
            upload, file = done.upload, done.file
        if upload.state == FAILED:
            raise UploadGone(upload.failure or "storage refused it")
        if revised is not None:
            file = calls.directory.revise_file(revised.id, upload.id)
        elif file is None:
            file = calls.directory.create_file(job.parent, upload.id)
        self._do.journal.forget(job.file.path, self._do.project.id)
        result = FileResult(job.shown, start.source.size, State.SENT, self._bytes.count(job))
        return result if upload.settled else Pending(job, upload, file, result)

    def _give_up(self, job: Job) -> None:
        """End the upload of a file that is no longer what it was."""
        project = self._do.project.id
        entry = self._do.journal.recall(job.file.path, project)
        if entry is not None:
            if entry.upload_id:
                with suppress(ApiRefused, TryAgain):  # or else it ends by itself, in some days
                    self._do.service.uploads.abort(entry.upload_id)
            self._do.journal.forget(job.file.path, project)
