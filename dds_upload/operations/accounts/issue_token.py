"""Gives a short-lived token to a software agent, for the user whose key it has."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.accounts.keys import digest_of
from dds_upload.core.accounts.records import AccountRecords, CallerRecords, KeyDigests
from dds_upload.core.accounts.tokens import SignedToken, TokenSigner
from dds_upload.core.clock import Clock
from dds_upload.core.errors import InvalidKeys, MissingKeys


@dataclass(frozen=True, slots=True)
class IssueToken:
    """The exchange of an agent's key and a user's key for a token.

    The keys need not have one owner: an agent acts for any user that entrusts it with a key.
    Earlier tokens stay valid, as clients ask for one at every turn.
    """

    callers: CallerRecords
    accounts: AccountRecords
    signer: TokenSigner
    clock: Clock

    def __call__(self, agent_key: str | None, user_key: str | None) -> SignedToken:
        """A token.

        Raises MissingKeys, or InvalidKeys for unknown keys and those of a disabled user.
        """
        if not agent_key or not user_key:
            raise MissingKeys
        caller = self.callers.by_keys(KeyDigests(digest_of(user_key), digest_of(agent_key)))
        if caller is None or caller.user.disabled_at is not None:
            raise InvalidKeys
        now = self.clock()
        self.accounts.record_login(caller.user.id, now)
        return self.signer.sign(caller.user.id, caller.agent_id, now)
