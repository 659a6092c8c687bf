"""The quotas of an account and its containers, as Swift's middlewares of that name keep them.

Asked for in the background and remembered for some seconds: an upload that begins waits a moment
for an answer, and goes on without one where Swift is slow, hangs or is away.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.errors import UploadServiceError
from dds_upload.core.storage.quota import Quota
from providers.swift.session import Session

log = logging.getLogger(__name__)

#: The seconds for which an answer is good, and those without a new call after none came.
FRESH = 10.0

#: How many seconds an upload that begins waits for an answer.
PATIENCE = 0.5

#: How many containers are remembered.
_REMEMBERED = 1000

Headers = Mapping[str, str]


@dataclass
class _Answer:
    """An answer that was asked for at `asked_at`; `came` once the call has ended, in any way."""

    asked_at: float
    came: threading.Event = field(default_factory=threading.Event)
    quota: Quota | None = None


class SwiftQuotas:
    """Quotas of one account. Thread-safe; never raises and never waits for long."""

    def __init__(self, session: Session, clock: Callable[[], float] = time.monotonic) -> None:
        self._session = session
        self._clock = clock
        self._lock = threading.Lock()
        self._answers: dict[str | None, _Answer] = {}

    def of(self, container: str | None) -> Sequence[Quota]:
        """The known quotas of the account, and of the container if one is named."""
        wanted = [None] if container is None else [None, container]
        answers = [self._asked(name) for name in wanted]
        for answer in answers:
            answer.came.wait(max(answer.asked_at + PATIENCE - self._clock(), 0))
        return [answer.quota for answer in answers if answer.quota is not None]

    def _asked(self, name: str | None) -> _Answer:
        """The present answer, or the one that is on its way; None is the account."""
        now = self._clock()
        with self._lock:
            known = self._answers.get(name)
            if known is not None and (not known.came.is_set() or now - known.asked_at < FRESH):
                return known
            answer = self._answers[name] = _Answer(now)
            for oldest in list(self._answers)[:-_REMEMBERED]:
                del self._answers[oldest]
        asking = threading.Thread(target=self._ask, args=(name, answer), daemon=True)
        asking.start()
        return answer

    def _ask(self, name: str | None, answer: _Answer) -> None:
        try:
            if name is None:
                answer.quota = _of_account(self._session.call(client.head_account))
            else:
                answer.quota = _of_container(self._session.call(client.head_container, name))
        except UploadServiceError as error:
            log.warning("the quota of %s is not known: %s", name or "the account", error)
        finally:
            answer.came.set()


def _of_account(headers: Headers) -> Quota | None:
    """Newer clusters report it under the first name, older ones under the second alone."""
    allowed = headers.get("x-account-quota-bytes") or headers.get("x-account-meta-quota-bytes")
    return _quota(allowed, headers.get("x-account-bytes-used"))


def _of_container(headers: Headers) -> Quota | None:
    allowed = headers.get("x-container-meta-quota-bytes")
    return _quota(allowed, headers.get("x-container-bytes-used"))


def _quota(allowed: str | None, used: str | None) -> Quota | None:
    """None if there is no quota, or one that Swift itself would not understand."""
    if allowed is None or used is None or not (allowed.isdecimal() and used.isdecimal()):
        return None
    return Quota(int(allowed), int(used))
