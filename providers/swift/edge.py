"""What Swift's refusals mean to us.

    no connection, a timeout, a cut answer      StorageUnavailable
    401 after a fresh token, 429, 5xx           StorageUnavailable
    404                                         ObjectMissing
    422                                         ContentMismatch: the ETag sent along was not met
    any other answer that is no success         StorageRefused

Messages name the call and the status, never a header: those hold secrets.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError

from requests.exceptions import InvalidHeader, RequestException
from swiftclient.exceptions import ClientException  # type: ignore[import-untyped]
from urllib3.exceptions import HTTPError

from dds_upload.core.errors import (
    ContentMismatch,
    ObjectMissing,
    StorageRefused,
    StorageUnavailable,
    UploadServiceError,
)

_MEANING: dict[int, type[UploadServiceError]] = {
    401: StorageUnavailable,
    404: ObjectMissing,
    429: StorageUnavailable,
}


@contextmanager
def swift_errors(call: str) -> Iterator[None]:
    """Turn what a call to Swift raises into core's errors; `call` names it in the message."""
    try:
        yield
    except ClientException as error:
        raise _meaning(error.http_status, f"Swift: {call}: {_shown(error)}") from error
    except InvalidHeader:
        # Its message quotes the value, which may be a password with a line break: not even a cause.
        raise StorageRefused(f"Swift: {call}: a setting holds what no header can carry") from None
    except JSONDecodeError as error:
        raise StorageRefused(f"Swift: {call}: the answer is not JSON") from error
    except (RequestException, HTTPError, OSError) as error:
        name = type(error).__name__
        raise StorageUnavailable(f"Swift: {call}: no answer ({name})") from error


def _meaning(status: int | None, text: str) -> UploadServiceError:
    if status is None or status < 400:
        return StorageRefused(text)
    if status == 422:  # Swift does not say which digest it computed
        return ContentMismatch(text, claimed="the one that was sent along", computed="another")
    return StorageUnavailable(text) if status >= 500 else _MEANING.get(status, StorageRefused)(text)


def _shown(error: ClientException) -> str:
    return f"{error.http_status or error.msg} {error.http_reason or ''}".rstrip()
