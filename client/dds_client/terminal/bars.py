"""Progress as bars, one for each file on its way and one for all; for terminals."""

from __future__ import annotations

import threading
from typing import TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Column
from rich.text import Text

from dds_client.terminal.text import printable

#: Up to so many files in all, the bars of finished ones stay to be seen.
_FEW = 12


class Bars:
    """The bars of one run. Small files of many come and go between two pictures."""

    def __init__(self, verb: str, stream: TextIO | None = None) -> None:
        """`verb` is what happens to files, as in `sent`."""
        self._verb = verb
        self._console = Console(file=stream, stderr=stream is None)
        self._progress = Progress(
            TextColumn("{task.description}", markup=False, table_column=Column(ratio=2)),
            BarColumn(bar_width=None, table_column=Column(ratio=1)),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(compact=True),
            console=self._console,
            expand=True,
        )
        self._lock = threading.Lock()
        self._tasks: dict[str, TaskID] = {}
        self._all: TaskID | None = None
        self._files = self._done = 0

    def total(self, files: int, size: int) -> None:
        self._files = files
        self._all = self._progress.add_task(self._counted(), total=size)

    def started(self, path: str, size: int) -> None:
        with self._lock:
            self._tasks[path] = self._progress.add_task(printable(path), total=size)

    def moved(self, path: str, size: int) -> None:
        task = self._tasks.get(path)
        if task is not None:
            self._progress.advance(task, size)
        if self._all is not None:
            self._progress.advance(self._all, size)

    def finished(self, path: str, state: str, message: str = "") -> None:
        with self._lock:
            self._done += 1
            task = self._tasks.pop(path, None)
        if task is not None and (self._files > _FEW or state == "failed"):
            self._progress.remove_task(task)
        if self._all is not None:
            self._progress.update(self._all, description=self._counted())
        if message:
            self.note(f"{path}: {state}: {message}")

    def note(self, words: str) -> None:
        self._console.print(Text(printable(words)), soft_wrap=True)

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Give the terminal back."""
        self._progress.stop()

    def _counted(self) -> str:
        return f"{self._done} of {self._files} files {self._verb}"
