"""The type of a check of an installation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

#: Looks once; raises NotReady, or an error of the register, where something is wrong.
Check = Callable[[], object]

#: By what they look at, which operators and their alarms see.
Checks = Mapping[str, Check]

#: What a check says that found nothing wrong.
OK = "ok"


class NotReady(Exception):
    """The reason why an installation cannot serve, as a sentence for anyone to read."""
