"""Digests that a request claims of its file, compared with those of the received bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.faults import Faults
from dds_upload.core.reasons import Reason
from dds_upload.operations.blobs.store_stream import Received
from dds_upload.web.words import refused

#: The number of digits of each digest that has a field.
_DIGITS = {"sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}

#: The fields.
ALGORITHMS = tuple(_DIGITS)

#: Fields that Pulp has and, unless a site allows them, refuses.
FORBIDDEN = ("md5", "sha1")

_HEX = re.compile("[0-9a-f]+")


def claimed(fields: Mapping[str, str], algorithm: str) -> str | None:
    """The digest in lower case; None if there is none, or a blank one.

    Raises ValidationFailed if it does not have the form of a digest.
    """
    value = fields.get(algorithm, "").lower()
    if not value:
        return None
    if len(value) != _DIGITS[algorithm] or not _HEX.fullmatch(value):
        digits = _DIGITS[algorithm]
        raise ValidationFailed.of(Reason.DIGEST_MALFORMED, algorithm, digits=digits)
    return value


def check_digests(
    fields: Mapping[str, str], received: Received, algorithms: Iterable[str] = ALGORITHMS
) -> None:
    """Raise ValidationFailed, naming both values, for each digest that is not the content's."""
    faults = Faults()
    for algorithm in algorithms:
        with faults:
            _check(algorithm, claimed(fields, algorithm), received.digests.get(algorithm))
    faults.raise_any()


def _check(algorithm: str, wanted: str | None, computed: str | None) -> None:
    if wanted is None or wanted == computed:
        return
    if computed is None:  # it was not known in time that this one was wanted
        raise refused("must come before the file", algorithm)
    raise refused(f"the digest of the content is {computed}, not {wanted}", algorithm)
