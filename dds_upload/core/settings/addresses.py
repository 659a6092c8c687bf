"""Parsers for addresses: origins, hosts, parts of URLs. They follow the rules of `parsing`."""

from __future__ import annotations

import re

from dds_upload.core.settings.parsing import Malformed

_ORIGIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9_.-]+|\[[0-9a-f:.]+\])(:(?P<port>[0-9]{1,5}))?/?"
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def origin(value: str) -> str:
    """`scheme://host[:port]` as browsers spell it: lower case, no default port, no last slash."""
    if not value:
        return ""
    match = _ORIGIN.fullmatch(value.lower())
    if not match or not (match["port"] is None or is_port(match["port"])):
        raise Malformed("must be http(s)://host or http(s)://host:port, and nothing more")
    scheme, host, port = match["scheme"], match["host"], match["port"]
    is_default = port is None or int(port) == _DEFAULT_PORTS[scheme]
    return f"{scheme}://{host}" if is_default else f"{scheme}://{host}:{int(port)}"


def url_prefix(value: str) -> str:
    """An origin, or an origin with a path; without a last slash."""
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
    """The path of a URL, with its first slash."""
    if not re.fullmatch(r"/[^\s?#]*", value):
        raise Malformed("must be a path that starts with /")
    return value


def url_segment(value: str) -> str:
    """The text between two slashes of a URL."""
    if value and not re.fullmatch(r"[^\s/?#]+", value):
        raise Malformed("must not contain blanks, slashes, ? or #")
    return value


def is_port(port: str) -> bool:
    """Whether a number of up to five digits is a TCP port."""
    return 0 < int(port) < 65536
