"""Connections wait in the loop or have a turn, in the order in which they came."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from gunicorn.config import Config

from dds_upload.web.serving.channel import Channel
from dds_upload.web.serving.connection import Connection, Waits
from dds_upload.web.serving.patience import Patience
from dds_upload.web.serving.turns import Turns
from dds_upload.web.serving.waiting import Waiting


@pytest.fixture
def connections() -> Iterator[list[Connection]]:
    """Three, whose clients send nothing."""
    patience = Patience(streams=1, streams_of_one=1, rate=1, idle=1)
    with ExitStack() as stack:
        made = []
        for _ in range(3):
            ours, theirs = socket.socketpair()
            stack.enter_context(theirs)
            channel = Channel(stack.enter_context(ours), patience)
            made.append(Connection(channel, Config(), ("", 0), ("", 0)))
        yield made


def test_whoever_waits_longest_comes_first_and_only_the_late_are_late(
    connections: list[Connection],
) -> None:
    first, second, third = connections
    with selectors.DefaultSelector() as poller:
        waiting = Waiting(poller, lambda connection: None)
        for seconds, each in enumerate(connections):
            waiting.begin(each, Waits.REQUEST, seconds)
        assert waiting.late(time.monotonic()) == [first]
        waiting.begin(first, Waits.REST, 60)
        assert list(waiting) == [second, third, first]
        for each in connections:
            waiting.end(each)
            waiting.end(each)
            waiting.look_away(each)
            waiting.look_away(each)
        assert list(waiting) == []
        assert not poller.get_map()


def test_one_that_waits_no_more_is_watched_on_until_something_comes(
    connections: list[Connection],
) -> None:
    first, second, _ = connections
    seen: list[Connection] = []
    with selectors.DefaultSelector() as poller:
        waiting = Waiting(poller, seen.append)
        for each in (first, second):
            waiting.begin(each, Waits.REQUEST, 1)
            waiting.end(each)
            assert each not in waiting
        assert len(poller.get_map()) == 2
        waiting.begin(first, Waits.SENDING, 1)
        assert first in waiting
        for key, _ in poller.select(0):  # the kernel takes more of an answer
            key.data(key.fileobj)
        assert seen == [first]
        waiting.look_away(first)
        assert not poller.select(0)


def test_what_is_collected_is_given_back_once(connections: list[Connection]) -> None:
    with selectors.DefaultSelector() as poller:
        waiting = Waiting(poller, lambda connection: None)
        for size, each in enumerate(connections, 100):
            waiting.begin(each, Waits.REQUEST, 1)
            waiting.collect(each, size)
        assert waiting.collected == 303
        waiting.end(connections[0])
        waiting.end(connections[0])
        assert waiting.collected == 203


def test_a_turn_that_is_given_back_is_the_next_ones(connections: list[Connection]) -> None:
    first, second, third = connections
    answered: list[Connection] = []
    turns = Turns(1, answered.append)
    for each in connections:
        turns.take(each)
    assert answered == [first]
    turns.give(first)
    turns.give(first)  # it was a stream, and then ended
    assert answered == [first, second]
    turns.give(second)
    turns.give(third)
    turns.take(first)
    assert answered == [first, second, third, first]
