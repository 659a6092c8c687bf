"""Makes a server process that was forked just now end with its server.

After the fork a gunicorn worker has the signal handlers of its arbiter, which only take notes,
until it installs its own. A signal to end is lost in between, and the arbiter would wait for that
worker as long as for one with requests under way.
"""

from __future__ import annotations

import os
import signal

_ENDINGS = {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}


def end_new_workers_at_once() -> None:
    """From now on, a process that this one forks ends by such a signal at first."""
    os.register_at_fork(before=_hold_back, after_in_parent=_let_in, after_in_child=_end_by_them)


def _hold_back() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)


def _let_in() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)


def _end_by_them() -> None:
    for each in _ENDINGS:
        signal.signal(each, _end)
    _let_in()


def _end(*_: object) -> None:
    os._exit(0)  # nothing was served yet, so there is nothing to be closed
