"""Puts accounts together: callers, users, tokens and organisations."""

from __future__ import annotations

from dds_upload.bootstrap.parts import Parts
from dds_upload.bootstrap.records import Records
from dds_upload.operations.accounts.access import Access
from dds_upload.operations.accounts.administer_users import AdministerUsers
from dds_upload.operations.accounts.api_tokens import ManageTokens
from dds_upload.operations.accounts.authenticate import Authenticate, AuthenticateBasic
from dds_upload.operations.accounts.bundle import AccountOperations
from dds_upload.operations.accounts.do_once import DoOnce
from dds_upload.operations.accounts.find_organization import FindOrganization
from dds_upload.operations.accounts.issue_token import IssueToken
from dds_upload.operations.accounts.organizations import ManageOrganizations
from dds_upload.operations.accounts.prune_request_keys import PruneRequestKeys
from dds_upload.operations.accounts.users import ManageUsers, ReadUsers


def build_accounts(parts: Parts, records: Records) -> AccountOperations:
    """The operations of accounts, which other rooms build on."""
    accounts, callers, clock = records.accounts, records.callers, parts.clock
    authenticate = Authenticate(callers, parts.signer, clock)
    users = ManageUsers(accounts, records.organizations, clock)
    return AccountOperations(
        access=Access(records.memberships),
        authenticate=authenticate,
        authenticate_basic=AuthenticateBasic(authenticate, callers),
        do_once=DoOnce(records.request_keys, clock),
        find_organization=FindOrganization(records.organizations),
        issue_token=IssueToken(callers, accounts, parts.signer, clock),
        read_users=ReadUsers(accounts),
        users=users,
        administer_users=AdministerUsers(accounts, users),
        tokens=ManageTokens(accounts, clock),
        organizations=ManageOrganizations(records.organizations, accounts, clock),
        prune_request_keys=PruneRequestKeys(records.request_keys, clock),
    )
