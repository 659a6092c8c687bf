"""Tasks: commits and their results."""

from __future__ import annotations

import falcon

from dds_upload.operations.placements.artifacts import ReadCommits
from dds_upload.protocols.pulp import rendering as render
from dds_upload.protocols.pulp.filters import TASKS
from dds_upload.protocols.pulp.listing import Pages, selected
from dds_upload.protocols.pulp.names import TASK
from dds_upload.web.authentication import caller_of


class TaskCollection:
    """`/tasks/`."""

    def __init__(self, read: ReadCommits, pages: Pages) -> None:
        self._read = read
        self._pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """List a part of them."""
        listing = self._pages.read(req, TASKS)
        found = self._read.page(caller_of(req), listing)
        self._pages.answer(req, resp, listing, found, render.task)


class OneTask:
    """`/tasks/{id}/`: clients ask until it has ended."""

    def __init__(self, read: ReadCommits) -> None:
        self._read = read

    def on_get(self, req: falcon.Request, resp: falcon.Response, task_id: str) -> None:
        """Read it."""
        resp.media = selected(req, render.task(self._read.one(caller_of(req), TASK.id(task_id))))


def routes(read: ReadCommits, pages: Pages) -> dict[str, object]:
    """Resources by path."""
    return {"/tasks": TaskCollection(read, pages), "/tasks/{task_id}": OneTask(read)}
