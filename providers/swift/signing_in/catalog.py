"""Finds Swift in the catalog that comes with a token of Keystone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dds_upload.core.errors import StorageRefused
from providers.swift.account_urls import AccountUrls, origin_of
from providers.swift.options import SwiftOptions

#: Services, each with its endpoints, as Keystone lists them.
Catalog = Sequence[Mapping[str, Any]]

_TYPE = "object-store"
_PUBLIC = "public"

#: A URL with this end has no account in it.
_VERSION = re.compile(r"v[0-9.]+")


def account_urls_in(
    catalog: Catalog, options: SwiftOptions, *, region: str, interface: str
) -> AccountUrls:
    """The URLs of the account: the public interface for clients, `interface` for the service.

    An empty region means the first. Account and root of the options take the place of those in the
    catalog; with a root it need not have a public interface. Raises StorageRefused.
    """
    urls = _urls(catalog, region)
    own = _account_url(_found(urls, interface, region), options.account)
    if interface == _PUBLIC or _PUBLIC in urls or not options.url_root:
        public = _account_url(_found(urls, _PUBLIC, region), options.account)
    else:
        public = own
    if options.url_root:
        public = options.url_root.rstrip("/") + public.removeprefix(origin_of(public))
    return AccountUrls(public_url=public, own_url=public if interface == _PUBLIC else own)


def _urls(catalog: Catalog, region: str) -> dict[str, str]:
    """The URL of each of Swift's interfaces in the region."""
    endpoints = list(_endpoints(catalog))
    regions = list(dict.fromkeys(_region(endpoint) for endpoint in endpoints))
    if not regions:
        raise StorageRefused(f"Keystone's catalog has no {_TYPE} for this project")
    if region and region not in regions:
        raise StorageRefused(
            f"Keystone's catalog has no {_TYPE} in region {region}, but in {', '.join(regions)}"
        )
    chosen = region or regions[0]
    return {it["interface"]: it["url"] for it in endpoints if _region(it) == chosen}


def _endpoints(catalog: Catalog) -> Iterator[Mapping[str, str]]:
    for service in catalog:
        if service.get("type") == _TYPE:
            yield from service.get("endpoints", ())


def _region(endpoint: Mapping[str, str]) -> str:
    return endpoint.get("region_id") or endpoint.get("region") or ""


def _found(urls: Mapping[str, str], interface: str, region: str) -> str:
    if interface not in urls:
        there = ", ".join(sorted(urls))
        where = f" in region {region}" if region else ""
        raise StorageRefused(
            f"Keystone's catalog has no {interface} interface of the {_TYPE}{where}, but {there}"
        )
    return urls[interface].rstrip("/")


def _account_url(url: str, account: str) -> str:
    """The URL of an account, from that of the project's own."""
    if not account:
        return url
    before, _, last = url.rpartition("/")
    return f"{url}/{account}" if _VERSION.fullmatch(last) else f"{before}/{account}"
