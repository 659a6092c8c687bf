"""Puts the HTTP application together: which resources, at which paths, with which errors."""

from __future__ import annotations

import os
from typing import Any

import falcon

from config.settings import load
from db.accounts import AccountTable
from db.callers import CallerTable
from dds_upload.adapters.tokens import JwtSigner
from dds_upload.bootstrap.directory import directory_operations
from dds_upload.bootstrap.service import Service
from dds_upload.operations.accounts import ReadUsers
from dds_upload.operations.authenticate import Authenticate
from dds_upload.operations.issue_token import IssueToken
from dds_upload.operations.providers import ReadProviders
from dds_upload.operations.store_chunk import StoreChunk
from dds_upload.protocols.dds import accounts as dds_accounts
from dds_upload.protocols.dds import directory_routes as dds_directory
from dds_upload.protocols.dds import status as dds_status
from dds_upload.protocols.dds import storage_providers as dds_providers
from dds_upload.protocols.dds import uploads as dds_uploads
from dds_upload.protocols.dds.authentication import Authentication
from dds_upload.protocols.dds.errors import render_error
from dds_upload.protocols.dds.parameters import PAGING_HEADERS
from dds_upload.protocols.dds.upload_rendering import LIMIT_HEADERS
from dds_upload.web.app import Mount, create_app
from dds_upload.web.blobs import Blobs
from dds_upload.web.origin import origin_of

DDS_PREFIX = "/api/v1"


def create_wsgi_app() -> falcon.App[Any, Any]:
    """The application of one server process, from the environment; gunicorn calls this."""
    return application(Service(load(os.environ)))


def application(service: Service) -> falcon.App[Any, Any]:
    """The application over a service."""
    return create_app(
        [_dds(service)],
        origins=service.settings.cors_origins,
        release=service.database.release,
        health=service.check_database,
    )


def _dds(service: Service) -> Mount:
    origin = origin_of(service.settings.public_url)
    signer = JwtSigner(service.settings.secret_key_base)
    callers, accounts = CallerTable(service.database), AccountTable(service.database)
    authenticate = Authenticate(callers, signer, service.clock)
    reading = dds_accounts.AccountOperations(
        IssueToken(callers, accounts, signer, service.clock), ReadUsers(accounts)
    )
    routes = {
        **dds_directory.routes(directory_operations(service), origin),
        **dds_uploads.routes(service.upload_operations, origin),
        **dds_providers.routes(ReadProviders(service.provider_rows, service.storages)),
        **dds_accounts.routes(reading),
        **dds_status.routes("production", {"rdbms": service.check_database}),
    }
    return Mount(
        prefix=DDS_PREFIX,
        routes=routes,
        render_error=render_error,
        middleware=[Authentication(DDS_PREFIX, authenticate)],
        exposed_headers=(*PAGING_HEADERS, *LIMIT_HEADERS),
        sinks=_blobs(service),
    )


def _blobs(service: Service) -> dict[str, Blobs]:
    store_chunk = StoreChunk(service.ledger, service.database)
    return {
        storage.abilities.gate.prefix: Blobs(
            storage, storage.abilities.gate, store_chunk, service.clock
        )
        for storage in service.storages
        if storage.abilities.gate is not None
    }
