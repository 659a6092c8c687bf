"""Tests that share a running server are next to each other, so that few processes start it.

xdist gives each of its processes an equal part of all tests, in their order. A process that is done
takes over what is at the end of another part. So each part begins with the tests of some servers,
and is filled up with tests that any process can do. Those of one folder are next to each other,
too: what only they share ends after the last of them.

A plugin module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

import pytest

T = TypeVar("T")

#: Fixtures of servers, by what the tests have in common that use them; those that take long first.
_SERVERS = {
    "portal": {"browser", "local_portal", "swift_portal", "visitor", "swift_visitor"},
    "client": {"client_service"},
    "swift": {"swift_server", "swift", "swift_service", "sentry_swift"},
    "local": {"local", "sentry_local"},
    "nodes": {"swift_nodes"},
    "nginx": {"front"},
    "keystone": {"cloud", "identity"},
}

#: Fixtures that ask for another one when the test runs, by the parameter that names it.
_CHOOSING = {"installation": "kind", "anybody": "anybody"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put them in order; all processes find the same one."""
    processes = int(getattr(config, "workerinput", {}).get("workercount", 1))
    by_server = defaultdict(list)
    for item in items:
        by_server[_server_of(item)].append(item)
    others = by_server.pop(None, [])
    heads: list[list[pytest.Item]] = [[] for _ in range(processes)]
    for place, server in enumerate(it for it in _SERVERS if it in by_server):
        heads[place % processes] += sorted(by_server[server], key=lambda item: item.path.parent)
    items[:] = filled_up(heads, others)


def _server_of(item: pytest.Item) -> str | None:
    needed = set(getattr(item, "fixturenames", ()))
    chosen = item.callspec.params if hasattr(item, "callspec") else {}
    needed |= {
        chosen[it] for fixture, it in _CHOOSING.items() if fixture in needed and it in chosen
    }
    if "e2e" not in item.path.parts:
        needed.discard("local")  # a storage, and no server
    return next((name for name, fixtures in _SERVERS.items() if fixtures & needed), None)


def filled_up(heads: Sequence[list[T]], others: Sequence[T]) -> list[T]:
    """One part after another, as long as xdist cuts them; each begins with one of the heads."""
    order: list[T] = []
    left, taken = sum(map(len, heads)) + len(others), 0
    for place, head in enumerate(heads):
        size = left // (len(heads) - place)
        left -= size
        more = max(0, size - len(head))
        order += [*head, *others[taken : taken + more]]
        taken += more
    return [*order, *others[taken:]]
