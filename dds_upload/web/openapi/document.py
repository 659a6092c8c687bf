"""Serves the OpenAPI document of a protocol, to anybody."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property

import falcon

from dds_upload.web.openapi.schemas import Json


class ApiDocument:
    """Made when it is first asked for, and kept then.

    `url` is where programs find it, and `page` where people read the same.
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
        """Show it."""
        resp.content_type = falcon.MEDIA_JSON
        resp.data = self._bytes

    @cached_property
    def _bytes(self) -> bytes:
        return json.dumps(self.content).encode()
