"""Finds out who is calling from the token of a request; runs before everything, with one query."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.accounts import Caller
from dds_upload.core.errors import Missing, Unauthenticated
from dds_upload.core.keys import digest_of
from dds_upload.core.records.accounts import Callers
from dds_upload.core.storage import Clock
from dds_upload.core.tokens import TokenSigner


@dataclass(frozen=True, slots=True)
class Authenticate:
    """The gate for both kinds of token: signed and short-lived, opaque and long-lived."""

    callers: Callers
    signer: TokenSigner
    clock: Clock

    def __call__(self, token: str | None) -> Caller:
        """Raises Unauthenticated; a disabled user's tokens are as invalid as unknown ones."""
        if token is None:
            raise Unauthenticated(Missing.NO_TOKEN)
        # Opaque tokens have no dots, signed ones exactly two (RFC 7515, section 3.1).
        caller = self._signed(token) if "." in token else self.callers.by_token(digest_of(token))
        if caller is None or caller.user.disabled_at is not None:
            raise Unauthenticated(Missing.INVALID)
        return caller

    def _signed(self, token: str) -> Caller | None:
        claims = self.signer.verify(token, self.clock())
        caller = self.callers.by_ids(claims.user_id, claims.agent_id)
        if caller is not None and caller.agent_id != claims.agent_id:
            return None  # the agent is gone, and what it was allowed with it
        return caller
