"""Reads settings from a mapping and keeps every fault that it finds."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from dds_upload.core.settings.parsing import Malformed
from dds_upload.core.settings.rows import Setting

T = TypeVar("T")


class ConfigurationError(Exception):
    """The configuration cannot be used; `faults` has a sentence for every fault in it."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(["the configuration has faults:", *self._lines()]))

    def _lines(self) -> Iterable[str]:
        return (f"  - {fault}" for fault in self.faults)


class Reader:
    """Reads one environment; an empty variable counts as one that is not set."""

    def __init__(self, environ: Mapping[str, str], var: Path) -> None:
        self._environ = environ
        self._var = var
        self._is_alone = False
        self.faults: list[str] = []

    def alone(self) -> Reader:
        """A reader for the only provider, with the same environment and faults."""
        reader = copy.copy(self)
        reader._is_alone = True
        return reader

    def name_of(self, setting: Setting[Any], prefix: str = "") -> str:
        """The name of the variable from which a setting is read."""
        return setting.name_for("" if setting.bare and self._is_alone else prefix)

    def read(self, setting: Setting[T], prefix: str = "") -> T:
        """The setting's value; after a fault its default, so that reading can go on."""
        name = self.name_of(setting, prefix)
        default = setting.default_for(self._var, prefix)
        try:
            text = self._text(name, setting.secret)
            if setting.required and not text:
                raise Malformed("must be set")
            return setting.parse(text or default)
        except Malformed as error:
            self.fault(f"{name} {error}")
            return setting.parse(default)

    def require(self, setting: Setting[T], prefix: str = "") -> T:
        """Like `read`, for a setting that other settings make necessary."""
        return self.read(replace(setting, required=True), prefix)

    def is_set(self, setting: Setting[T], prefix: str = "") -> bool:
        """Whether the operator gave a value, good or bad, in the variable or in a file."""
        name = self.name_of(setting, prefix)
        in_file = setting.secret and self._environ.get(f"{name}_FILE")
        return bool(self._environ.get(name, "").strip() or in_file)

    def fault(self, sentence: str) -> None:
        """Keep a fault; a repeated one is kept once."""
        if sentence not in self.faults:
            self.faults.append(sentence)

    def raise_faults(self) -> None:
        """Raise ConfigurationError with all faults, if there are any."""
        if self.faults:
            raise ConfigurationError(self.faults)

    def _text(self, name: str, secret: bool) -> str:
        plain = self._environ.get(name, "")
        path = self._environ.get(f"{name}_FILE", "") if secret else ""
        if plain and path:
            raise Malformed(f"and {name}_FILE must not both be set")
        if path:
            return _read_file(path)
        return plain if secret else plain.strip()


def _read_file(path: str) -> str:
    """The file's text without its last line end, which editors add by themselves."""
    try:
        content = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        # The error's own text contains the path, which may be a misplaced secret.
        raise Malformed(f"is to come from a file that cannot be read: {error.strerror}") from None
    except ValueError:
        raise Malformed("is to come from a file, which is not a text in UTF-8") from None
    if not (value := content.removesuffix("\n").removesuffix("\r")):
        raise Malformed("is to come from a file, which is empty")
    return value
