"""Every way into the service, as its own router has them: tests that must miss none walk these."""

from __future__ import annotations

from typing import Any, NamedTuple

import falcon
from falcon import inspect


class Route(NamedTuple):
    """A method of a path; `path` is a template such as `/api/v1/files/{entry_id}`."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def names(self) -> list[str]:
        """The names of what stands for a part of the path, in their order."""
        found = (part[1:-1] for part in self.path.split("/") if part.startswith("{"))
        return [name.partition(":")[0] for name in found]

    def filled(self, **values: str) -> str:
        """The path with a value for each name."""
        path = self.path
        for name in self.names:
            path = path.replace(f"{{{name}}}", values[name])
            path = path.replace(f"{{{name}:path}}", values[name])
        return path


def routes_of(app: falcon.App[Any, Any]) -> list[Route]:
    """All of them, in the router's order; sinks such as signed URLs have no routes.

    What Falcon adds by itself is left out: answers to OPTIONS, and 405.
    """
    return [
        Route(method.method, route.path)
        for route in inspect.inspect_routes(app)
        for method in route.methods
        if not method.internal
    ]
