"""A reader of events, as webhooks will be one: it hears of each once."""

from __future__ import annotations

from uuid import UUID

from dds_upload.core.events.event import Event, EventKind
from tests.house.client import Api
from tests.house.setting import Lab


class Heard:
    """Events since it last listened."""

    def __init__(self, lab: Lab) -> None:
        self.lab, self._last = lab, 0

    def new(self) -> list[Event]:
        """What has happened meanwhile, in order."""
        recorded = self.lab.records.events.after(self._last, 10_000)
        self._last = recorded[-1].id if recorded else self._last
        assert all(it.count == 1 for it in recorded)
        return [it.event for it in recorded]

    def kinds(self) -> list[EventKind]:
        """The same, by kind alone."""
        return [event.kind for event in self.new()]

    def only(self, kind: EventKind) -> Event:
        """The one thing that has happened."""
        (event,) = self.new()
        assert (event.kind, dict(event.details)) == (kind, {})
        return event


class Agent:
    """A program that works for a user, and who both are."""

    def __init__(self, lab: Lab, username: str = "researcher") -> None:
        created = lab.accounts.users.create(username, is_admin=False)
        keys = created.keys
        issued = lab.accounts.issue_token(keys.agent_key.reveal(), keys.user_key.reveal())
        self.api = Api(lab, issued.token.reveal())
        self.user_id = created.user.id
        caller = lab.accounts.authenticate(issued.token.reveal())
        assert caller.agent_id is not None
        self.agent_id: UUID = caller.agent_id

    def did(self, event: Event) -> bool:
        """Whether it is this that caused the event."""
        return (event.user_id, event.agent_id) == (self.user_id, self.agent_id)


def nobody_did(event: Event) -> bool:
    """Whether it came of itself: a worker or the time."""
    return (event.user_id, event.agent_id) == (None, None)
