"""Long-lived tokens: operators of the host make, list and revoke them; each is shown once."""

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
    """A new token, which is shown only this once."""

    token: ApiToken
    secret: Secret


@dataclass(frozen=True, slots=True)
class ManageTokens:
    """The life of further tokens; a user's first token comes with the user."""

    accounts: AccountRecords
    clock: Clock

    def create(self, username: str, *, scopes: Iterable[str] = (), label: str = "") -> CreatedToken:
        """Make a token of that user, for all uses unless scopes are given.

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
        """All tokens that were ever made, oldest first, without the token itself."""
        return self.accounts.tokens()

    def revoke(self, token_id: UUID) -> None:
        """Make the token invalid from now on; a repeat changes nothing. Raises NotFound."""
        if not self.accounts.revoke_token(token_id, self.clock()):
            raise NotFound(Kind.API_TOKEN)


def _check(scopes: Iterable[str], label: str) -> None:
    faults = []
    if not set(scopes) <= set(Scope):
        faults.append(Refusal(Reason.FIELD_INVALID, Field.SCOPE))
    faults += line_faults(Field.LABEL, label)
    if faults:
        raise ValidationFailed(*faults)
