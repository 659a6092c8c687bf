"""The token that all threads of a process share."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from dds_upload.core.errors import UploadServiceError
from providers.swift.signing_in.sign_in import Access, SignIn

log = logging.getLogger(__name__)

#: A token is renewed this many seconds before its end, or at half of its life if that is later.
#: Swift looks at a token when a request begins, so this has to last from there to here only.
_MARGIN = 60.0

#: The seconds for which a token is used further, if it can be, after its renewal has failed.
_PATIENCE = 10.0


class Tokens:
    """One token at a time: renewed shortly before it ends, and when Swift refuses it."""

    def __init__(self, sign_in: SignIn, now: Callable[[], float] = time.monotonic) -> None:
        """`now` gives seconds that only ever grow."""
        self._sign_in = sign_in
        self._now = now
        self._lock = threading.Lock()
        self._access: Access | None = None
        #: The number of failures to sign in, and the last error.
        self._failures = 0
        self._failure: UploadServiceError | None = None
        self._renew_at = self._ends_at = float("inf")

    @property
    def latest(self) -> Access | None:
        """The last token, good or not; None before signing in for the first time."""
        return self._access

    def current(self) -> Access:
        """A token that is not known to have ended; signs in if there is none.

        Raises StorageUnavailable and StorageRefused.
        """
        access = self._access
        if access is None:
            return self.renew(None)
        if self._now() >= self._renew_at:
            return self._renewed_early(access)
        return access

    def renew(self, stale: Access | None) -> Access:
        """Another token than `stale`; threads that come with the same one share one renewal.

        If that fails it fails for all of them: they would wait for one answer after the other.
        """
        failures = self._failures
        with self._lock:
            if self._access is not None and self._access is not stale:
                return self._access
            if self._failure is not None and self._failures != failures:
                raise self._failure
            try:
                access = self._sign_in()
            except UploadServiceError as error:
                self._failure, self._failures = error, self._failures + 1
                raise
            self._take(access)
            return access

    def _renewed_early(self, access: Access) -> Access:
        """The next token; the present one while another thread fetches it, or while that fails."""
        if self._now() >= self._ends_at:
            return self.renew(access)
        if not self._lock.acquire(blocking=False):
            return access
        try:
            if self._access is access:
                self._take(self._sign_in())
        except UploadServiceError as error:
            log.warning("the token is about to end and cannot be renewed: %s", error)
            self._renew_at = self._now() + _PATIENCE
        finally:
            self._lock.release()
        return self._access or access

    def _take(self, access: Access) -> None:
        if access.seconds is None:
            self._renew_at = self._ends_at = float("inf")
        else:
            self._ends_at = self._now() + access.seconds
            self._renew_at = self._ends_at - min(_MARGIN, access.seconds / 2)
        self._access = access
