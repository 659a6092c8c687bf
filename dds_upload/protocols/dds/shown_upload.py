"""The answer with one upload: its body with a part for its caller only, and the limit headers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import falcon

from dds_upload.core.uploads.records import UploadDetails
from dds_upload.operations.uploads.read_uploads import SignWholeUpload
from dds_upload.protocols.dds.rendering import signed_request
from dds_upload.protocols.dds.upload_rendering import upload
from dds_upload.web.authentication import caller_of
from dds_upload.web.limits import limit_headers
from dds_upload.web.origin import Origin


@dataclass(frozen=True, slots=True)
class ShowUpload:
    """Shows an upload to the caller of a request."""

    sign_whole: SignWholeUpload
    origin: Origin

    def __call__(
        self, req: falcon.Request, resp: falcon.Response, details: UploadDetails, **more: Any
    ) -> None:
        """`more` are further keys of the answer."""
        resp.media = {**self.body(req, details), **more}
        resp.set_headers(limit_headers(details.upload))

    def body(self, req: falcon.Request, details: UploadDetails) -> dict[str, Any]:
        """The upload alone, with the signed URL of one that is sent as one piece."""
        body = upload(details)
        signed = self.sign_whole(caller_of(req), details.upload)
        if signed is not None:
            body["signed_url"] = signed_request(signed, self.origin(req))
        return body
