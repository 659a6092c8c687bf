"""The operations of accounts as one value."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.operations.accounts.access import Access
from dds_upload.operations.accounts.administer_users import AdministerUsers
from dds_upload.operations.accounts.api_tokens import ManageTokens
from dds_upload.operations.accounts.authenticate import Authenticate, AuthenticateBasic
from dds_upload.operations.accounts.do_once import DoOnce
from dds_upload.operations.accounts.find_organization import FindOrganization
from dds_upload.operations.accounts.issue_token import IssueToken
from dds_upload.operations.accounts.organizations import ManageOrganizations
from dds_upload.operations.accounts.prune_request_keys import PruneRequestKeys
from dds_upload.operations.accounts.users import ManageUsers, ReadUsers


@dataclass(frozen=True, slots=True)
class AccountOperations:
    """Callers and their rights; users, tokens and organisations."""

    access: Access
    authenticate: Authenticate
    authenticate_basic: AuthenticateBasic
    do_once: DoOnce
    find_organization: FindOrganization
    issue_token: IssueToken
    read_users: ReadUsers
    users: ManageUsers
    administer_users: AdministerUsers
    tokens: ManageTokens
    organizations: ManageOrganizations
    prune_request_keys: PruneRequestKeys
