"""The application of a service in a test's process, of which only the first pays for its routes.

Falcon needs twenty milliseconds to check a hundred routes and to compile them, and most tests open
a service of their own. What is compiled knows paths, not resources: a process needs it once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import falcon
import pytest
from falcon import inspect
from falcon.routing import CompiledRouter, map_http_methods, set_default_responders

from dds_upload.bootstrap.application import application
from dds_upload.bootstrap.service import Service


class SharingRouter:
    """Finds as Falcon's own router does; those of the same paths share one that is compiled."""

    _compiled: ClassVar[dict[tuple[str, ...], CompiledRouter]] = {}

    def __init__(self) -> None:
        self._resources: dict[str, object] = {}
        self._responders: dict[str, Mapping[str, Any]] = {}

    def add_route(self, uri_template: str, resource: object) -> None:
        """What Falcon has against it is said when the first such router is asked for a path."""
        assert uri_template not in self._resources, f"{uri_template} has two resources"
        self._resources[uri_template] = resource

    def find(self, uri: str, req: falcon.Request | None = None) -> Any:
        """The resource, its responders, what stands for the names in the path, and the path."""
        paths = tuple(self._resources)
        if paths not in self._compiled:
            self._compiled[paths] = self.complete()
        found = self._compiled[paths].find(uri, req)
        if found is None:
            return None
        *_, values, path = found
        return self._resources[str(path)], self._responders_at(str(path)), values, path

    def complete(self) -> CompiledRouter:
        """Falcon's own with all of these routes."""
        router = CompiledRouter()
        for path, resource in self._resources.items():
            router.add_route(path, resource)
        return router

    def _responders_at(self, path: str) -> Mapping[str, Any]:
        if path not in self._responders:
            responders = map_http_methods(self._resources[path])
            set_default_responders(responders)
            self._responders[path] = responders
        return self._responders[path]


@inspect.register_router(SharingRouter)
def _inspected(router: SharingRouter) -> list[inspect.RouteInfo]:
    return inspect.inspect_compiled_router(router.complete())


def app_of(service: Service) -> falcon.App[Any, Any]:
    """The application over that service, as `application` makes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(falcon.routing, "DefaultRouter", SharingRouter)
        return application(service)
