"""Waits until storage is done with files that were completed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from dds_client.api.service import Service
from dds_client.api.upload_records import ASSEMBLING, FAILED
from dds_client.clock import Clock
from dds_client.errors import ApiRefused, ExitCode
from dds_client.transfer.results import FileResult, State
from dds_client.upload.file_sender import Pending

#: The first look follows after this time, and each later one after half as much again; seconds.
_FIRST, _GROWTH, _LONGEST = 0.2, 1.5, 5.0


def settle(
    service: Service, project_id: str, pending: Sequence[Pending], clock: Clock, patience: float
) -> list[FileResult]:
    """The results once storage has joined and proven the files, at most `patience` seconds later.

    One listing shows all that are still on their way, however many. A file that storage could not
    make is removed again, so that the next run does not take it for one that is there.
    """
    waiting = {each.upload.id: each for each in pending}
    done: list[FileResult] = []
    wait, until = _FIRST, clock.now() + patience
    while waiting and clock.now() < until:
        clock.sleep(wait)
        wait = min(wait * _GROWTH, _LONGEST)
        still = _ids(service, project_id, ASSEMBLING)
        settled = [waiting.pop(key) for key in list(waiting) if key not in still]
        if settled:
            failed = _failures(service, project_id)
            done.extend(_result(service, each, failed) for each in settled)
    done.extend(_late(each) for each in waiting.values())
    return done


def _ids(service: Service, project_id: str, state: str) -> set[str]:
    return {each.id for each in service.uploads.of_project(project_id, state=state)}


def _failures(service: Service, project_id: str) -> dict[str, str]:
    listed = service.uploads.of_project(project_id, state=FAILED)
    return {each.id: each.failure for each in listed}


def _result(service: Service, pending: Pending, failed: dict[str, str]) -> FileResult:
    if pending.upload.id not in failed:
        return pending.result
    if not pending.job.existing:
        with suppress(ApiRefused):  # without the right to, it stays, and says itself that it failed
            service.directory.delete(pending.file)
    message = failed[pending.upload.id] or "storage could not put it together"
    return _failed(pending.result, message, ExitCode.SOME_FAILED)


def _late(pending: Pending) -> FileResult:
    message = "sent, but storage is still putting it together; `dds check --wait` waits for it"
    return _failed(pending.result, message, ExitCode.TRY_AGAIN)


def _failed(result: FileResult, message: str, failure: ExitCode) -> FileResult:
    return replace(result, state=State.FAILED, message=message, failure=failure)
