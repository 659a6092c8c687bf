"""The sender of a request, before or after the database was asked for the caller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dds_upload.core.accounts.tokens import Claims
from dds_upload.core.accounts.users import Caller


@dataclass(frozen=True, slots=True)
class Sender:
    """The claims of a request's token, and a function that asks the database for the caller.

    `claims` are for a statement that checks them itself; None if only the caller itself will do.
    `caller` raises Unauthenticated and Forbidden.
    """

    claims: Claims | None
    caller: Callable[[], Caller]

    @classmethod
    def known(cls, caller: Caller) -> Sender:
        """A sender whose caller was found already."""
        return cls(None, lambda: caller)
