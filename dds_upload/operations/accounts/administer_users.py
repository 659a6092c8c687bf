"""Users as an administrator manages them through the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.records import AccountRecords
from dds_upload.core.accounts.users import Caller, User
from dds_upload.core.errors import Forbidden, NotFound
from dds_upload.core.reasons import Kind
from dds_upload.operations.accounts.access import require_admin
from dds_upload.operations.accounts.users import CreatedUser, Keys, ManageUsers


@dataclass(frozen=True, slots=True)
class AdministerUsers:
    """The same as `ManageUsers`, for callers.

    Every call raises Forbidden unless they are administrators.
    """

    accounts: AccountRecords
    manage: ManageUsers

    def all(self, caller: Caller) -> Sequence[User]:
        """All users, also disabled ones, by username."""
        require_admin(caller)
        return self.manage.all()

    def create(
        self, caller: Caller, username: str, *, full_name: str, email: str, is_admin: bool
    ) -> CreatedUser:
        """Make a user as `ManageUsers` does; raises ValidationFailed."""
        require_admin(caller)
        return self.manage.create(username, full_name=full_name, email=email, is_admin=is_admin)

    def replace_keys(self, caller: Caller, user_id: UUID) -> Keys:
        """Make new keys; the old ones give no more tokens. Raises NotFound."""
        require_admin(caller)
        return self.manage.replace_keys(self._user(user_id).username)

    def set_disabled(self, caller: Caller, user_id: UUID, is_disabled: bool) -> User:
        """Lock a user out, or let the user in again.

        Raises NotFound, and Forbidden for callers who would lock themselves out.
        """
        require_admin(caller)
        if is_disabled and user_id == caller.user.id:
            raise Forbidden
        username = self._user(user_id).username
        (self.manage.disable if is_disabled else self.manage.enable)(username)
        return self._user(user_id)

    def _user(self, user_id: UUID) -> User:
        user = self.accounts.user(user_id)
        if user is None:
            raise NotFound(Kind.USER)
        return user
