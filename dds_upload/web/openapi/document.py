"""Serves the OpenAPI document of a protocol, to any client."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property

import falcon

from dds_upload.web.openapi.schemas import Json


class ApiDocument:
    """Made at the first request, and kept then.

    `url` is its address for programs, and `page` that of the same for people.
    """

    public = True

    def __init__(self, url: str, page: str, make: Callable[[], Json]) -> None:
        self.url = url
        self.page = page
        self._make = make

    @cached_property
    def content(self) -> Json:
        """The document itself; it never changes while a process lives."""
        return self._make()

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the document."""
        resp.content_type = falcon.MEDIA_JSON
        resp.data = self._bytes

    @cached_property
    def _bytes(self) -> bytes:
        return json.dumps(self.content).encode()
