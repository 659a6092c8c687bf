"""Reads the environment with all kinds of storage: config and providers meet here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from config import settings
from providers.registry import KINDS

#: The folder, in the working folder, of everything that has no configured place.
VAR = Path("var")


def load(environ: Mapping[str, str], *, var: Path = VAR) -> settings.Settings:
    """As config's `load`, for every kind of storage in the registry."""
    return settings.load(environ, KINDS, var=var)
