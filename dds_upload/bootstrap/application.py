"""The HTTP application of one server process."""

from __future__ import annotations

import atexit
import os
from typing import Any

import falcon

from dds_upload.bootstrap.mounts import mounts
from dds_upload.bootstrap.parts import build_parts
from dds_upload.bootstrap.private_files import close_once, create_privately
from dds_upload.bootstrap.service import Service, build_service
from dds_upload.bootstrap.settings import VAR, load
from dds_upload.bootstrap.storages import ProviderOpener
from dds_upload.web.app import create_app
from dds_upload.web.origin import origin_of
from dds_upload.web.portal import Portal

#: How long a server process waits at its start for storage to say what it can hold; seconds.
PATIENCE = 5.0


def create_wsgi_app() -> falcon.App[Any, Any]:
    """The application of one server process, from the environment; gunicorn calls this.

    Each process asks each storage once what it can hold, and asks on in the background where it is
    away; gunicorn must not wait long for that.
    """
    create_privately()
    settings = load(os.environ)
    close_once(settings, VAR, os.environ)
    service, opener = build_service(build_parts(settings)), ProviderOpener()
    opener.start(service.parts.providers, patience=PATIENCE)
    atexit.register(opener.stop)
    return application(service)


def application(service: Service) -> falcon.App[Any, Any]:
    """The application over a service."""
    database, settings = service.parts.database, service.parts.settings
    origin = origin_of(settings.public_url)
    return create_app(
        mounts(service.parts, service.operations),
        origins=settings.cors_origins,
        health=database.check,
        origin=origin,
        portal=Portal(settings.portal_root, origin, service.operations.storage.hosts),
    )
