"""Finds the caller by what a request carries; runs before everything, with one query."""

from __future__ import annotations

from dataclasses import dataclass, field

from dds_upload.core.accounts.keys import digest_of, is_key
from dds_upload.core.accounts.records import CallerRecords, KeyDigests
from dds_upload.core.accounts.tokens import Claims, TokenSigner
from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import Unauthenticated
from dds_upload.core.reasons import Reason
from dds_upload.core.remembered import Remembered


@dataclass(frozen=True, slots=True)
class Authenticate:
    """Finds the caller by either kind of token: signed and short-lived, opaque and long-lived."""

    callers: CallerRecords
    signer: TokenSigner
    clock: Clock
    known: Remembered[str, Claims] = field(default_factory=Remembered)

    def __call__(self, token: str | None) -> Caller:
        """Raises Unauthenticated; a disabled user's tokens are as invalid as unknown ones."""
        if token is None:
            raise Unauthenticated(reason=Reason.TOKEN_MISSING)
        # Opaque tokens have no dots, signed ones exactly two (RFC 7515, section 3.1).
        caller = self._signed(token) if "." in token else self._opaque(token)
        if caller is None or caller.user.disabled_at is not None:
            raise Unauthenticated
        return caller

    def claims(self, token: str | None) -> Claims | None:
        """Whom the token speaks for if it still does, which is for the next statement to ask.

        None where only the caller will do. Raises Unauthenticated for what was not signed here.
        """
        if token is None:
            return None
        if "." in token:
            return self.signer.verify(token, self.clock())
        return self.known.get(digest_of(token))

    def _opaque(self, token: str) -> Caller | None:
        digest = digest_of(token)
        caller = self.callers.by_token(digest)
        if caller is not None and caller.scopes is None:
            self.known.put(digest, Claims(caller.user.id, None, digest))
        return caller

    def _signed(self, token: str) -> Caller | None:
        claims = self.signer.verify(token, self.clock())
        caller = self.callers.by_ids(claims.user_id, claims.agent_id)
        if caller is not None and caller.agent_id != claims.agent_id:
            return None  # the agent is gone, and what it was allowed with it
        return caller


@dataclass(frozen=True, slots=True)
class AuthenticateBasic:
    """Finds the caller by name and password: a user's with a token, or the two keys of an agent.

    One query for each but a user whose name could be a key.
    """

    authenticate: Authenticate
    callers: CallerRecords

    def __call__(self, name: str, password: str) -> Caller:
        """Raises Unauthenticated."""
        caller = self._by_keys(name, password) if is_key(name) else None
        if caller is None:
            caller = self.authenticate(password)
            if caller.user.username != name:
                raise Unauthenticated
        return caller

    def _by_keys(self, user_key: str, agent_key: str) -> Caller | None:
        caller = self.callers.by_keys(KeyDigests(digest_of(user_key), digest_of(agent_key)))
        return None if caller is None or caller.user.disabled_at is not None else caller
