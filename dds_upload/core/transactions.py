"""Several writes as one."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol


class Transactions(Protocol):
    """The database as operations see it."""

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is kept together, or not at all when an exception leaves it."""
        ...
