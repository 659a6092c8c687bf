"""The one table from error class to status and body.

Faults of fields are reported by field, as a list of texts for each; faults of the request as a
whole by `non_field_errors`, and all others in `detail`. Ranges of bytes are also reported as
numbers, so that a client can send the missing bytes.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import falcon

from dds_upload.core import errors as core
from dds_upload.protocols.pulp.rendering import byte_range
from dds_upload.protocols.pulp.words import STORAGE, WORDS, missing_bytes
from dds_upload.web.errors import AnyError, Row, report_of

Body = dict[str, Any]

#: Every class of the register in core; a test proves that none is left out.
TABLE: dict[type[core.UploadServiceError], Row] = {
    core.Unauthenticated: Row(401),
    core.MissingKeys: Row(401),
    core.InvalidKeys: Row(401),
    core.Forbidden: Row(403, "You do not have permission to perform this action."),
    core.NotFound: Row(404, "Not found."),
    core.NotConsistent: Row(409),
    core.ValidationFailed: Row(400),
    core.BadRequest: Row(400),
    core.IntegrityFailed: Row(400),
    core.IllegalTransition: Row(409),
    core.Conflict: Row(409),
    core.KeyReused: Row(422),
    core.Overlap: Row(409),
    core.Incomplete: Row(400),
    core.InUse: Row(409),
    core.ManifestRefused: Row(503, STORAGE),
    core.ObjectMissing: Row(503, STORAGE),
    core.ContentMismatch: Row(503, STORAGE),
    core.StorageUnavailable: Row(503),
    core.StorageBusy: Row(503),
    core.ClockSkewed: Row(503),
    core.StorageFull: Row(507),
    core.StorageRefused: Row(503),
    core.ServiceBusy: Row(503),
    core.RecordsUnavailable: Row(503),
}


def answer_to(error: AnyError) -> tuple[int, Body]:
    """Status and body for an error of ours, one of Falcon's, or a defect (None)."""
    report = report_of(error, TABLE, WORDS)
    return report.status, _body(error, report.text)


def render_error(req: falcon.Request, resp: falcon.Response, error: AnyError) -> None:
    """Fill the answer."""
    status, resp.media = answer_to(error)
    resp.status = status
    if status == 401:
        resp.set_header("WWW-Authenticate", 'Basic realm="dds_upload"')


def _body(error: AnyError, text: str) -> Body:
    match error:
        case core.ValidationFailed():
            return _faults(error)
        case core.IntegrityFailed():
            return {"non_field_errors": [text]}
        case core.Incomplete():
            ranges = [byte_range(each) for each in error.missing]
            return {"non_field_errors": [missing_bytes(error.missing)], "missing_ranges": ranges}
        case core.Overlap():
            return {"detail": text, "taken_range": byte_range(error.taken)}
    return {"detail": text}


def _faults(error: core.ValidationFailed) -> Body:
    body: dict[str, list[str]] = defaultdict(list)
    for fault in error.fields:
        body[WORDS.spell(fault)].append(WORDS.say(fault))
    if error.objects:
        body["non_field_errors"].extend(WORDS.say(it) for it in error.objects)
    return dict(body)
