"""How the service logs: all to stderr, a line an event, and nothing that opens a door.

For `logging.config.dictConfig`, in the server as in the worker.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

# Signed URLs carry their signature in the query, and some clients their token.
_QUERY = re.compile(r"\?[^\s?]*=\S*")

#: A path may decode to a line end, and then forge a line of its own; a tab does no harm.
_CONTROLS = {
    code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if code != ord("\t")
}

#: At lower levels these write out what they send, headers and parameters included, or what the
#: command `migrate` prints itself.
_TALKATIVE = {
    "urllib3": "INFO",
    "peewee": "INFO",
    "peewee.migrations": "WARNING",
}

#: The User-Agent by which the service asks itself for `/health`; such requests are not logged.
OWN_POLLS = "dds_upload"


def is_of_others(record: logging.LogRecord) -> bool:
    """Whether a line of gunicorn's access log speaks of a request that others sent."""
    asked = record.args
    return not (isinstance(asked, Mapping) and (asked["a"], asked["U"]) == (OWN_POLLS, "/health"))


def without_queries(text: str) -> str:
    """The text without the queries of URLs."""
    return _QUERY.sub("?...", text)


class LineFormatter(logging.Formatter):
    """Leaves out the queries of URLs, tracebacks included, and keeps a message on one line."""

    #: The last second that was written out, and how: lines come by the hundreds a second.
    _second: tuple[int, str] = (-1, "")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        second, text = self._second
        if second != int(record.created):
            text = super().formatTime(record, datefmt)
            self._second = int(record.created), text
        return text

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = super().formatMessage(record)
        return line if line.isprintable() else line.translate(_CONTROLS)

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        return _QUERY.sub("?...", text) if "?" in text else text


def log_config(level: str, talkative: Mapping[str, str], formatter: str = "line") -> dict[str, Any]:
    """The configuration for messages of at least `level`; requests are logged at any.

    `talkative` has more loggers that write out what they send, each with the level up from which it
    does not. `formatter` is "line" or "json".
    """
    held_back = {**_TALKATIVE, **talkative}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "root": {"level": level.upper(), "handlers": ["stderr"]},
        "loggers": {
            # Gunicorn has switched this off for handlers of its own, which have their own format.
            "gunicorn.error": {"level": level.upper(), "propagate": True},
            "gunicorn.access": {"level": "INFO", "propagate": True, "filters": ["others"]},
            **{name: {"level": _stricter(level, least)} for name, least in held_back.items()},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": formatter,
                "stream": "ext://sys.stderr",
            }
        },
        "filters": {"others": {"()": lambda: is_of_others}},
        "formatters": {
            "line": {
                "()": LineFormatter,
                "format": "%(asctime)s [%(process)d] [%(levelname)s] %(name)s: %(message)s",
                "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            },
            "json": {"()": "config.json_log.JsonFormatter"},
        },
    }


def _stricter(level: str, least: str) -> str:
    return max(level.upper(), least, key=lambda name: logging.getLevelNamesMapping()[name])
