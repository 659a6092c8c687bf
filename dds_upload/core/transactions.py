"""Several writes as one transaction."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol


class Transactions(Protocol):
    """The transactions of the database, for operations."""

    def transaction(self) -> AbstractContextManager[None]:
        """Keep all writes of the block together, or none if an exception leaves it."""
        ...
