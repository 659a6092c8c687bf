"""Lists whose entries are numbered, see `positions`; clients read them by thousands of pages."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from db.database import Database
from db.fields import to_uuid
from db.statements import Statement
from dds_upload.core.paging import Page, PageRequest


class NumberedList:
    """The statements for one kind of list, of a project (`?1`) or of a folder in it (`?2`)."""

    def __init__(
        self, tables: Sequence[str], column: str, counted: str, within: str = "", of: int = 1
    ) -> None:
        """`column` has the numbers of rows `it`, and `counted` of the project `o` how many exist.

        `within` is a further condition for rows, and `of` the number of ids that name the list.
        """
        rows = [
            f"FROM {table} it WHERE it.project_id = ?1{within} AND it.deleted_at IS NULL"
            for table in tables
        ]
        first, last = of + 1, of + 2
        on_page = f"AND it.{column} BETWEEN ?{first} AND ?{last}"
        self._page = Statement(
            " UNION ALL ".join(f"SELECT it.{column}, it.id {each} {on_page}" for each in rows)
        )
        # Read at the ends of the indexes on numbers.
        highest = ", ".join(f"(SELECT MAX(it.{column}) {each})" for each in rows)
        self._taken = Statement(
            f"SELECT {counted}, {highest} FROM projects o WHERE o.id = ?1 AND o.deleted_at IS NULL"
        )

    def page(self, database: Database, page: PageRequest, *ids: UUID) -> Page[UUID]:
        """The ids of the entries on a page, the newest first."""
        bounds = page.offset + 1, page.last
        found = database.sql(self._page, (*(it.hex for it in ids), *bounds)).fetchall()
        newest_first = [to_uuid(id) for _, id in sorted(found, reverse=True)]
        return Page(newest_first, *self.taken(database, *ids))

    def taken(self, database: Database, *ids: UUID) -> tuple[int, int]:
        """How many entries there are, by the kept count, and their highest number (0: none)."""
        rows = database.sql(self._taken, [it.hex for it in ids]).fetchall()
        total, *numbers = rows[0] if rows else (0,)
        return total, max((number or 0 for number in numbers), default=0)


_ENTRIES = ("folders", "files")

OF_PROJECT = NumberedList(_ENTRIES, "project_position", "o.entries_count")
OF_ROOT = NumberedList(_ENTRIES, "parent_position", "o.root_count", " AND it.parent_id IS NULL")
OF_FOLDER = NumberedList(
    _ENTRIES,
    "parent_position",
    "(SELECT d.entries_count FROM folders d WHERE d.id = ?2)",
    " AND it.parent_id = ?2",
    of=2,
)
FILES_OF_PROJECT = NumberedList(("files",), "file_position", "o.files_count")
