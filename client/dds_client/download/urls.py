"""Signed URLs for many files, a thousand in one request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dds_client.api.records import Project, RemoteFile, SignedRequest
from dds_client.api.service import Service
from dds_client.clock import Clock
from dds_client.download.places import Place
from dds_client.errors import ApiRefused, TryAgain

#: The listing of a whole project pays where at least one in so many of its files is wanted.
_PAYS_FROM = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file, its place, and perhaps a signed URL that is used up to some moment."""

    place: Place
    file: RemoteFile
    signed: SignedRequest | None = None
    until: float = 0.0

    def usable(self, clock: Clock) -> SignedRequest | None:
        """The URL while it is good."""
        return self.signed if clock.now() < self.until else None


def with_urls(
    service: Service, clock: Clock, project: Project, wanted: Sequence[Wanted], total: int
) -> Iterator[Wanted]:
    """The same files in the order of the project's listing, with its URLs.

    A page is asked for when the files of the one before are on their way, so that URLs are fresh.
    The listing is a short cut only: where it refuses, because a file of the project is still being
    put together, or leaves files out, these come without a URL and are asked for one by one.
    """
    left = {each.file.id: each for each in wanted}
    if len(wanted) > 1 and len(wanted) * _PAYS_FROM >= total:
        try:
            for found in _listed(service, clock, project):
                mine = left.pop(found[0], None)
                if mine is not None:
                    yield Wanted(mine.place, mine.file, found[1], found[2])
        except (ApiRefused, TryAgain):
            pass
    yield from left.values()


def _listed(
    service: Service, clock: Clock, project: Project
) -> Iterator[tuple[str, SignedRequest, float]]:
    number, pages = 1, 1
    while number <= pages:
        page, pages = service.directory.download_page(project.id, number)
        until = clock.now() + min((signed.life for _, signed in page), default=0.0)
        for file_id, signed in page:
            yield file_id, signed, until
        number += 1
