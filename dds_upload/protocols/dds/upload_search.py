"""The search in a query of `/projects/{id}/uploads` or `/uploads`."""

from __future__ import annotations

import falcon

from dds_upload.core.faults import Faults
from dds_upload.core.storage.policy import SIZE_MAX
from dds_upload.core.uploads.search import UploadSearch
from dds_upload.core.uploads.upload import UploadState
from dds_upload.protocols.dds.parameters import query_size, query_text
from dds_upload.web.authentication import caller_of
from dds_upload.web.words import refused

#: States that can be searched for; a purged upload is no longer found.
STATES = {it.value: it for it in UploadState if it is not UploadState.PURGED}
_BOOLEANS = {"true": True, "false": False}


def upload_search(req: falcon.Request) -> UploadSearch:
    """`state`, `name`, `size` and `mine`; blank ones are ignored.

    Raises ValidationFailed with every field at fault.
    """
    faults = Faults()
    with faults:
        state = _state(req)
    with faults:
        name = query_text(req, "name") or None
    with faults:
        size = _size(req)
    with faults:
        mine = _mine(req)
    faults.raise_any()
    return UploadSearch(state, name, size, caller_of(req).user.id if mine else None)


def _state(req: falcon.Request) -> UploadState | None:
    value = query_text(req, "state")
    if value and value not in STATES:
        raise refused("is not included in the list", "state")
    return STATES[value] if value else None


def _size(req: falcon.Request) -> int | None:
    value = query_size(req, "size")
    if value is not None and value > SIZE_MAX:
        raise refused(f"must be less than or equal to {SIZE_MAX}", "size")
    return value


def _mine(req: falcon.Request) -> bool:
    value = query_text(req, "mine")
    if value and value not in _BOOLEANS:
        raise refused("must be true or false", "mine")
    return _BOOLEANS[value] if value else False
