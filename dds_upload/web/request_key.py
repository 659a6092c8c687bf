"""The header `Idempotency-Key`: a request that is sent again is not done again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import falcon

from dds_upload.core.accounts.request_keys import RequestKey
from dds_upload.core.errors import ValidationFailed
from dds_upload.core.reasons import Reason
from dds_upload.web.messages import BLANK, too_long
from dds_upload.web.words import refused

HEADER = "Idempotency-Key"

#: How many characters a key may have.
KEY_MAX = 255


def request_key(req: falcon.Request, body: Mapping[str, Any]) -> RequestKey | None:
    """The key, if one was sent, with a fingerprint of the body.

    The fingerprint covers the values of the body, not their spelling. Raises ValidationFailed.
    """
    value = req.get_header(HEADER)
    if value is None:
        return None
    if not value:
        raise refused(BLANK, HEADER, Reason.FIELD_REQUIRED)
    if len(value) > KEY_MAX:
        raise ValidationFailed(too_long(HEADER, KEY_MAX))
    if not (value.isascii() and value.isprintable()):
        raise refused("must be printable ASCII", HEADER)
    said = json.dumps(body, sort_keys=True).encode()
    return RequestKey(value, hashlib.sha256(said).hexdigest())
