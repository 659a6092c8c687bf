"""Pages of collections: the request for one, and its items.

A client asks for pages by their numbers, one request after the other, while others change the list.
The original client asks how many pages there are only once, with the first. Each item that exists
during all of this must be on one of the pages. So a page is not a range of the items that exist at
its moment. It is a range of *positions*, which no change of another item moves:

- The order is by facts of an item that never change. Names, times of change and states do not
  matter.
- A removed item keeps its position and is left out of the answer. A page may be shorter than its
  size, or empty, and there may be more pages than `total` needs.
- A new item comes at the end that a client reads last.

There are three kinds of lists:

1. **Folders and files** are numbered as they come: in their project, in their folder, and files
   among the files of their project (`db/directory/positions.py`). A page is a range of numbers, so
   the last page is read as fast as the first. A number is given while the project is locked, and
   never changes; an entry that is moved gets a new number in its new folder.
2. **Projects, members, uploads, deleted files and users** are in the order in which they came into
   the list that a caller sees: when the project was made, when the caller became its member, when
   the file was deleted (`db/cuts.py`). A row that leaves the list leaves a gap, which is a row of
   `list_gaps`. Two rows that come at the same moment may be written in the other order, so there is
   room for a few more pages (`Page.pages_to_read`). Positions of deleted files begin anew each day,
   so that the first pages are not full of files that were removed long ago
   (`db/directory/deleted_files.py`).
   A search for uploads by state, name, size or owner covers its results and the uploads that
   changed their state within the last ten minutes (`db/uploads/upload_positions.py`). Covering all
   uploads that a project ever had would cost too much for finding one.
3. **Searches**, and lists of all entries anywhere below a folder, are in the order in which entries
   first matched. Names and parents change, so each of them is kept (`former_paths`) with the number
   of the transaction that gave it. A list covers all entries that ever had such a name in such a
   folder.

Pages go from the first item that came to the last. The original client would not ask for pages that
are added after those it counted. So it misses items that were added meanwhile, and no others. On
each page items have the original's order, which is the order of the whole list if one page has all
of it: the newest item comes first, and users are sorted by name.

Pulp's lists differ: there an offset counts the existing items, because clients add up the numbers
of items that they got. Their links continue after the last item instead. See `db/listing.py`.
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
    """The number and size of the wanted page; numbers start at 1."""

    number: int = 1
    size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        """The number of positions before the page."""
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        """The last position on the page; positions start at 1."""
        return self.number * self.size


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a collection, the number of all its items, and the highest position in it."""

    items: Sequence[T]
    total: int
    #: The last position that is taken; None: nothing was ever removed, there are `total`.
    positions: int | None = None
    #: Whether an item that another transaction is about to add may come before others.
    unsettled: bool = False

    def pages(self, size: int) -> int:
        """The number of pages of that size that have positions on them."""
        return -(-self._positions // size)

    def pages_to_read(self, size: int) -> int:
        """The number of pages for a client that asks for it once and then reads all of them."""
        room = self._positions // _ROOM if self.unsettled else 0
        return -(-(self._positions + room) // size)

    def of(self, items: Sequence[U]) -> Page[U]:
        """The same page, with another value for each item."""
        return Page(items, self.total, self.positions, self.unsettled)

    @property
    def _positions(self) -> int:
        return self.total if self.positions is None else self.positions
