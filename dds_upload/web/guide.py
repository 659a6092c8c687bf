"""A protocol's guide for a person who opens the service in a browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A page to read: a title, and a path of this service."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide of one protocol. All texts are plain text.

    `clients` are the programs that use it. `commands` can be pasted into a shell; `{origin}` in
    them stands for the scheme and host of this service.
    """

    title: str
    summary: str
    clients: str
    commands: str
    links: Sequence[Link] = ()
