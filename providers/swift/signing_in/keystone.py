"""Signs in with OpenStack Keystone, version 3, through keystoneauth1.

The core's errors for its answers:

    no connection, a timeout, 5xx, 429          StorageUnavailable
    401: password, credential or project        StorageUnavailable, until an operator mends it
    any other answer that is no success         StorageRefused
    a catalog without the wanted service        StorageRefused
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter

from dds_upload.core.errors import StorageRefused, StorageUnavailable, UploadServiceError
from providers.swift.connections import timeouts
from providers.swift.options import KeystoneOptions, SwiftOptions
from providers.swift.signing_in.catalog import Catalog, account_urls_in
from providers.swift.signing_in.sign_in import Access

if TYPE_CHECKING:
    from keystoneauth1.access import AccessInfoV3
    from keystoneauth1.identity.v3.base import Auth

_UNAUTHORIZED, _FORBIDDEN = 401, 403

#: The domain of a user or project that names none.
_DEFAULT_DOMAIN = "default"

#: The most seconds without an answer from Keystone.
_TIMEOUT_MAX = 30.0


class Keystone:
    """A SignIn. The catalog has the account's URLs.

    keystoneauth1 is imported when it is needed first: no other installation has to wait for that.
    Each sign-in has a connection of its own; there is about one an hour.
    """

    def __init__(self, options: SwiftOptions, keystone: KeystoneOptions) -> None:
        self._options = options
        self._keystone = keystone

    @property
    def user(self) -> str:
        given = self._keystone
        if given.application_credential_id:
            return f"application credential {given.application_credential_id}"
        return f"user {given.username}"

    @property
    def urls(self) -> None:
        return None

    def __call__(self) -> Access:
        given = self._keystone
        got = self._signed_in(_scoped(given))
        urls = account_urls_in(
            got.catalog, self._options, region=given.region, interface=given.interface
        )
        return Access(got.token, urls, got.seconds)

    def explain(self, status: int) -> str:
        if status == _FORBIDDEN:
            return "no role of it in that project is one that Swift lets in (operator_roles)"
        if status != _UNAUTHORIZED:
            return ""
        if self._keystone.application_credential_id:
            return "it has expired, was removed, or has another secret"
        try:
            self._signed_in(_by_password(self._keystone)(unscoped=True))
        except UploadServiceError:
            return "there is no such user in that domain, or the password is wrong"
        return f"the password is right, but there is no role in project {_project(self._keystone)}"

    def _signed_in(self, auth: Auth) -> _Got:
        from keystoneauth1.session import Session

        patience = min(self._options.timeout, _TIMEOUT_MAX)
        with _keystone_errors(self._keystone.auth_url), requests.Session() as http:
            for scheme in ("http://", "https://"):
                http.mount(scheme, _Patience())
            # A redirected request would carry the password to wherever it is sent.
            session = Session(session=http, timeout=patience, redirect=False)
            return _got(auth.get_auth_ref(session))


class _Patience(HTTPAdapter):
    """Waits less for a connection than for an answer; keystoneauth1 has one timeout for both."""

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        return super().send(*args, **{**kwargs, "timeout": timeouts(kwargs["timeout"])})


@dataclass(frozen=True, slots=True)
class _Got:
    """A token of Keystone, with its catalog and its life."""

    token: str
    catalog: Catalog
    seconds: float | None


def _got(found: AccessInfoV3) -> _Got:
    catalog = found.service_catalog.catalog if found.has_service_catalog() else ()
    seconds = None
    if found.expires is not None and found.issued is not None:
        # By Keystone's clock alone: this host's may differ from it.
        seconds = (found.expires - found.issued).total_seconds()
    return _Got(str(found.auth_token), catalog, seconds)


@contextmanager
def _keystone_errors(url: str) -> Iterator[None]:
    from keystoneauth1 import exceptions

    call = f"Keystone at {url}"
    try:
        yield
    except exceptions.HttpError as error:
        status = error.http_status
        passes = status >= 500 or status in (_UNAUTHORIZED, 408, 429)
        kind = StorageUnavailable if passes else StorageRefused
        raise kind(f"{call}: {status} {type(error).__name__}") from error
    except exceptions.ConnectionError as error:
        raise StorageUnavailable(f"{call}: no answer ({type(error).__name__})") from error
    except (exceptions.ClientException, KeyError, ValueError) as error:
        raise StorageRefused(f"{call}: the answer is not Keystone's") from error


def _scoped(given: KeystoneOptions) -> Auth:
    from keystoneauth1.identity import v3

    if given.application_credential_id:
        return v3.ApplicationCredential(
            given.auth_url,
            application_credential_id=given.application_credential_id,
            application_credential_secret=given.application_credential_secret.reveal(),
        )
    return _by_password(given)(
        project_id=given.project_id or None,
        project_name=given.project_name or None,
        project_domain_id=_domain_id(given.project_domain_id, given.project_domain_name),
        project_domain_name=given.project_domain_name or None,
    )


def _by_password(given: KeystoneOptions) -> Callable[..., Auth]:
    """Takes the scope of the token."""
    from keystoneauth1.identity import v3

    return partial(
        v3.Password,
        given.auth_url,
        username=given.username,
        password=given.password.reveal(),
        user_domain_id=_domain_id(given.user_domain_id, given.user_domain_name),
        user_domain_name=given.user_domain_name or None,
    )


def _domain_id(domain_id: str, domain_name: str) -> str | None:
    return domain_id or (None if domain_name else _DEFAULT_DOMAIN)


def _project(given: KeystoneOptions) -> str:
    return given.project_id or given.project_name
