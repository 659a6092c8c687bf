"""Builds the one Falcon application from the mounts that it is given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import falcon
from falcon.media import JSONHandler

from dds_upload.core.health.measures import Measures
from dds_upload.web import pages
from dds_upload.web.errors import ErrorHandling, Renderer
from dds_upload.web.guide import Guide
from dds_upload.web.health import Health, Liveness, Readiness, States
from dds_upload.web.lanes import Lanes
from dds_upload.web.metrics import Measured, MetricsPage
from dds_upload.web.middleware import Cors, OneSlash
from dds_upload.web.openapi.document import ApiDocument
from dds_upload.web.origin import Origin, origin_of
from dds_upload.web.portal import Portal
from dds_upload.web.request_ids import HEADER, RequestIds


@dataclass(frozen=True, slots=True)
class Mount:
    """One protocol as web sees it: its paths, its resources, its error bodies."""

    prefix: str
    render_error: Renderer
    routes: Mapping[str, object] = field(default_factory=dict)
    middleware: Sequence[Any] = ()
    #: Handlers of every path below a further prefix, such as signed storage URLs.
    sinks: Mapping[str, Any] = field(default_factory=dict)
    #: Response headers that pages of other origins may read.
    exposed_headers: Sequence[str] = ()
    #: Its guide for people; None: it has none.
    guide: Guide | None = None
    #: The OpenAPI document of its calls, which also gets a page for people; None: it has none.
    document: ApiDocument | None = None
    #: The name under which its requests are counted.
    name: str = "other"


def create_app(
    mounts: Sequence[Mount],
    *,
    origins: Sequence[str],
    health: States,
    origin: Origin = origin_of(None),  # noqa: B008 - a function without state
    portal: Portal | None = None,
    measures: Measures | None = None,
    exposition: MetricsPage | None = None,
) -> falcon.App[Any, Any]:
    """The application; routes are declared without a last slash and also answer with one.

    `health` gives the last result of all checks. The first mount's error body is also that of paths
    that belong to no mount.
    """
    exposed = ["Retry-After", HEADER, *(name for mount in mounts for name in mount.exposed_headers)]
    own = [part for mount in mounts for part in mount.middleware]
    names = [(mount.prefix, mount.name) for mount in mounts]
    first = [RequestIds(), *([Measured(measures, names)] if measures else [])]
    middleware: list[Any] = [
        *first,
        OneSlash(),
        Cors(origins, exposed),
        *own,
        Lanes(),
    ]
    app = falcon.App(middleware=middleware)
    app.req_options.strip_url_path_trailing_slash = True
    app.req_options.keep_blank_qs_values = True
    # Falcon's own would make an encoder for each answer, and look for circles, which none has.
    encoder = json.JSONEncoder(ensure_ascii=False, check_circular=False)
    app.resp_options.media_handlers[falcon.MEDIA_JSON] = JSONHandler(dumps=encoder.encode)
    for path, resource in {
        "/health": Health(health),
        "/healthz": Liveness(),
        "/readyz": Readiness(health),
        "/metrics": exposition,
    }.items():
        if resource is not None:
            app.add_route(path, resource)
    guides = {mount.prefix: mount.guide for mount in mounts if mount.guide is not None}
    references = [mount.document for mount in mounts if mount.document is not None]
    for path, page in pages.routes(guides, references, origin, portal).items():
        app.add_route(path, page)
    for mount in mounts:
        for path, resource in mount.routes.items():
            app.add_route(mount.prefix + path, resource)
        for prefix, sink in mount.sinks.items():
            app.add_sink(sink, prefix)
    for document in references:
        app.add_route(document.url, document)
    renderers = [(mount.prefix, mount.render_error) for mount in mounts]
    ErrorHandling(renderers, mounts[0].render_error).install(app)
    return app
