"""Reads the environment with the kinds of storage there are: what config and providers share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from config import settings
from providers.registry import KINDS

#: Where everything lies that has no other place, in the working folder.
VAR = Path("var")


def load(environ: Mapping[str, str], *, var: Path = VAR) -> settings.Settings:
    """As config's `load`, for every kind of storage in the registry."""
    return settings.load(environ, KINDS, var=var)
