"""What operations refuse: by code, and as the words of the DDS API have it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from dds_upload.core.errors import NotFound, UploadServiceError, ValidationFailed
from dds_upload.core.reasons import Kind, Reason
from dds_upload.protocols.dds.words import WORDS

#: What is said of one chunk too many.
TOO_MANY_CHUNKS = "maximum upload chunks exceeded."


def too_large(most: int) -> str:
    """What is said of a file of more bytes than that."""
    return f"File size is currently not supported - maximum size is {most}"


@contextmanager
def not_found(kind: Kind) -> Iterator[None]:
    """The block must find nothing of that kind."""
    with pytest.raises(NotFound) as caught:
        yield
    assert caught.value.kind is kind


@contextmanager
def refuses(error: type[UploadServiceError], reason: Reason, **details: object) -> Iterator[None]:
    """The block must raise that error with that code, and with these details at least."""
    with pytest.raises(error) as caught:
        yield
    assert caught.value.reason is reason
    assert details.items() <= caught.value.refusal.details.items()


def said_of_fields(error: ValidationFailed) -> list[tuple[str, str]]:
    """The fields at fault and what is said about each."""
    return [(WORDS.spell(it), WORDS.say(it)) for it in error.fields]


def said_of_objects(error: ValidationFailed) -> list[str]:
    """What is said about the whole."""
    return [WORDS.say(it) for it in error.objects]
