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
    """The user and agent that a verified token names, known without asking the database.

    The token is good while the user is enabled and the agent exists. If it came from an opaque
    token, that one must not be revoked; `token_digest` is the digest by which it is looked up.
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
    """Signs tokens and verifies its own; needs no database."""

    def sign(self, user_id: UUID, agent_id: UUID | None, now: datetime) -> SignedToken:
        """A token that is good for TOKEN_LIFE."""
        ...

    def verify(self, token: str, now: datetime) -> Claims:
        """The claims of a token. Raises Unauthenticated; an expired token has a code of its own."""
        ...
