"""Fetches one file to a temporary one, resumes it by range, proves it, and renames it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import NoReturn

from dds_client.api.records import RemoteFile, SignedRequest
from dds_client.api.service import Service
from dds_client.clock import Clock
from dds_client.errors import DdsError, ExitCode, LocalError, Refused, Unavailable
from dds_client.local.digests import BLOCK
from dds_client.remote.content import algorithm_of
from dds_client.wire.answers import raise_for
from dds_client.wire.transport import Stream

#: So many fresh URLs in a row may be refused.
_URLS_MAX = 3

#: So often a file may arrive with another digest than it should have.
_DIFFERENT_MAX = 2


class ContentDiffers(DdsError):
    """The bytes from storage are not those that were uploaded."""

    exit_code = ExitCode.SOME_FAILED


@dataclass(slots=True)
class Part:
    """The arrived bytes of a version, and the tag that storage had for them.

    They are in the folder of the file, under a name without the file's own, so that the longest
    name has room. The tag is in a file next to them, for If-Range.
    """

    path: Path
    tag_path: Path = field(init=False)

    def __post_init__(self) -> None:
        self.tag_path = self.path.with_suffix(".tag")

    @classmethod
    def of(cls, folder: Path, file: RemoteFile) -> Part:
        """That of one version of one file."""
        return cls(folder / f".dds-{file.version_id}.part")

    def size(self) -> int:
        """The number of bytes that are there."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def tag(self) -> str:
        """The tag that they came with, or ""."""
        try:
            return self.tag_path.read_text()
        except OSError:
            return ""

    def begin(self, tag: str) -> None:
        """Forget the bytes that are there."""
        self.path.write_bytes(b"")
        if tag and not tag.startswith("W/"):
            self.tag_path.write_text(tag)
        else:
            self.tag_path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Both are gone."""
        for path in (self.path, self.tag_path):
            path.unlink(missing_ok=True)


class Fetch:
    """One file on its way."""

    def __init__(
        self,
        service: Service,
        clock: Clock,
        file: RemoteFile,
        target: Path,
        listed: SignedRequest | None,
        moved: Callable[[int], None],
    ) -> None:
        """`listed` is a signed request out of a listing, if one is fresh."""
        self._service = service
        self._clock = clock
        self._file = file
        self._target = target
        self._part = Part.of(target.parent, file)
        self._signed = listed
        self._moved = moved
        self._shown = 0
        self._urls_refused = 0
        self._different = 0
        self.travelled = 0

    def __call__(self) -> None:
        """Returns when the file is in its place, whole and proven.

        Raises LocalError, ContentDiffers, Refused or TryAgain.
        """
        try:
            self._service.session.patience(self._attempt)
        except OSError as error:
            raise LocalError(error.strerror or str(error)) from error

    def _attempt(self) -> None:
        digest = self._digest()
        have = self._hash_part(digest)
        self._show(have)
        if have < self._file.size or not self._part.path.exists():
            digest, have = self._receive(digest, have)
        self._prove(digest, have)
        self._part.path.replace(self._target)
        self._part.remove()

    def _digest(self) -> hashlib._Hash | None:
        algorithm = algorithm_of(self._file)
        return hashlib.new(algorithm, usedforsecurity=False) if algorithm else None

    def _hash_part(self, digest: hashlib._Hash | None) -> int:
        """Read what is there already; nothing is taken on trust."""
        size = self._part.size()
        if size == 0 or size > self._file.size or not self._part.tag():
            return 0
        with self._part.path.open("rb") as file:
            while block := file.read(BLOCK):
                self._clock.check()
                if digest:
                    digest.update(block)
        return size

    def _receive(self, digest: hashlib._Hash | None, have: int) -> tuple[hashlib._Hash | None, int]:
        signed = self._signed or self._service.directory.download(self._file.id)
        self._signed = None  # used once: it may have ended by the next attempt
        headers = dict(signed.headers)
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": self._part.tag()}
        with self._service.session.transport.open(signed.url, headers) as stream:
            if stream.status not in {200, 206}:
                self._judge(stream)
            self._urls_refused = 0
            if _whole_size(stream) not in {None, self._file.size}:
                self._differs()
            if stream.status == 200 or not have:
                have, digest = 0, self._digest()
                self._show(0)
                self._part.begin(stream.headers.get("etag", ""))
            with self._part.path.open("ab") as file:
                for block in stream.blocks():
                    self._clock.check()
                    file.write(block)
                    if digest:
                        digest.update(block)
                    have += len(block)
                    self.travelled += len(block)
                    self._show(have)
        return digest, have

    def _judge(self, stream: Stream) -> None:
        answer = stream.answer()
        if answer.status == 416:
            self._part.remove()
            raise Unavailable("storage has no such range any more", soon=True)
        if answer.status in {401, 403}:
            self._urls_refused += 1
            if self._urls_refused < _URLS_MAX:
                raise Unavailable("the signed URL has ended", soon=True)
            raise Refused("storage refuses each URL")
        raise_for(answer)

    def _prove(self, digest: hashlib._Hash | None, have: int) -> None:
        if have < self._file.size:
            raise Unavailable(f"the connection ended after {have} of {self._file.size} bytes")
        algorithm = algorithm_of(self._file)
        expected = self._file.digests(algorithm) if algorithm else frozenset()
        if have == self._file.size and (digest is None or digest.hexdigest() in expected):
            return
        self._differs()

    def _differs(self) -> NoReturn:
        self._part.remove()
        self._different += 1
        if self._different >= _DIFFERENT_MAX:
            raise ContentDiffers("what storage sends is not what was uploaded")
        raise Unavailable("other bytes came than were uploaded", soon=True)

    def _show(self, have: int) -> None:
        self._moved(have - self._shown)
        self._shown = have


def _whole_size(stream: Stream) -> int | None:
    """How many bytes the content has at storage, as the answer says; None where it does not."""
    name = "content-range" if stream.status == HTTPStatus.PARTIAL_CONTENT else "content-length"
    size = stream.headers.get(name, "").rpartition("/")[2]
    return int(size) if size.isdecimal() else None


def clean_up(folder: Path, keep: frozenset[str]) -> None:
    """Remove parts of versions that are no longer wanted in a folder."""
    for pattern in (".dds-*.part", ".dds-*.tag"):
        for path in folder.glob(pattern):
            if path.stem.removeprefix(".dds-") not in keep:
                with suppress(OSError):
                    os.unlink(path)  # noqa: PTH108
