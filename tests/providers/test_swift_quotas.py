"""What Swift tells of quotas, and that nobody waits for it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from dds_upload.core.storage.quota import Quota
from providers.swift.quotas import FRESH, SwiftQuotas
from providers.swift.session import Session
from tests.providers.fake_swift import Answer, Script
from tests.services.swift import SwiftServer

ACCOUNT, CONTAINER = "HEAD /v1/AUTH_fake", "HEAD /v1/AUTH_fake/project"


def headers(kind: str, allowed: str, used: str, name: str = "Meta-Quota-Bytes") -> Answer:
    return Answer(204, {f"X-{kind}-{name}": allowed, f"X-{kind}-Bytes-Used": used})


def quotas(fake: Script) -> SwiftQuotas:
    return SwiftQuotas(Session(fake.options))


def test_the_account_and_the_container_each_have_a_quota_of_their_own(fake: Script) -> None:
    fake.answers[CONTAINER] = headers("Container", "100", "40")
    assert quotas(fake).of("project") == [Quota(100, 40)]
    fake.answers[ACCOUNT] = headers("Account", "10", "11")
    assert quotas(fake).of("project") == [Quota(10, 11), Quota(100, 40)]
    assert quotas(fake).of(None) == [Quota(10, 11)]
    assert Quota(10, 11).left == 0


@pytest.mark.parametrize("name", ["Meta-Quota-Bytes", "Quota-Bytes"])
def test_a_quota_of_an_account_is_told_under_either_name(fake: Script, name: str) -> None:
    fake.answers[ACCOUNT] = headers("Account", "7", "0", name)
    assert quotas(fake).of(None) == [Quota(7, 0)]


@pytest.mark.parametrize("allowed", ["", "much", "-1", "1.5"])
def test_what_is_no_number_is_no_quota(fake: Script, allowed: str) -> None:
    fake.answers[ACCOUNT] = headers("Account", allowed, "0")
    assert quotas(fake).of(None) == []


def test_an_answer_is_good_for_some_seconds(fake: Script) -> None:
    now = 0.0
    asked = SwiftQuotas(Session(fake.options), clock=lambda: now)
    fake.answers[ACCOUNT] = headers("Account", "1", "0")
    with ThreadPoolExecutor(8) as pool:
        assert {quota.allowed for [quota] in pool.map(asked.of, [None] * 30)} == {1}
    fake.answers[ACCOUNT] = headers("Account", "2", "0")
    now = FRESH - 0.1
    assert asked.of(None) == [Quota(1, 0)]
    now = FRESH
    assert asked.of(None) == [Quota(2, 0)]
    assert fake.seen.count(ACCOUNT) == 2


def test_where_nothing_can_be_told_nothing_is_and_nobody_asks_again_at_once(fake: Script) -> None:
    fake.answers["HEAD"] = Answer(503)
    asked = quotas(fake)
    for _ in range(3):
        assert asked.of("project") == []
    assert (fake.seen.count(ACCOUNT), fake.seen.count(CONTAINER)) == (1, 1)


def test_nobody_waits_long_for_a_swift_that_hangs(fake: Script, swift_server: SwiftServer) -> None:
    hung = SwiftQuotas(Session(replace(fake.options, url_root=swift_server.url, timeout=5)))
    swift_server.suspend()
    try:
        begun = time.monotonic()
        for _ in range(20):
            assert hung.of("project") == []
        assert time.monotonic() - begun < 4
    finally:
        swift_server.resume()
