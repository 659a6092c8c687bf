"""Puts the HTTP application together: which resources, at which paths, with which errors."""

from __future__ import annotations

import atexit
import os
from typing import Any

import falcon

from config.settings import Settings
from db.accounts.accounts import AccountTable
from db.accounts.callers import CallerTable
from dds_upload.adapters.tokens import JwtSigner
from dds_upload.bootstrap.assembly import request_assembly
from dds_upload.bootstrap.directory import directory_operations
from dds_upload.bootstrap.pulp import pulp_routes
from dds_upload.bootstrap.service import Service
from dds_upload.bootstrap.settings import load
from dds_upload.bootstrap.uploads import upload_operations
from dds_upload.operations.accounts.authenticate import Authenticate, AuthenticateBasic
from dds_upload.operations.accounts.issue_token import IssueToken
from dds_upload.operations.accounts.users import ReadUsers
from dds_upload.operations.storage.providers import ReadProviders
from dds_upload.operations.uploads.store_chunk import StoreChunk
from dds_upload.protocols.dds import accounts as dds_accounts
from dds_upload.protocols.dds import directory_routes as dds_directory
from dds_upload.protocols.dds import status as dds_status
from dds_upload.protocols.dds import storage_providers as dds_providers
from dds_upload.protocols.dds import uploads as dds_uploads
from dds_upload.protocols.dds.authentication import by_bare_token
from dds_upload.protocols.dds.errors import render_error
from dds_upload.protocols.dds.parameters import PAGING_HEADERS
from dds_upload.protocols.pulp import errors as pulp_errors
from dds_upload.protocols.pulp.authentication import by_password
from dds_upload.protocols.pulp.correlation import HEADER as CORRELATION_HEADER
from dds_upload.protocols.pulp.correlation import Correlation
from dds_upload.protocols.pulp.names import PREFIX as PULP_PREFIX
from dds_upload.protocols.sentry import assemble as sentry_assemble
from dds_upload.protocols.sentry import errors as sentry_errors
from dds_upload.protocols.sentry import routes as sentry_routes
from dds_upload.protocols.sentry.authentication import by_bearer_token
from dds_upload.protocols.sentry.capabilities import ChunkUploadSettings
from dds_upload.protocols.sentry.chunk_upload import ChunkOperations
from dds_upload.protocols.sentry.kinds import features
from dds_upload.web.app import Mount, create_app
from dds_upload.web.authentication import Authentication
from dds_upload.web.blobs import Blobs
from dds_upload.web.limits import LIMIT_HEADERS
from dds_upload.web.origin import Origin, origin_of

DDS_PREFIX = "/api/v1"
SENTRY_PREFIX = "/api/0"

#: How long a server process waits at its start for storage to say what it can hold; seconds.
PATIENCE = 5.0


def create_wsgi_app() -> falcon.App[Any, Any]:
    """The application of one server process, from the environment; gunicorn calls this.

    Each process asks each storage once what it can hold, and asks on in the background where it is
    away; gunicorn must not wait long for that.
    """
    service = Service(load(os.environ))
    service.reopening.start(service.storages, patience=PATIENCE)
    atexit.register(service.reopening.stop)
    return application(service)


def application(service: Service) -> falcon.App[Any, Any]:
    """The application over a service."""
    return create_app(
        [_dds(service), _sentry(service), _pulp(service)],
        origins=service.settings.cors_origins,
        release=service.database.release,
        health=service.check_database,
    )


def _dds(service: Service) -> Mount:
    origin = origin_of(service.settings.public_url)
    signer = JwtSigner(service.settings.secret_key_base)
    callers, accounts = CallerTable(service.database), AccountTable(service.database)
    reading = dds_accounts.AccountOperations(
        IssueToken(callers, accounts, signer, service.clock), ReadUsers(accounts)
    )
    routes = {
        **dds_directory.routes(directory_operations(service), origin),
        **dds_uploads.routes(upload_operations(service), origin),
        **dds_providers.routes(ReadProviders(service.provider_rows, service.storages)),
        **dds_accounts.routes(reading),
        **dds_status.routes("production", {"rdbms": service.check_database}),
    }
    return Mount(
        prefix=DDS_PREFIX,
        routes=routes,
        render_error=render_error,
        middleware=[Authentication(DDS_PREFIX, by_bare_token(_authenticate(service)))],
        exposed_headers=(*PAGING_HEADERS, *LIMIT_HEADERS),
        sinks=_blobs(service),
    )


def _sentry(service: Service) -> Mount:
    operations = ChunkOperations(
        find=service.find_organization,
        store=service.store_blobs,
        storages=service.storages,
        settings=lambda: _chunk_upload_settings(service.settings),
        release=service.database.release,
    )
    return Mount(
        prefix=SENTRY_PREFIX,
        routes={
            **sentry_routes.routes(
                operations, _chunk_origin(service), features(service.processors.takes)
            ),
            **sentry_assemble.routes(service.find_organization, request_assembly(service)),
        },
        render_error=sentry_errors.render_error,
        middleware=[Authentication(SENTRY_PREFIX, by_bearer_token(_authenticate(service)))],
    )


def _pulp(service: Service) -> Mount:
    authenticate = AuthenticateBasic(_authenticate(service), CallerTable(service.database))
    identify = by_password(authenticate)
    return Mount(
        prefix=PULP_PREFIX,
        routes=pulp_routes(service),
        render_error=pulp_errors.render_error,
        middleware=[Correlation(PULP_PREFIX), Authentication(PULP_PREFIX, identify)],
        exposed_headers=("Location", CORRELATION_HEADER),
    )


def _authenticate(service: Service) -> Authenticate:
    signer = JwtSigner(service.settings.secret_key_base)
    return Authenticate(CallerTable(service.database), signer, service.clock)


def _chunk_upload_settings(settings: Settings) -> ChunkUploadSettings:
    sentry = settings.sentry
    return ChunkUploadSettings(
        chunk_size=sentry.chunk_size,
        chunks_per_request=sentry.chunks_per_request,
        max_request_size=sentry.max_request_size,
        concurrency=1 if settings.debug else sentry.concurrency,
        max_file_size=sentry.max_file_size,
    )


def _chunk_origin(service: Service) -> Origin:
    """Settings are looked at by each request, so that a change shows at once."""

    def origin(req: falcon.Request) -> str:
        settings = service.settings
        return origin_of(settings.upload_url_prefix or settings.public_url)(req)

    return origin


def _blobs(service: Service) -> dict[str, Blobs]:
    store_chunk = StoreChunk(service.ledger, service.database)
    return {
        storage.abilities.verifier.prefix: Blobs(
            storage, storage.abilities.verifier, store_chunk, service.clock
        )
        for storage in service.storages
        if storage.abilities.verifier is not None
    }
