"""Everybody who may call: what each sends along, which protocols know them by it, and as whom."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from dds_upload.core.accounts.keys import new_key
from dds_upload.core.accounts.roles import ROLES, Permission
from dds_upload.core.accounts.scopes import Scope
from tests.protocols.access.world import World
from tests.protocols.pulp.wire import basic

BARE = frozenset({"dds"})
BEARER = frozenset({"dds", "sentry"})
BASIC = frozenset({"pulp"})

#: What the creator of everything may do, who is a member of the project as well.
_OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """`rights` are permissions in the project, and words of `rights.py`."""

    name: str
    authorization: str | None = None
    #: The protocols to which that is a good token.
    known: frozenset[str] = frozenset()
    rights: frozenset[str] = frozenset()
    scopes: frozenset[str] | None = None
    #: What else is sent along.
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def callers(world: World) -> list[Caller]:
    """Strangers, people of every role, and tokens of every kind."""
    return [*_strangers(world), *_revoked(world), *_people(world), *_forms(world), *_scoped(world)]


def _strangers(world: World) -> Iterator[Caller]:
    token = world.token("owner")
    yield Caller(name="nobody")
    yield Caller(name="an empty header", authorization="")
    yield Caller(name="garbage", authorization="Bearer nonsense")
    yield Caller(name="a token cut short", authorization=f"Bearer {token[:-1]}")
    yield Caller(name="a token in the query", query=f"access_token={token}&api_token={token}")
    yield Caller(name="a token in a cookie", headers={"Cookie": f"token={token}; session={token}"})
    yield Caller(name="another scheme", authorization=f"Token {token}")
    yield Caller(name="an unsigned token", authorization=f"Bearer {_unsigned(world)}")
    yield Caller(name="a token signed elsewhere", authorization=f"Bearer {_foreign(world)}")
    yield Caller(name="a signed URL's query", query=_signed_query(world))


def _unsigned(world: World) -> str:
    parts = {"alg": "none", "typ": "JWT"}, {"id": world.id_of("owner"), "exp": 2**33}
    encoded = (urlsafe_b64encode(json.dumps(it).encode()).decode().rstrip("=") for it in parts)
    return ".".join([*encoded, ""])


def _foreign(world: World) -> str:
    """A right one whose signature is another's."""
    one, other = (_signed(world, name) for name in ("owner", "neighbour"))
    return ".".join([*one.split(".")[:2], other.rpartition(".")[2]])


def _signed(world: World, username: str, **ago: float) -> str:
    user = world.users[username].user
    now = world.lab.clock() - timedelta(**ago)
    return world.lab.service.parts.signer.sign(user.id, None, now).token.reveal()


def _signed_query(world: World) -> str:
    headers = {"Authorization": world.token("owner")}
    path = f"/api/v1/files/{world.ids['file']}/url"
    url: str = world.call("GET", path, "", None, headers).json["url"]
    return url.partition("?")[2]


def _revoked(world: World) -> Iterator[Caller]:
    tokens, expired = world.lab.accounts.tokens, _signed(world, "owner", hours=3)
    revoked = tokens.create("owner")
    tokens.revoke(revoked.token.id)
    secret = revoked.secret.reveal()
    yield Caller(name="an expired token", authorization=f"Bearer {expired}")
    yield Caller(name="a revoked token", authorization=f"Bearer {secret}")
    yield Caller(name="a revoked password", authorization=basic("owner", secret))
    token = world.token("disabled")
    signed = _signed(world, "disabled")
    yield Caller(name="a disabled user", authorization=f"Bearer {token}")
    yield Caller(name="a disabled user's signed token", authorization=f"Bearer {signed}")
    yield Caller(name="a disabled user by name", authorization=basic("disabled", token))
    yield Caller(name="another's name", authorization=basic("neighbour", world.token("owner")))
    yield Caller(name="a wrong password", authorization=basic("owner", new_key().reveal()))
    keys = world.users["owner"].keys
    mixed = basic(keys.agent_key.reveal(), keys.user_key.reveal())
    yield Caller(name="keys the wrong way round", authorization=mixed)


#: In the organisation; with a role in the project, whose administrators found it there.
_MEMBER, _ROLE, _SEES, _MAY_CREATE = "member", "role", "sees", "in one organisation"
_INSIDE = frozenset({_MEMBER, _SEES, _MAY_CREATE})
OWNER = frozenset({*Permission, *_INSIDE, _ROLE, _OWN, "by name"})
_ADMIN = frozenset({*Permission, *_INSIDE, _ROLE, "own", "admin"})


def _people(world: World) -> Iterator[Caller]:
    rights: dict[str, frozenset[str]] = {
        role: frozenset({*ROLES[role].permissions, *_INSIDE, _ROLE}) for role in ROLES
    }
    rights["former"] = rights["neighbour"] = _INSIDE
    rights["leaver"] = frozenset({*Permission, _SEES})
    rights["outsider"] = frozenset({_MAY_CREATE})
    rights["admin"] = _ADMIN
    for name, given in rights.items():
        yield Caller(
            name=name, authorization=f"Bearer {world.token(name)}", known=BEARER, rights=given
        )
    for name in ("project_admin", "neighbour", "outsider", "admin"):
        authorization = basic(name, world.token(name))
        yield Caller(name=f"{name} by name", authorization=authorization, known=BASIC)


def _forms(world: World) -> Iterator[Caller]:
    """One user in all the ways that a user can be named."""
    token, signed = world.token("owner"), _signed(world, "owner")
    keys = world.users["owner"].keys
    by_keys = basic(keys.user_key.reveal(), keys.agent_key.reveal())
    for name, authorization, known in (
        ("owner", f"Bearer {token}", BEARER),
        ("owner, bearer in small letters", f"bearer {token}", BEARER),
        ("owner, bare", token, BARE),
        ("owner, signed", f"Bearer {signed}", BEARER),
        ("owner, signed and bare", signed, BARE),
        ("owner, by name", basic("owner", token), BASIC),
        ("owner, by keys", by_keys, BASIC),
        ("owner, by name with a signed token", basic("owner", signed), BASIC),
    ):
        yield Caller(name=name, authorization=authorization, known=known, rights=OWNER)


def _scoped(world: World) -> Iterator[Caller]:
    """Limited to one scope; no scope opens what has none."""

    def limited(user: str, scope: str) -> str:
        return world.lab.accounts.tokens.create(user, scopes=[scope]).secret.reveal()

    for scope in Scope:
        yield Caller(
            name=f"owner with {scope}",
            authorization=f"Bearer {limited('owner', scope)}",
            known=BEARER,
            rights=OWNER,
            scopes=frozenset({scope}),
        )
    yield Caller(
        name="admin with project:read",
        authorization=f"Bearer {limited('admin', Scope.PROJECT_READ)}",
        known=BEARER,
        rights=_ADMIN,
        scopes=frozenset({Scope.PROJECT_READ}),
    )
    yield Caller(
        name="owner by name with a limited token",
        authorization=basic("owner", limited("owner", Scope.PROJECT_WRITE)),
        known=BASIC,
        rights=OWNER,
        scopes=frozenset({Scope.PROJECT_WRITE}),
    )
