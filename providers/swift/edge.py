"""The core's errors for Swift's refusals.

    no connection, a timeout, a cut answer      StorageUnavailable
    401 after a fresh token, 408, 5xx           StorageUnavailable
    429, 498: too many requests                 StorageBusy, for as long as Retry-After says
    413 of a quota, 507                         StorageFull
    404                                         ObjectMissing
    422                                         ContentMismatch: the sent ETag was not met
    any other answer that is no success         StorageRefused

Most refusals are about the service as such, until an operator changes something: 403, or an answer
that is not Swift's. `is_final` finds the refusals of one request that stay.

Messages name the call and the status, never a header: those hold secrets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from json import JSONDecodeError

from requests.exceptions import InvalidHeader, RequestException
from swiftclient.exceptions import ClientException  # type: ignore[import-untyped]
from urllib3.exceptions import HTTPError

from dds_upload.core.errors import (
    ContentMismatch,
    ObjectMissing,
    StorageBusy,
    StorageFull,
    StorageRefused,
    StorageUnavailable,
    UploadServiceError,
)
from dds_upload.core.storage.manifest import ObjectKey

_MEANING: dict[int, Callable[[str], UploadServiceError]] = {
    401: StorageUnavailable,
    404: ObjectMissing,
    408: StorageUnavailable,
    # Swift does not say which digest it has computed.
    422: partial(ContentMismatch, claimed="the one that was sent along", computed="another"),
    507: StorageFull,
}

#: The usual status of "slow down", and that of Swift's own middleware.
_SLOW_DOWN = frozenset({429, 498})

#: Statuses of a fault in the request itself: malformed, without a length, a condition not met, too
#: large, its name or headers too long. Not 405, which a read-only cluster answers for a while.
_FINAL = frozenset({400, 411, 412, 413, 414, 415, 431})

_TOO_LARGE = 413

_NO_ANSWER = (RequestException, HTTPError, OSError)

#: Seconds; whatever an answer says, storage is asked again after an hour.
_LONGEST_PAUSE = 3600.0


@contextmanager
def swift_errors(call: str) -> Iterator[None]:
    """Turn an exception of a call to Swift into core's errors; `call` names it in the message."""
    try:
        yield
    except ClientException as error:
        raise _meaning(error, f"Swift: {call}: {_shown(error)}") from error
    except InvalidHeader:
        # Its message quotes the value, which may be a password with a line break: not even a cause.
        raise StorageRefused(f"Swift: {call}: a setting holds what no header can carry") from None
    except JSONDecodeError as error:
        raise StorageRefused(f"Swift: {call}: the answer is not JSON") from error
    except _NO_ANSWER as error:
        name = type(error).__name__
        raise StorageUnavailable(f"Swift: {call}: no answer ({name})") from error


def is_silence(error: BaseException) -> bool:
    """Whether the error came of waiting in vain: for Swift, or for Keystone, which signs in to it.

    An error that an answer caused has its status.
    """
    cause = error.__cause__
    has_status = bool(getattr(cause, "http_status", None))
    return isinstance(error, StorageUnavailable) and cause is not None and not has_status


def is_final(refused: StorageRefused, key: ObjectKey) -> bool:
    """Whether a request is refused as it is: sending it again can change nothing.

    A refusal to sign in says nothing about the request that needed it.
    """
    cause = refused.__cause__
    if not isinstance(cause, ClientException) or cause.http_status not in _FINAL:
        return False
    return str(cause.http_path).endswith(f"/{key}")


def _meaning(error: ClientException, text: str) -> UploadServiceError:
    status = error.http_status or 0
    if status in _SLOW_DOWN:
        return StorageBusy(text, retry_after=_retry_after(error))
    if status == _TOO_LARGE and b"quota" in (error.http_response_content or b""):
        return StorageFull(text)
    if status >= 500 and status not in _MEANING:
        return StorageUnavailable(text, retry_after=_retry_after(error))
    return _MEANING.get(status, StorageRefused)(text)


def _retry_after(error: ClientException) -> float | None:
    """Seconds until the instant or for the time that the answer names (RFC 9110, 10.2.3)."""
    given = (error.http_response_headers or {}).get("retry-after", "")
    try:
        seconds = float(given) if given.isdecimal() else _seconds_until(given)
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), _LONGEST_PAUSE)


def _seconds_until(instant: str) -> float:
    return (parsedate_to_datetime(instant) - datetime.now(UTC)).total_seconds()


def _shown(error: ClientException) -> str:
    return f"{error.http_status or error.msg} {error.http_reason or ''}".rstrip()
