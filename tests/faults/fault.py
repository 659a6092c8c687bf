"""A fault: its name, where it comes to, who uploads meanwhile, and how it comes and goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.faults.ground import Ground, Plan, Servers, ground
from tests.faults.judge import containers, judged
from tests.faults.senders import Dds, Sender
from tests.faults.table import Counts

Strike = Callable[[Ground, Sender], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """`strike` has it come and go once, while a sender sends; all is well again when it returns.

    `sender` makes the client. `tries` is how often it comes where nobody says otherwise.
    """

    name: str
    strike: Strike
    plan: Plan = field(default_factory=Plan)
    sender: Callable[[Ground], Sender] = Dds
    tries: int = 20


def suffered(fault: Fault, servers: Servers, folder: Path, tries: int | None = None) -> Counts:
    """What comes of uploads to a ground of its own, to which the fault comes again and again."""
    strikes = [fault.strike] * (tries or fault.tries)
    return survived(strikes, fault.plan, fault.sender, servers, folder)


def survived(
    strikes: Sequence[Strike],
    plan: Plan,
    sender: Callable[[Ground], Sender],
    servers: Servers,
    folder: Path,
) -> Counts:
    """The same of strikes of any kinds, one after the other."""
    with ground(plan, servers, folder) as made:
        before = containers(made)
        client = sender(made)
        with client.sending():
            tries, told = _struck(made, client, strikes)
        counts = judged(made, client, tries, before)
        return replace(counts, stuck=counts.stuck + bool(told), told=told)


def _struck(ground: Ground, client: Sender, strikes: Sequence[Strike]) -> tuple[int, str]:
    """How many have come and gone, and why no more of them: somebody does not go on."""
    for tries, strike in enumerate(strikes):
        try:
            strike(ground, client)
        except AssertionError as error:
            return tries, f"{error}. The client said last: {client.said[-2000:]}"
    return len(strikes), ""
