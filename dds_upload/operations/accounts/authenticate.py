"""Finds the caller of a request by its token or keys; this runs first, with one query."""

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
    """Finds the caller by either kind of token: signed and short-lived, or opaque and lasting."""

    callers: CallerRecords
    signer: TokenSigner
    clock: Clock
    known: Remembered[str, Claims] = field(default_factory=Remembered)

    def __call__(self, token: str | None) -> Caller:
        """The caller.

        Raises Unauthenticated; a disabled user's tokens are as invalid as unknown ones.
        """
        if token is None:
            raise Unauthenticated(reason=Reason.TOKEN_MISSING)
        # Opaque tokens have no dots, signed ones exactly two (RFC 7515, section 3.1).
        caller = self._signed(token) if "." in token else self._opaque(token)
        if caller is None or caller.user.disabled_at is not None:
            raise Unauthenticated
        return caller

    def claims(self, token: str | None) -> Claims | None:
        """The user and agent that the token names.

        The next statement checks whether it is still valid.

        None if only the caller itself will do. Raises Unauthenticated for a token that was not
        signed here.
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
            return None  # the agent is gone, and its rights with it
        return caller


@dataclass(frozen=True, slots=True)
class AuthenticateBasic:
    """Finds the caller by name and password: a user's with a token, or the two keys of an agent.

    One query for each, but two for a user whose name has the form of a key.
    """

    authenticate: Authenticate
    callers: CallerRecords

    def __call__(self, name: str, password: str) -> Caller:
        """The caller. Raises Unauthenticated."""
        caller = self._by_keys(name, password) if is_key(name) else None
        if caller is None:
            caller = self.authenticate(password)
            if caller.user.username != name:
                raise Unauthenticated
        return caller

    def _by_keys(self, user_key: str, agent_key: str) -> Caller | None:
        caller = self.callers.by_keys(KeyDigests(digest_of(user_key), digest_of(agent_key)))
        return None if caller is None or caller.user.disabled_at is not None else caller
