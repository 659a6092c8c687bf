"""Signs tokens as JSON Web Tokens (RFC 7519) with HMAC-SHA-256; accepts no other algorithm."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import jwt

from dds_upload.core.accounts.keys import signing_key
from dds_upload.core.accounts.tokens import TOKEN_LIFE, Claims, SignedToken
from dds_upload.core.errors import Unauthenticated
from dds_upload.core.reasons import Reason
from dds_upload.core.secret import Secret

_ALGORITHM = "HS256"

#: The purpose of the key of tokens.
_PURPOSE = "api tokens"

#: Ours have about 270 characters; anything longer is not worth decoding.
_LENGTH_MAX = 1024

#: How many tokens are remembered as rightly signed.
_REMEMBERED = 1024

#: The errors that a hostile token causes: wrong signatures, JSON of any other shape.
_REFUSED = (
    jwt.InvalidTokenError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    OverflowError,
    RecursionError,
)


class JwtSigner:
    """The TokenSigner of this service; every host with the same master secret accepts its tokens.

    Tokens that the secondary key has signed are accepted, too.
    """

    def __init__(self, master: Secret, secondary: Secret | None = None) -> None:
        masters = [master, secondary] if secondary else [master]
        self._key, *self._others = (signing_key(it, _PURPOSE) for it in masters)
        # The signature layer alone: the claims are judged here, by our own clock.
        self._jws = jwt.PyJWS([_ALGORITHM])
        # A client sends one token with thousands of chunks, and a good signature stays good.
        # Refused tokens are not remembered: they raise.
        self._read_once = lru_cache(_REMEMBERED)(self._read)

    def sign(self, user_id: UUID, agent_id: UUID | None, now: datetime) -> SignedToken:
        """The original service's claims, and `iat`."""
        issued = int(now.timestamp())
        expires = issued + int(TOKEN_LIFE.total_seconds())
        claims: dict[str, Any] = {"id": str(user_id), "iat": issued, "exp": expires}
        if agent_id is not None:
            claims["software_agent_id"] = str(agent_id)
        token = self._jws.encode(json.dumps(claims).encode(), self._key, _ALGORITHM)
        return SignedToken(Secret(token), datetime.fromtimestamp(expires, UTC))

    def verify(self, token: str, now: datetime) -> Claims:
        """The signature comes first: no claim is read before that, not even the token's end."""
        try:
            claims, expires = self._read_once(token)
        except _REFUSED:
            raise Unauthenticated from None
        if expires <= now.timestamp():
            raise Unauthenticated(reason=Reason.TOKEN_EXPIRED)
        return claims

    def _read(self, token: str) -> tuple[Claims, int]:
        if len(token) > _LENGTH_MAX:
            raise ValueError("longer than any token of ours")
        claims = json.loads(self._payload(token))
        agent = claims.get("software_agent_id")
        found = Claims(UUID(claims["id"]), None if agent is None else UUID(agent))
        return found, int(claims["exp"])

    def _payload(self, token: str) -> bytes:
        """The claims that one of the keys has signed."""
        for key in (self._key, *self._others):
            with suppress(jwt.InvalidSignatureError):
                payload: bytes = self._jws.decode(token, key, [_ALGORITHM])
                return payload
        raise jwt.InvalidSignatureError
