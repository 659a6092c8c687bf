"""The parser for the address of the database: an SQLite file, or a PostgreSQL server."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from dds_upload.core.secret import Secret
from dds_upload.core.settings.addresses import is_port
from dds_upload.core.settings.parsing import Malformed

# In memory is refused: the server's processes and the worker could not share it.
_SQLITE = re.compile(r"sqlite:///(?!:memory:)[^?]*[^/?]")
# libpq reads these of user, password, host and path; a % that begins none of them is refused by it.
_ENCODED = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})*")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]]*)(:(?P<port>[0-9]{1,5}))?")


def database_url(value: str) -> Secret:
    """`sqlite:///path` or a PostgreSQL URL. It may contain a password, so the value is a Secret."""
    url = re.sub(r"\Apostgres://", "postgresql://", value.strip())
    if not url.isprintable() or not (_SQLITE.fullmatch(url) or _is_postgresql(url)):
        raise Malformed("must be sqlite:///path/to/file or postgresql://user@host:port/database")
    # Refused here, since libpq would print what it takes for the host: a part of the password.
    if url.startswith("postgresql:") and not _is_encoded(url):
        raise Malformed("must have @ and % in user and password as %40 and %25")
    return Secret(url)


def _is_postgresql(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    # libpq allows several hosts, and no host for a local socket; so does this.
    hosts = parts.netloc.rpartition("@")[2].split(",")
    is_complete = parts.scheme == "postgresql" and len(parts.path) > 1 and not parts.fragment
    return is_complete and all(_is_host(address) for address in hosts)


def _is_host(address: str) -> bool:
    match = _HOST.fullmatch(address)
    return match is not None and (match["port"] is None or is_port(match["port"]))


def _is_encoded(url: str) -> bool:
    return urlsplit(url).netloc.count("@") < 2 and bool(_ENCODED.fullmatch(url))
