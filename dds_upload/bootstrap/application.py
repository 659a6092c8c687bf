"""The HTTP application of one server process."""

from __future__ import annotations

import atexit
import logging
import os
from typing import Any

import falcon

from dds_upload import __version__
from dds_upload.adapters.figures import CountedFigures
from dds_upload.adapters.monitor import Monitor
from dds_upload.bootstrap.mounts import mounts
from dds_upload.bootstrap.parts import build_parts
from dds_upload.bootstrap.private_files import close_once, create_privately
from dds_upload.bootstrap.service import Service, build_service
from dds_upload.bootstrap.settings import VAR, load
from dds_upload.bootstrap.storages import ProviderOpener
from dds_upload.core.errors import UploadServiceError
from dds_upload.core.health.checks import NotReady
from dds_upload.web.app import create_app
from dds_upload.web.health import States
from dds_upload.web.metrics import MetricsPage
from dds_upload.web.origin import origin_of
from dds_upload.web.portal import Portal
from dds_upload.web.words import PLAIN, Words

log = logging.getLogger(__name__)

PLAIN_WORDS = Words(PLAIN)

#: How long a server process waits at its start for storage to report its limits; seconds.
PATIENCE = 5.0


def create_wsgi_app() -> falcon.App[Any, Any]:
    """The application of one server process, from the environment; gunicorn calls this.

    Each process asks each storage once for its capabilities, and goes on asking in the background
    if one is away; gunicorn must not wait long for that.
    """
    create_privately()
    settings = load(os.environ)
    close_once(settings, VAR, os.environ)
    service, opener = build_service(build_parts(settings)), ProviderOpener()
    opener.start(service.parts.providers, patience=PATIENCE)
    atexit.register(opener.stop)
    monitor = watch(service)
    monitor.start(patience=PATIENCE)
    return application(service, monitor.states)


def metrics_page(service: Service) -> MetricsPage:
    """All measurements that this process can read, with counts of the records."""
    parts = service.parts
    slugs = {provider.id: provider.slug for provider in parts.providers}
    figures = CountedFigures(service.records.figures, parts.clock, slugs, __version__)
    return MetricsPage(
        lambda: parts.measures.exposition(figures()), parts.settings.serving.metrics_token
    )


def _words_for(error: Exception) -> str:
    """The words that anyone may read; the log has the rest."""
    if isinstance(error, NotReady):
        return str(error)
    if isinstance(error, UploadServiceError):
        return PLAIN_WORDS.say(error.refusal)
    return "the check failed"


def watch(service: Service) -> Monitor:
    """The monitor that repeats the checks of the installation."""
    return Monitor(service.operations.health.checks, _words_for)


def application(service: Service, states: States = dict) -> falcon.App[Any, Any]:
    """The application over a service; `states` gives the last results of its checks."""
    settings, measures = service.parts.settings, service.parts.measures
    origin = origin_of(settings.public_url)
    return create_app(
        mounts(service.parts, service.operations),
        origins=settings.cors_origins,
        health=states,
        measures=measures,
        exposition=metrics_page(service),
        origin=origin,
        portal=Portal(settings.portal_root, origin, service.operations.storage.hosts),
    )
