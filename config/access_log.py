"""Gunicorn's logger, which collects for a request's line what stands in it and no more.

Of itself gunicorn collects first each header and each variable of the environment, some sixty
values, for a format that names eight. Python's logging then looks through the stack for who called,
which no line says. Both together took longer than to sign a URL.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

#: Neither %(r)s, %(q)s and %(f)s, as queries hold signatures, nor %(u)s, as keys sign in as users.
FORMAT = '%(h)s "%(m)s %(U)s %(H)s" %(s)s %(B)s bytes %(M)s ms "%(a)s"'

_MILLISECOND = timedelta(milliseconds=1)


class LeanLogger(Logger):
    """Knows the atoms of FORMAT alone, by gunicorn's names."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """Write the line of a request; of another format as gunicorn does."""
        if self.cfg.access_log_format != FORMAT:
            super().access(resp, req, environ, request_time)
        elif self.access_log_enabled:
            atoms = self.atoms(resp, req, environ, request_time)
            log = self.access_log
            log.handle(logging.LogRecord(log.name, logging.INFO, "", 0, FORMAT, (atoms,), None))

    def atoms(
        self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta
    ) -> dict[str, Any]:
        """What a line is made of."""
        return {
            "h": _quotable(environ.get("REMOTE_ADDR", "-")),
            "m": _quotable(environ.get("REQUEST_METHOD", "-")),
            "U": _quotable(environ.get("PATH_INFO", "-")),
            "H": _quotable(environ.get("SERVER_PROTOCOL", "-")),
            "s": str(resp.status).partition(" ")[0],
            "B": getattr(resp, "sent", None),
            "M": request_time // _MILLISECOND,
            "a": _quotable(environ.get("HTTP_USER_AGENT", "-")),
        }


def _quotable(text: str) -> str:
    """As it stands between the quotes of a line."""
    return text.replace('"', '\\"')
