"""Who sent a request, as far as somebody had to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dds_upload.core.accounts.tokens import Claims
from dds_upload.core.accounts.users import Caller


@dataclass(frozen=True, slots=True)
class Sender:
    """What a request's token says, and the way to the caller, which asks the database.

    `claims` are for a statement that checks them itself; None where only the caller will do.
    `caller` raises Unauthenticated and Forbidden.
    """

    claims: Claims | None
    caller: Callable[[], Caller]

    @classmethod
    def known(cls, caller: Caller) -> Sender:
        """One who was found already."""
        return cls(None, lambda: caller)
