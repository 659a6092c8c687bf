"""Reads a digest as a client reports it, and names what is wrong by the request's fields."""

from __future__ import annotations

from dds_upload.core.errors import FieldError, ValidationFailed
from dds_upload.core.storage.digest import HEX_LENGTH, Digest, is_value_of


def reported_digest(
    algorithm: str, value: str, *, only: str | None = None, prefix: str = "hash."
) -> Digest:
    """The digest in lower case; `only` is the one algorithm that will do, if just one will.

    Raises ValidationFailed with the fields `<prefix>algorithm` and `<prefix>value`.
    """
    algorithm, value = algorithm.lower(), value.lower()
    if only is not None and algorithm != only:
        text = f"must be {only}, the algorithm of the storage provider"
        raise ValidationFailed([FieldError(f"{prefix}algorithm", text)])
    if algorithm not in HEX_LENGTH:
        text = "is not included in the list"
        raise ValidationFailed([FieldError(f"{prefix}algorithm", text)])
    if not is_value_of(algorithm, value):
        text = f"must be {HEX_LENGTH[algorithm]} hexadecimal digits"
        raise ValidationFailed([FieldError(f"{prefix}value", text)])
    return Digest(algorithm, value)


def reported_sha256(value: str, field: str = "sha256") -> Digest:
    """A digest whose algorithm its field says; raises ValidationFailed naming the field."""
    value = value.lower()
    if not is_value_of("sha256", value):
        text = f"must be {HEX_LENGTH['sha256']} hexadecimal digits"
        raise ValidationFailed.field(field, text)
    return Digest("sha256", value)
