"""A form with one file that streams and some short fields, in any order.

Fields after the file are read when the file has come to its end and before it is stored: they may
have the file's digest, and a form that is cut off is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from typing import TypeVar

import falcon

from dds_upload.core.errors import BadRequest, ValidationFailed
from dds_upload.core.storage.object_store import Block
from dds_upload.protocols.pulp.fields import (
    PARTS_MAX,
    add_field,
    check_names,
    field_text,
    media_type,
)
from dds_upload.web.bodies import FORM
from dds_upload.web.multipart import MultipartBody, Part
from dds_upload.web.words import refused

T = TypeVar("T")

FILE = "file"

#: Room for boundaries, headers and the other fields; bytes.
OVERHEAD = 2**16

#: Types of bodies that can be read and have no files in them.
_WITHOUT_FILES = frozenset({"application/json", FORM})


def file_body(req: falcon.Request, size_max: int) -> MultipartBody:
    """The body of a request with a file of at most `size_max` bytes; no byte of it is read yet."""
    return MultipartBody(req, size_max=size_max + OVERHEAD, parts_max=PARTS_MAX)


def may_have_file(req: falcon.Request) -> bool:
    """False for a body that can be read and has no files in it."""
    return media_type(req) not in _WITHOUT_FILES


class _Superseded(Exception):
    """Another file follows, and only the last one counts."""


class FileForm:
    """One pass over the parts; `fields` has those that were read so far."""

    def __init__(self, req: falcon.Request, body: MultipartBody, names: Collection[str]) -> None:
        self._body = body
        self._parts = body.parts() if may_have_file(req) else iter(())
        self._names = names
        self._next: Part | None = None
        self.fields: dict[str, str] = {}

    def store(self, use: Callable[[FilePart], T]) -> T | None:
        """The result of `use` for the file; of several files, the last one counts.

        None without a file.

        Raises what `use` raises, and BadRequest, ValidationFailed and falcon's 4xx for the form.
        """
        self._advance()
        while (part := self._next) is not None:
            self._next = None
            try:
                return use(FilePart(self, part))
            except _Superseded:
                continue
        return None

    def finish(self) -> None:
        """Read the fields after the file; leaves `use` if another file follows."""
        self._advance()
        if self._next is not None:
            raise _Superseded

    def refuse(self, refusal: ValidationFailed) -> None:
        """Raise this error about the file, if no other file follows in the bytes read so far."""
        with suppress(falcon.HTTPContentTooLarge):
            self.finish()
        raise refusal

    def expect(self, file: FilePart, size: int, refusal: ValidationFailed) -> None:
        """Accept at most `size` bytes of the file; one more raises `refusal`."""
        self._body.allow(size + OVERHEAD)
        file.limit(size, refusal)

    def _advance(self) -> None:
        """Read fields until a file comes."""
        for part in self._parts:
            if not part.name:
                raise BadRequest("a part has no name")
            if part.name == FILE:
                self._next = part
                return
            check_names([part.name], self._names)
            add_field(self.fields, part.name, field_text(part.name, part.stream))


class FilePart:
    """The file, as a ByteSource."""

    def __init__(self, form: FileForm, part: Part) -> None:
        self._form = form
        self._part = part
        self._left: int | None = None
        self._refusal = ValidationFailed()
        self.filename = part.filename

    def check(self, *, blank: bool) -> None:
        """Raise ValidationFailed unless it is a file, with bytes in it if it may not be blank."""
        if not self.filename:
            self._form.refuse(no_file("The submitted data was not a file."))
        if self._part.stream.is_at_end and not blank:
            self._form.refuse(no_file("The submitted file is empty."))

    def limit(self, size: int, refusal: ValidationFailed) -> None:
        """Let at most `size` bytes through; one more raises `refusal`."""
        self._left, self._refusal = size, refusal

    def __iter__(self) -> Iterator[Block]:
        for block in self._blocks():
            if self._left is not None:
                self._left -= len(block)
                if self._left < 0:
                    self._form.refuse(self._refusal)
            yield block

    def _blocks(self) -> Iterator[Block]:
        """Bytes that are read ahead may be too many before they are known to be the file's."""
        try:
            yield from self._part.stream
        except falcon.HTTPContentTooLarge:
            if self._left is None:
                raise
            raise self._refusal from None


def no_file(text: str = "No file was submitted.") -> ValidationFailed:
    """The fault of the field that should have the file."""
    return refused(text, FILE)
