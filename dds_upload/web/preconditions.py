"""Conditional requests: RFC 9110, section 13, in the order of its section 13.2.2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import falcon

from dds_upload.core.storage.manifest import ObjectStat

#: The headers that make a request conditional.
_CONDITIONS = ("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since")

_READING = frozenset({"GET", "HEAD"})
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Validators:
    """The validators of one content of a resource: a strong tag, and a whole second."""

    etag: falcon.ETag
    modified_at: datetime

    @classmethod
    def of(cls, stat: ObjectStat, now: datetime) -> Validators:
        """The validators of a stored object; no time is later than `now` (section 8.8.2.1)."""
        return cls(falcon.ETag(stat.tag), min(stat.modified_at, now).replace(microsecond=0))

    def put_on(self, resp: falcon.Response) -> None:
        """Add them to the answer."""
        resp.etag = self.etag
        resp.last_modified = self.modified_at


def is_conditional(req: falcon.Request) -> bool:
    """Whether the stored content must be known before the request is served."""
    return any(req.get_header(name) for name in _CONDITIONS)


def is_not_modified(req: falcon.Request, current: Validators | None) -> bool:
    """Whether a 304 suffices for the client; `current` is None if there is no content.

    Raises falcon's 412 if a condition of the client is not met.
    """
    if not _may_proceed(req, current):
        raise falcon.HTTPPreconditionFailed(description="the content is another by now")
    unknown = _is_unknown(req, current)
    if unknown or req.method in _READING:
        return not unknown
    raise falcon.HTTPPreconditionFailed(description="there is content already")


def range_applies(req: falcon.Request, current: Validators, now: datetime) -> bool:
    """Whether a range is of the same content as the client's part (section 13.1.5)."""
    condition = (req.get_header("If-Range") or "").strip()
    if not condition:
        return True
    if condition.endswith('"'):
        return falcon.ETag.loads(condition).strong_compare(current.etag)
    # A second is long: only when it has passed is its date a strong validator (section 8.8.2.2).
    is_strong = current.modified_at + _SECOND <= now
    return is_strong and _date(req, "If-Range") == current.modified_at


def _may_proceed(req: falcon.Request, current: Validators | None) -> bool:
    """Steps 1 and 2: whether the content is the one that the client expects."""
    wanted = req.if_match
    if wanted is not None:
        return current is not None and any(_is_same(tag, current.etag) for tag in wanted)
    since = _date(req, "If-Unmodified-Since")
    return since is None or current is None or current.modified_at <= since


def _is_unknown(req: falcon.Request, current: Validators | None) -> bool:
    """Steps 3 and 4: whether the client does not have this content."""
    known = req.if_none_match
    if known is not None:
        return current is None or not any(tag == current.etag or _is_wildcard(tag) for tag in known)
    since = _date(req, "If-Modified-Since") if req.method in _READING else None
    return since is None or current is None or current.modified_at > since


def _is_same(tag: falcon.ETag | Literal["*"], current: falcon.ETag) -> bool:
    """By the strong comparison of section 8.8.3.2."""
    return tag.strong_compare(current) if isinstance(tag, falcon.ETag) else _is_wildcard(tag)


def _is_wildcard(tag: str) -> bool:
    """Whether it is an asterisk alone, and no tag with that spelling."""
    return tag == "*" and not isinstance(tag, falcon.ETag)


def _date(req: falcon.Request, header: str) -> datetime | None:
    """A date in any form of section 5.6.7; another text is ignored, as the RFC demands."""
    try:
        return req.get_header_as_datetime(header, obs_date=True)
    except falcon.HTTPInvalidHeader:
        return None
