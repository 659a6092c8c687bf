"""Repeats checks in threads of their own, and gives the last result of each without waiting."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event, Thread

from dds_upload.core.errors import UploadServiceError
from dds_upload.core.health.checks import OK, Checks, NotReady

log = logging.getLogger(__name__)

#: How often each check is repeated, and after how long one that is under way counts as failed;
#: seconds. A change is reported after both together at the latest.
PAUSE = 5.0
PATIENCE = 10.0


@dataclass
class _Last:
    """The last result of a check, and since when it runs again; None: it does not run now.

    `logged` is the last result in the log.
    """

    found: str | None = None
    logged: str = OK
    began: float | None = None


class Monitor:
    """One daemon thread for each check, so that one that hangs delays no other."""

    def __init__(
        self,
        checks: Checks,
        say: Callable[[Exception], str] = str,
        *,
        pause: float = PAUSE,
        patience: float = PATIENCE,
    ) -> None:
        """`say` gives words for anyone to read for the exception of a check."""
        self._checks = checks
        self._say = say
        self._pause, self._patience = pause, patience
        self._last = {name: _Last() for name in checks}
        self._stopping = Event()

    def start(self, patience: float = 0.0) -> None:
        """Begin, and wait for the first results, no longer than `patience` seconds."""
        for name in self._checks:
            Thread(target=self._loop, args=(name,), name=f"checks {name}", daemon=True).start()
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and any(it.found is None for it in self._last.values()):
            time.sleep(0.01)

    def stop(self) -> None:
        """End; a check under way ends with the process at the latest."""
        self._stopping.set()

    def states(self) -> Mapping[str, str]:
        """By name "ok", or the fault."""
        return {name: self._state(last) for name, last in self._last.items()}

    def _state(self, last: _Last) -> str:
        began = last.began
        if began is not None and time.monotonic() - began > self._patience:
            return f"no answer for {round(time.monotonic() - began)} s"
        return "not looked at yet" if last.found is None else last.found

    def _loop(self, name: str) -> None:
        last = self._last[name]
        while not self._stopping.is_set():
            last.began = time.monotonic()
            found, error = self._look(name)
            # Twice, as what is only just being started is no news.
            if last.logged != found == last.found:
                level = logging.INFO if error is None else logging.ERROR
                is_told = isinstance(error, NotReady | UploadServiceError)
                log.log(level, "%s: %s", name, found, exc_info=None if is_told else error)
                last.logged = found
            last.found, last.began = found, None
            self._stopping.wait(self._pause)

    def _look(self, name: str) -> tuple[str, Exception | None]:
        try:
            self._checks[name]()
        except Exception as error:
            return self._say(error), error
        return OK, None
