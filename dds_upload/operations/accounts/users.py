"""Users as operators manage them, and as every caller may read them.

Keys and tokens are shown once, to the caller that had them made; only digests are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from dds_upload.core.accounts.keys import digest_of, new_key
from dds_upload.core.accounts.organizations import DEFAULT, OrganizationRecords
from dds_upload.core.accounts.records import (
    AccountRecords,
    ApiToken,
    KeyDigests,
    NewAccount,
    UserFilter,
)
from dds_upload.core.accounts.users import Agent, Caller, User
from dds_upload.core.clock import Clock
from dds_upload.core.errors import NotFound, ValidationFailed
from dds_upload.core.lines import is_blank, is_line, line_faults
from dds_upload.core.paging import Page, PageRequest
from dds_upload.core.reasons import Field, Kind, Reason, Refusal
from dds_upload.core.secret import Secret
from dds_upload.operations.accounts.organizations import named_organization

#: Basic authentication ends a username at the colon; slashes would cut paths and domains.
_NOT_IN_USERNAMES = frozenset(" :/\\")


@dataclass(frozen=True, slots=True)
class Keys:
    """The two keys with which a software agent asks for tokens."""

    user_key: Secret
    agent_key: Secret

    @classmethod
    def new(cls) -> Keys:
        """Two new random keys."""
        return cls(new_key(), new_key())

    @property
    def digests(self) -> KeyDigests:
        """The digests under which they are kept."""
        return KeyDigests(digest_of(self.user_key.reveal()), digest_of(self.agent_key.reveal()))


@dataclass(frozen=True, slots=True)
class CreatedUser:
    """A new user with the secrets that are shown only this once."""

    user: User
    keys: Keys
    api_token: Secret


@dataclass(frozen=True, slots=True)
class ReadUsers:
    """Users as other users see them: members of one organisation do not see those of another."""

    accounts: AccountRecords

    def page(self, caller: Caller, wanted: UserFilter, page: PageRequest) -> Page[User]:
        """Some users of the caller's organisations; administrators see all."""
        viewer_id = None if caller.user.is_admin else caller.user.id
        return self.accounts.page(wanted, viewer_id, page)

    def get(self, caller: Caller, user_id: UUID) -> User:
        """One of these users, or one who shares a project with the caller; raises NotFound."""
        if caller.user.is_admin:
            user = self.accounts.user(user_id)
        else:
            user = self.accounts.user_seen_by(caller.user.id, user_id)
        if user is None:
            raise NotFound(Kind.USER)
        return user


@dataclass(frozen=True, slots=True)
class ManageUsers:
    """The life of an account; only operators of the host reach this."""

    accounts: AccountRecords
    organizations: OrganizationRecords
    clock: Clock

    def create(
        self,
        username: str,
        *,
        full_name: str = "",
        email: str = "",
        is_admin: bool = False,
        organizations: Iterable[str] = (),
    ) -> CreatedUser:
        """Make a user who can work at once.

        The user is a member of those organisations, or else of the default one. The full name is
        the username unless given. Raises ValidationFailed naming `username`, `full_name` or
        `email`, and NotFound (`organization`).
        """
        _check(username, full_name, email)
        named = [named_organization(self.organizations, it) for it in organizations or (DEFAULT,)]
        full_name = full_name or username
        first_name, _, last_name = full_name.rpartition(" ")
        user = User(
            uuid4(), username, full_name, first_name, last_name, email, is_admin, self.clock()
        )
        created = CreatedUser(user, Keys.new(), new_key())
        if not self.accounts.add(_account(created, tuple({it.id: None for it in named}))):
            raise ValidationFailed.of(Reason.ALREADY_TAKEN, Field.USERNAME)
        return created

    def all(self) -> Sequence[User]:
        """All users, also disabled ones, by username."""
        return self.accounts.users()

    def replace_keys(self, username: str) -> Keys:
        """Make new keys; the old ones give no more tokens. Raises NotFound."""
        user, keys = self._named(username), Keys.new()
        self.accounts.replace_keys(user.id, _agent_name(username), keys.digests)
        return keys

    def disable(self, username: str) -> None:
        """Make keys and tokens of the user invalid from now on. Raises NotFound."""
        self.accounts.set_disabled(self._named(username).id, self.clock())

    def enable(self, username: str) -> None:
        """Make keys and tokens of the user valid again. Raises NotFound."""
        self.accounts.set_disabled(self._named(username).id, None)

    def _named(self, username: str) -> User:
        user = self.accounts.user_named(username)
        if user is None:
            raise NotFound(Kind.USER)
        return user


def _agent_name(username: str) -> str:
    return f"{username} agent"


def _account(created: CreatedUser, organization_ids: tuple[UUID, ...]) -> NewAccount:
    user = created.user
    return NewAccount(
        user=user,
        agent=Agent(uuid4(), _agent_name(user.username)),
        keys=created.keys.digests,
        token=ApiToken(uuid4(), "first", None, user.username, user.created_at),
        token_digest=digest_of(created.api_token.reveal()),
        organization_ids=organization_ids,
    )


def _check(username: str, full_name: str, email: str) -> None:
    faults = []
    is_name = is_line(username) and not is_blank(username)
    if not is_name or not _NOT_IN_USERNAMES.isdisjoint(username):
        faults.append(Refusal(Reason.FIELD_INVALID, Field.USERNAME))
    for field, value in ((Field.FULL_NAME, full_name), (Field.EMAIL, email)):
        faults += line_faults(field, value)
    if faults:
        raise ValidationFailed(*faults)
