"""Several writes as one, and connections that are not held while bytes move."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol


class Transactions(Protocol):
    """The database as operations see it."""

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is kept together, or not at all when an exception leaves it."""
        ...

    def release(self) -> None:
        """Give this thread's connection back; called before bytes move."""
        ...
