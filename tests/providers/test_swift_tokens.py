"""A token is renewed shortly before it ends, once, and used on where that cannot be done."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import pytest

from dds_upload.core.errors import StorageUnavailable
from providers.swift.account_urls import AccountUrls
from providers.swift.signing_in.sign_in import Access
from providers.swift.signing_in.tokens import Tokens

PLACE = AccountUrls("https://swift.example/v1/AUTH_a", "https://swift.example/v1/AUTH_a")


@dataclass
class Signer:
    """Signs in under a test's hand."""

    seconds: float | None = 3600
    user: str = "user"
    urls: AccountUrls | None = None
    given: int = 0
    is_away: bool = False
    #: Set while the test lets it answer.
    may_answer: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_answer.set()

    def __call__(self) -> Access:
        self.may_answer.wait(10)
        if self.is_away:
            raise StorageUnavailable("away")
        self.given += 1
        return Access(f"token{self.given}", PLACE, self.seconds)

    def explain(self, status: int) -> str:
        return ""


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def tokens(signer: Signer, seconds: Seconds) -> Tokens:
    return Tokens(signer, seconds)


@pytest.mark.parametrize(
    ("life", "good", "ending"), [(3600, 3539, 3541), (100, 49, 51), (None, 10**9, None)]
)
def test_a_token_is_renewed_a_minute_before_its_end_or_at_half_of_its_life(
    tokens: Tokens, signer: Signer, seconds: Seconds, life: float | None, good: float, ending: float
) -> None:
    signer.seconds = life
    assert tokens.current().token == "token1"
    seconds.now = 1000 + good
    assert tokens.current().token == "token1"
    if ending is not None:
        seconds.now = 1000 + ending
        assert tokens.current().token == "token2"
        assert tokens.current().token == "token2"


def test_a_token_that_cannot_be_renewed_is_used_to_its_end(
    tokens: Tokens, signer: Signer, seconds: Seconds, caplog: pytest.LogCaptureFixture
) -> None:
    tokens.current()
    seconds.now += 3550
    signer.is_away = True
    assert [tokens.current().token for _ in range(3)] == ["token1"] * 3
    assert caplog.text.count("cannot be renewed") == 1
    seconds.now += 20
    signer.is_away = False
    assert tokens.current().token == "token2"


def test_a_token_that_has_ended_is_not_used(
    tokens: Tokens, signer: Signer, seconds: Seconds
) -> None:
    tokens.current()
    signer.is_away = True
    seconds.now += 3600
    with pytest.raises(StorageUnavailable):
        tokens.current()


def test_nobody_waits_for_a_renewal_as_long_as_the_token_is_good(
    tokens: Tokens, signer: Signer, seconds: Seconds
) -> None:
    tokens.current()
    seconds.now += 3550
    signer.may_answer.clear()
    renewing = threading.Thread(target=tokens.current)
    renewing.start()
    try:
        while not tokens._lock.locked():
            pass
        assert tokens.current().token == "token1"
    finally:
        signer.may_answer.set()
        renewing.join()
    assert tokens.current().token == "token2"
    assert signer.given == 2


def test_those_who_come_with_the_same_stale_one_share_a_renewal(
    tokens: Tokens, signer: Signer
) -> None:
    stale = tokens.current()
    threads = [threading.Thread(target=tokens.renew, args=(stale,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert signer.given == 2
