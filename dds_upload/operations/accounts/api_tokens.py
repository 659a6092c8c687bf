"""Long-lived tokens: made, shown once, listed and revoked by administrators of the host."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from dds_upload.core.accounts.keys import digest_of, new_key
from dds_upload.core.accounts.records import AccountRecords, ApiToken
from dds_upload.core.accounts.scopes import Scope
from dds_upload.core.clock import Clock
from dds_upload.core.errors import NotFound, ValidationFailed
from dds_upload.core.lines import line_faults
from dds_upload.core.reasons import Field, Kind, Reason, Refusal
from dds_upload.core.secret import Secret


@dataclass(frozen=True, slots=True)
class CreatedToken:
    """A new token, which will never be shown again."""

    token: ApiToken
    secret: Secret


@dataclass(frozen=True, slots=True)
class ManageTokens:
    """The life of a token after the first one, which comes with the user."""

    accounts: AccountRecords
    clock: Clock

    def create(self, username: str, *, scopes: Iterable[str] = (), label: str = "") -> CreatedToken:
        """A token of that user, good for everything unless scopes are given.

        Raises NotFound (`user`), or ValidationFailed naming `scope` or `label`.
        """
        limits = tuple(sorted(set(scopes)))
        _check(limits, label)
        user = self.accounts.user_named(username)
        if user is None:
            raise NotFound(Kind.USER)
        token = ApiToken(uuid4(), label, limits or None, username, self.clock())
        created = CreatedToken(token, new_key())
        self.accounts.add_token(user.id, token, digest_of(created.secret.reveal()))
        return created

    def all(self) -> Sequence[ApiToken]:
        """Every token there was, oldest first, without the token itself."""
        return self.accounts.tokens()

    def revoke(self, token_id: UUID) -> None:
        """The token works no longer, from now on; a repeat does nothing. Raises NotFound."""
        if not self.accounts.revoke_token(token_id, self.clock()):
            raise NotFound(Kind.API_TOKEN)


def _check(scopes: Iterable[str], label: str) -> None:
    faults = []
    if not set(scopes) <= set(Scope):
        faults.append(Refusal(Reason.FIELD_INVALID, Field.SCOPE))
    faults += line_faults(Field.LABEL, label)
    if faults:
        raise ValidationFailed(*faults)
