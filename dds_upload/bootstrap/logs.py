"""Logging of every process, including what each kind of storage knows of its libraries."""

from __future__ import annotations

from typing import Any

from config import logs
from providers.registry import KINDS


def log_config(level: str, format: str = "text") -> dict[str, Any]:
    """As config's `log_config`, for the libraries of every kind of storage in the registry."""
    talkative = {name: least for kind in KINDS for name, least in kind.talkative.items()}
    return logs.log_config(level, talkative, "json" if format == "json" else "line")
