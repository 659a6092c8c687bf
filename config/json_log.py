"""Log lines as JSON, one object each: for programs that collect them (LOG_FORMAT=json)."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from config.logs import LineFormatter, without_queries
from dds_upload.core.request_id import REQUEST_ID

#: The keys of a request's line, by the names of gunicorn's atoms.
_REQUEST = {
    "h": "remote",
    "m": "method",
    "U": "path",
    "s": "status",
    "B": "bytes",
    "M": "ms",
    "a": "agent",
}


class JsonFormatter(logging.Formatter):
    """Shows the same as lines of text, and leaves out the same secrets."""

    def __init__(self) -> None:
        super().__init__()
        self._text = LineFormatter("%(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """An object on one line; it has a `request_id` if a request caused the line."""
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "time": at.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
        }
        request_id = REQUEST_ID.get()
        if request_id is not None:
            line["request_id"] = request_id
        if record.name == "gunicorn.access" and isinstance(record.args, Mapping):
            line |= {name: record.args[atom] for atom, name in _REQUEST.items()}
            line["status"] = int(line["status"])
            line |= {name: without_queries(str(line[name])) for name in ("path", "agent")}
        else:
            line["message"] = self._text.format(record)
        return json.dumps(line)
