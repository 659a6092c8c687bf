"""All calls of one service, as one user."""

from __future__ import annotations

from dds_client.api.accounts import Accounts
from dds_client.api.directory import Directory
from dds_client.api.storage import Storage
from dds_client.api.uploads import Uploads
from dds_client.wire.session import Session


class Service:
    """The rooms of the API, over one session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.accounts = Accounts(session)
        self.directory = Directory(session)
        self.storage = Storage(session)
        self.uploads = Uploads(session)
