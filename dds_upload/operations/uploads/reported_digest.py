"""Reads a digest as a client reports it, and names the field that is wrong."""

from __future__ import annotations

from typing import NamedTuple

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.reasons import Field, Reason
from dds_upload.core.storage.digest import HEX_LENGTH, Digest, is_value_of


class DigestFields(NamedTuple):
    """The two fields of a reported digest."""

    algorithm: Field
    value: Field


CHUNK_DIGEST = DigestFields(Field.CHUNK_DIGEST_ALGORITHM, Field.CHUNK_DIGEST_VALUE)
FILE_DIGEST = DigestFields(Field.FILE_DIGEST_ALGORITHM, Field.FILE_DIGEST_VALUE)
FURTHER_DIGEST = DigestFields(Field.FURTHER_DIGEST_ALGORITHM, Field.FURTHER_DIGEST_VALUE)


def reported_digest(
    algorithm: str, value: str, fields: DigestFields, *, only: str | None = None
) -> Digest:
    """The digest in lower case; `only` is the only accepted algorithm, if there is just one.

    Raises ValidationFailed naming one of the fields.
    """
    algorithm, value = algorithm.lower(), value.lower()
    if only is not None and algorithm != only:
        raise ValidationFailed.of(Reason.ALGORITHM_MISMATCH, fields.algorithm, algorithm=only)
    if algorithm not in HEX_LENGTH:
        raise ValidationFailed.of(Reason.ALGORITHM_UNKNOWN, fields.algorithm)
    if not is_value_of(algorithm, value):
        digits = HEX_LENGTH[algorithm]
        raise ValidationFailed.of(Reason.DIGEST_MALFORMED, fields.value, digits=digits)
    return Digest(algorithm, value)


def reported_sha256(value: str) -> Digest:
    """The SHA-256 of a file; raises ValidationFailed naming its field."""
    return reported_digest("sha256", value, FILE_DIGEST)
