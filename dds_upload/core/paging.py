"""Pages of collections: which one is asked for, and what is on it.

A client asks for pages by their numbers, one request after the other, while others change what it
lists; and the original client asks how many pages there are once, with the first. An item that is
there all the time has to be on one of them. So a page is not cut out of what is there at its
moment, but out of *positions*, which no change of another item moves:

- The order is by what never changes of an item. Names, times of change and states sort nothing.
- What was removed keeps its position and is left out when the page is answered. A page may be
  shorter than its size, or empty, and there may be more pages than `total` needs.
- What is added comes at the end that a client reads last.

There are three kinds of lists:

1. **Folders and files** are numbered as they come: in their project, in their folder, and files
   among the files of their project (`db/directory/positions.py`). A page is a range of numbers, so
   the last is read as fast as the first. Numbers are given while the project is held, and never
   move; what is moved gets a new number in its new folder.
2. **Projects, members, uploads, deleted files and users** stand in the order in which they came to
   the list that a caller sees: when the project was made, when the caller became its member, when
   the file was deleted (`db/cuts.py`). Rows that leave it leave a gap behind, which is a row of
   `list_gaps`. Two that come at the same moment may be written the other way round, so there is
   room for a few more pages (`Page.pages_to_read`). Positions of deleted files begin anew each day,
   lest pages of what is long gone come first (`db/directory/deleted_files.py`).
   A search for uploads by state, name, size or owner is cut out of what it finds and of those that
   changed their state within the last ten minutes (`db/uploads/upload_positions.py`): all that a
   project ever had would be too much to find one upload in.
3. **Searches**, and lists of all that lies anywhere in a folder, stand in the order in which they
   first matched. Names and parents change, so each is kept (`former_paths`) with the number of
   the transaction that gave it, and a list is cut over all that ever had such a name in such a
   folder.

Pages go from what came first to what came last: the original client would not ask for pages that
came into being behind those it counted. So it misses what was added meanwhile, and nothing else. On
each page items have the original's order, which is that of all where one page holds them: the last
that came stands first, and users stand by name.

Pulp's lists are other ones: an offset there counts the items that are there, because clients add up
what they were given. Their links go on after the last item instead. See `db/listing.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")

#: The largest page a caller may ask for, and the one it gets unasked.
PAGE_SIZE_MAX = 1000
PAGE_SIZE = 100

#: A list in which the last items may still change places has room for one more of so many.
_ROOM = 10


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of a collection; numbers start at 1."""

    number: int = 1
    size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        """How many positions stand before the page."""
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        """The last position on the page; positions start at 1."""
        return self.number * self.size


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a collection, how many it has in all, and how far its positions go."""

    items: Sequence[T]
    total: int
    #: The last position that is taken; None: nothing was ever removed, there are `total`.
    positions: int | None = None
    #: Whether an item that another transaction is about to add may come before others.
    unsettled: bool = False

    def pages(self, size: int) -> int:
        """How many pages of that size have positions on them."""
        return -(-self._positions // size)

    def pages_to_read(self, size: int) -> int:
        """How many a client should ask for that counts them once and then reads them all."""
        room = self._positions // _ROOM if self.unsettled else 0
        return -(-(self._positions + room) // size)

    def of(self, items: Sequence[U]) -> Page[U]:
        """The same page, with something else for each item."""
        return Page(items, self.total, self.positions, self.unsettled)

    @property
    def _positions(self) -> int:
        return self.total if self.positions is None else self.positions
