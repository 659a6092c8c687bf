"""The Python API: everything that `dds` does, without a terminal.

```python
from dds_client import Client

with Client.from_config() as client:
    report = client.upload(["scans"], project="Mice")
    for file in report.files:
        print(file.path, file.state, file.moved_bytes)
```
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from dds_client.api.service import Service
from dds_client.clock import RunClock
from dds_client.compare.verify import Verifier, VerifyOrder, VerifyReport
from dds_client.download.filters import PathFilter
from dds_client.download.run import Downloader, DownloadOrder, DownloadReport
from dds_client.remote.projects import ProjectName
from dds_client.settings.settings import Settings, load
from dds_client.transfer.progress import Progress, Silent
from dds_client.upload.orders import UploadOrder, UploadReport
from dds_client.upload.run import Uploader
from dds_client.wire.patience import Patience
from dds_client.wire.session import Session
from dds_client.wire.transport import Transport


class Client:
    """One service, as one user. Several threads may use it.

    `service` has the single calls of the API, with typed answers. Every method raises UsageError,
    Refused or TryAgain (`dds_client.errors`) for faults of the whole order; faults of one file are
    in the report.
    """

    def __init__(self, settings: Settings, progress: Progress | None = None) -> None:
        """Connects to nothing yet. `progress` gets all reports, from many threads."""
        self.settings = settings
        self.progress = progress or Silent()
        self.clock = RunClock()
        jobs = max(settings.upload_jobs, settings.download_jobs)
        self._transport = Transport(connections=jobs + 2)
        patience = Patience(settings.retry_for, self.clock, self.progress.note)
        session = Session(
            self._transport,
            settings.url,
            settings.credentials,
            patience,
            page_size=settings.page_size,
        )
        self.service = Service(session)

    @classmethod
    def from_config(cls, progress: Progress | None = None) -> Self:
        """A client with the settings of `~/.ddsclient` and the environment. Raises UsageError."""
        return cls(load(), progress)

    def upload(
        self,
        paths: Sequence[str],
        *,
        project: str | None = None,
        project_id: str | None = None,
        follow_links: bool = False,
        check: bool = True,
        dry_run: bool = False,
    ) -> UploadReport:
        """Send files and folders; a project is made if there is none of that name.

        Files that are there already are not sent, and uploads of an earlier run are resumed.
        `check` waits until storage has put the files together. Raises PathInUse, too.
        """
        order = UploadOrder(
            paths, ProjectName(project, project_id), follow_links, check=check, dry_run=dry_run
        )
        return Uploader(self.service, self.settings, self.clock, self.progress).run(order)

    def download(
        self,
        folder: str | None = None,
        *,
        project: str | None = None,
        project_id: str | None = None,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
    ) -> DownloadReport:
        """Fetch a project, or some of its paths, into a folder."""
        order = DownloadOrder(
            ProjectName(project, project_id), folder, PathFilter.of(include, exclude)
        )
        return Downloader(self.service, self.settings, self.clock, self.progress).run(order)

    def verify(
        self,
        path: str,
        *,
        project: str | None = None,
        project_id: str | None = None,
        remote: str | None = None,
        follow_links: bool = False,
    ) -> VerifyReport:
        """Compare a local path with a remote one, by size and digest."""
        order = VerifyOrder(ProjectName(project, project_id), path, remote, follow_links)
        return Verifier(self.service, self.settings, self.clock, self.progress).run(order)

    def stop(self) -> None:
        """End work in other threads soon; it raises Interrupted there."""
        self.clock.stop()

    def close(self) -> None:
        """Close idle connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
