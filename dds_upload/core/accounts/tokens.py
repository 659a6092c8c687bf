"""The short-lived signed tokens that software agents work with, and the port that signs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from dds_upload.core.secret import Secret

#: How long a signed token is good for.
TOKEN_LIFE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Claims:
    """Whom a verified token speaks for, as far as is known without asking the database.

    It is good while the user is let in, the agent is there, and the opaque token it came from, if
    it was one, is not revoked; `token_digest` is what that is looked up by.
    """

    user_id: UUID
    agent_id: UUID | None
    token_digest: str | None = None


@dataclass(frozen=True, slots=True)
class SignedToken:
    """A token to hand out; `expires_at` has whole seconds."""

    token: Secret
    expires_at: datetime


class TokenSigner(Protocol):
    """Signs tokens and knows its own again; needs no database."""

    def sign(self, user_id: UUID, agent_id: UUID | None, now: datetime) -> SignedToken:
        """A token good for TOKEN_LIFE."""
        ...

    def verify(self, token: str, now: datetime) -> Claims:
        """What was signed; raises Unauthenticated, with the code of expired tokens for those."""
        ...
