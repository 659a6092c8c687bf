"""Storage providers, and their plans for files."""

from __future__ import annotations

from dataclasses import dataclass

from dds_client.api.records import Provider
from dds_client.api.upload_records import ChunkLimits
from dds_client.errors import UsageError
from dds_client.wire.session import Session


@dataclass(frozen=True, slots=True)
class ServerPlan:
    """A provider's plan for a file of some size; without limits if the file does not fit."""

    fits: bool
    limits: ChunkLimits | None


class Storage:
    """The calls about providers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def providers(self) -> list[Provider]:
        """All of them, deprecated ones included."""
        return [Provider.of(body) for body in self._session.get("/storage_providers")["results"]]

    def provider(self, id_or_name: str | None) -> Provider:
        """The one of that id or name, or the default one. Raises UsageError."""
        listed = self.providers()
        if id_or_name is None:
            found = [each for each in listed if each.is_default] or (
                listed if len(listed) == 1 else []
            )
        else:
            found = [each for each in listed if id_or_name in {each.id, each.name}]
        if not found:
            raise UsageError(
                f"there is no storage provider {id_or_name}"
                if id_or_name
                else "the service has no default storage provider; name one with --provider"
            )
        return found[0]

    def plan(self, provider_id: str, size: int) -> ServerPlan:
        """Ask how a file of `size` bytes would be cut; nothing begins."""
        body = self._session.get(f"/storage_providers/{provider_id}/plan", size=size)
        least, most = body.get("chunk_min_size_bytes"), body.get("chunk_max_size_bytes")
        if not body.get("fits") or least is None or most is None:
            return ServerPlan(False, None)
        return ServerPlan(True, ChunkLimits(int(least), int(most)))
