"""Parsers for addresses: origins, parts of URLs, database URLs; by the rules of `parsing`."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from config.parsing import Malformed
from dds_upload.core.accounts.secret import Secret

_ORIGIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9_.-]+|\[[0-9a-f:.]+\])(:(?P<port>[0-9]{1,5}))?/?"
)
# In memory is refused: the server's processes and the worker could not share it.
_SQLITE = re.compile(r"sqlite:///(?!:memory:)[^?]*[^/?]")
_DATABASE_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]]*)(:(?P<port>[0-9]{1,5}))?")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def origin(value: str) -> str:
    """`scheme://host[:port]` as browsers spell it: lower case, no default port, no last slash."""
    if not value:
        return ""
    match = _ORIGIN.fullmatch(value.lower())
    if not match or not (match["port"] is None or _is_port(match["port"])):
        raise Malformed("must be http(s)://host or http(s)://host:port, and nothing more")
    scheme, host, port = match["scheme"], match["host"], match["port"]
    is_default = port is None or int(port) == _DEFAULT_PORTS[scheme]
    return f"{scheme}://{host}" if is_default else f"{scheme}://{host}:{int(port)}"


def url_prefix(value: str) -> str:
    """An origin, or one with a path behind it; without a last slash."""
    if not value:
        return ""
    text = "must be http(s)://host, perhaps with a port and a path"
    match = re.fullmatch(r"(?P<origin>[^/]*//[^/?#]*)(?P<path>/[^\s?#]*)?", value)
    if not match:
        raise Malformed(text)
    try:
        return origin(match["origin"]) + (match["path"] or "").rstrip("/")
    except Malformed:
        raise Malformed(text) from None


def origins(value: str) -> tuple[str, ...]:
    """`*`, or origins separated by commas; a repeated one counts once."""
    if value == "*":
        return ("*",)
    try:
        found = [origin(part.strip()) for part in value.split(",")]
    except Malformed:
        found = [""]
    if "" in found:
        raise Malformed("must be * or a list such as https://one.example,https://two.example:8443")
    return tuple(dict.fromkeys(found))


def host(value: str) -> str:
    """A host name or an IP address, IPv6 without brackets."""
    if not re.fullmatch(r"[A-Za-z0-9_.:-]+", value, re.ASCII):
        raise Malformed("must be a host name or an IP address")
    return value


def url_path(value: str) -> str:
    """The path of a URL, from its first slash."""
    if not re.fullmatch(r"/[^\s?#]*", value):
        raise Malformed("must be a path that starts with /")
    return value


def url_segment(value: str) -> str:
    """What stands between two slashes of a URL."""
    if value and not re.fullmatch(r"[^\s/?#]+", value):
        raise Malformed("must not contain blanks, slashes, ? or #")
    return value


def database_url(value: str) -> Secret:
    """`sqlite:///path` or a PostgreSQL URL, which may hold a password and is a secret for that."""
    url = re.sub(r"\Apostgres://", "postgresql://", value.strip())
    if not url.isprintable() or not (_SQLITE.fullmatch(url) or _is_postgresql(url)):
        raise Malformed("must be sqlite:///path/to/file or postgresql://user@host:port/database")
    return Secret(url)


def _is_port(port: str) -> bool:
    return 0 < int(port) < 65536


def _is_postgresql(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    # Several hosts are allowed, as libpq allows them, and none for a local socket.
    hosts = parts.netloc.rpartition("@")[2].split(",")
    is_complete = parts.scheme == "postgresql" and len(parts.path) > 1 and not parts.fragment
    return is_complete and all(_is_database_host(address) for address in hosts)


def _is_database_host(address: str) -> bool:
    match = _DATABASE_HOST.fullmatch(address)
    return match is not None and (match["port"] is None or _is_port(match["port"]))
