"""`dds plan`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dds_client.client import Client
from dds_client.commands.command import Command, Run
from dds_client.commands.options import size as read_size
from dds_client.errors import ExitCode, Refused, UsageError
from dds_client.local.ignore import Ignored
from dds_client.local.tree import read_tree, roots_of
from dds_client.settings.units import spoken_size
from dds_client.transfer.cut import Cut, choose_chunk_size
from dds_client.upload.context import cut_for

EXAMPLES = ("dds plan scans/", "dds plan --size 2TiB", "dds plan --size 40000000 --json")


@dataclass(frozen=True, slots=True)
class _Planned:
    path: str | None
    size: int
    cut: Cut | None
    message: str = ""


def add(commands: Any) -> None:
    """Add the command to a parser."""
    command = Command(
        commands, "plan", "show how files would be cut, or that they do not fit", EXAMPLES, run
    )
    command.with_common()
    command.options.value("--size", metavar="N", read=read_size, text="a file of this size instead")
    command.options.value("--provider", metavar="NAME", text="the storage provider")
    command.options.switch("--follow-symlinks", text="count what links to folders lead to, too")
    command.parser.add_argument("paths", nargs="*", metavar="PATH", help="a file or folder")


def run(it: Run) -> ExitCode:
    """Plan, by the provider's own words."""
    given = it.arguments
    if bool(given.paths) == (given.size is not None):
        raise UsageError("name paths, or give --size N")
    with it.client() as client:
        planned = [_by_server(client, given.size)] if given.size is not None else _files(it, client)
    it.output.document({"files": [_document(each) for each in planned]})
    for each in planned:
        it.output.line(_line(each))
    refused = [each for each in planned if each.cut is None]
    if not refused:
        return ExitCode.DONE
    return ExitCode.REFUSED if len(refused) == len(planned) else ExitCode.SOME_FAILED


def _by_server(client: Client, size: int) -> _Planned:
    """Asked of the service, so that it is the service's answer."""
    provider = client.service.storage.provider(client.settings.provider)
    answer = client.service.storage.plan(provider.id, size)
    if answer.limits is None:
        return _by_policy(client, size)
    limits = answer.limits
    chunk = choose_chunk_size(size, limits.min_size, limits.max_size, client.settings.chunk_size)
    return _Planned(None, size, Cut(size, chunk))


def _by_policy(client: Client, size: int) -> _Planned:
    provider = client.service.storage.provider(client.settings.provider)
    try:
        return _Planned(None, size, cut_for(provider, size, client.settings.chunk_size))
    except Refused as refusal:
        return _Planned(None, size, None, str(refusal))


def _files(it: Run, client: Client) -> list[_Planned]:
    ignored = Ignored.by_regex(client.settings.exclude)
    roots = roots_of(it.arguments.paths)
    tree = read_tree(roots, ignored, follow_links=it.arguments.follow_symlinks)
    provider = client.service.storage.provider(client.settings.provider)
    planned = []
    for file in tree.files:
        try:
            cut = cut_for(provider, file.size, client.settings.chunk_size)
            planned.append(_Planned(file.path, file.size, cut))
        except Refused as refusal:
            planned.append(_Planned(file.path, file.size, None, str(refusal)))
    return planned


def _line(planned: _Planned) -> str:
    name = planned.path or f"a file of {spoken_size(planned.size)}"
    if planned.cut is None:
        return f"{name}: {planned.message}"
    count, size = planned.cut.count, min(planned.cut.chunk_size, planned.size)
    if count == 1:
        return f"{name}: one chunk of {size} bytes"
    return f"{name}: {count} chunks of {size} bytes ({spoken_size(size)})"


def _document(planned: _Planned) -> dict[str, Any]:
    cut = planned.cut
    return {
        "path": planned.path,
        "size": planned.size,
        "fits": cut is not None,
        "chunk_size": cut.chunk_size if cut else None,
        "chunk_count": cut.count if cut else None,
        "message": planned.message,
    }
