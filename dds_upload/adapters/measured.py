"""Measures how long storage takes, for the abilities of any provider."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from dds_upload.core.errors import UploadServiceError
from dds_upload.core.health.measures import Measures
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.joining import Concatenator
from dds_upload.core.storage.object_store import ObjectStore


def measured(abilities: Abilities, provider: str, measures: Measures) -> Abilities:
    """The same abilities; each call of the store and of joining is measured.

    Reading the bytes comes after the measured call that opens them.
    """
    return replace(
        abilities,
        store=cast(ObjectStore, _Measured(abilities.store, provider, measures)),
        concatenator=cast(Concatenator, _Measured(abilities.concatenator, provider, measures)),
    )


class _Measured:
    """Wraps an object and measures its calls."""

    def __init__(self, ability: object, provider: str, measures: Measures) -> None:
        self._ability = ability
        self._provider = provider
        self._measures = measures

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._ability, name)
        return self._timed(name, found) if callable(found) else found

    def _timed(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            begun, outcome = time.perf_counter(), "ok"
            try:
                return call(*args, **kwargs)
            except UploadServiceError as error:
                outcome = error.refusal.reason.value
                raise
            except Exception:
                outcome = "error"
                raise
            finally:
                self._measures.stored(
                    provider=self._provider,
                    operation=name,
                    outcome=outcome,
                    seconds=time.perf_counter() - begun,
                )

        return timed
