"""The parameter q: filters combined by NOT, AND, OR and brackets."""

from __future__ import annotations

import pytest

from tests.house.setting import Lab
from tests.protocols.pulp.conftest import new_user, wire_of
from tests.protocols.pulp.wire import TASKS, UPLOADS, Wire, id_of, said

#: Sizes of a user's uploads, each there once.
SIZES = {10, 20, 30, 40, 500}


@pytest.fixture(scope="module")
def uploads(library: Lab) -> dict[int, str]:
    """The hrefs of uploads by size; their user is called `researcher`."""
    wire = wire_of(library, "researcher")
    new_user(library).begin(20)  # which must not be seen
    return {size: wire.begin(size) for size in SIZES} | {0: wire.headers["Authorization"]}


class Found:
    """The sizes that an expression finds."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def __call__(self, expression: str, **more: object) -> set[int]:
        return {each["size"] for each in self.wire.listed(UPLOADS, q=expression, **more)}

    def fault(self, expression: str) -> str:
        """What is said of an expression that is none."""
        return said(self.wire.call("GET", UPLOADS, params={"q": expression}, expect=400), "q")


@pytest.fixture
def found(library: Lab, uploads: dict[int, str]) -> Found:
    """Asks for uploads."""
    return Found(Wire(library, uploads[0]))


@pytest.mark.parametrize(
    ("expression", "sizes"),
    [
        ("size=10", {10}),
        ("size = 10", {10}),
        ("  size=10  ", {10}),
        ('size="10"', {10}),
        ("size='10'", {10}),
        (r'size="1\0"', {10}),
        ("size=11", set()),
        ("size__gt=20", {30, 40, 500}),
        ("size__range=10,30", {10, 20, 30}),
        ('size__range="10, 30"', {10, 20, 30}),
        ("NOT size=10", SIZES - {10}),
        ("NOT NOT size=10", {10}),
        ("NOT (NOT (size=10))", {10}),
        ("size=10 OR size=20", {10, 20}),
        ("size=10 OR size=20 OR size=500", {10, 20, 500}),
        ("size__gt=10 AND size__lt=40", {20, 30}),
        ("size__gt=10 AND size__lt=40 AND NOT size=20", {30}),
        ("size=10 AND size=20", set()),
        ("size=10 OR size=20 AND size=30", {10}),
        ("size=30 AND size=20 OR size=10", {10}),
        ("(size=10 OR size=20) AND size__gt=10", {20}),
        ("size__gt=10 AND (size=10 OR size=20)", {20}),
        ("NOT size=10 AND size__lt=30", {20}),
        ("NOT (size=10 OR size=500)", {20, 30, 40}),
        ("NOT size=10 OR size=10", SIZES),
        ("(size=10)", {10}),
        ("((((size=10))))", {10}),
        ("(size=10)OR(size=20)", {10, 20}),
        ('size="10"OR size="20"', {10, 20}),
        ("NOT(size=10)", SIZES - {10}),
        ("size=10\tOR\nsize=20", {10, 20}),
        (" OR ".join(["size=10"] * 60 + ["size=20"]), {10, 20}),
        ("", SIZES),
    ],
)
def test_an_expression_finds(found: Found, expression: str, sizes: set[int]) -> None:
    assert found(expression) == sizes


def test_words_are_read_in_any_case(found: Found) -> None:
    assert found("not size=10 and size__lt=30 or size=500") == {20, 500}


def test_things_are_found_by_what_they_are_called(found: Found, uploads: dict[int, str]) -> None:
    ten, twenty = uploads[10], uploads[20]
    assert found(f"pulp_href__in={ten}") == {10}
    assert found(f"pulp_href__in={ten},{twenty}") == {10, 20}
    assert found(f'NOT pulp_href__in="{ten},{twenty}"') == SIZES - {10, 20}
    assert found(f"prn__in=prn:core.upload:{id_of(ten)} OR pulp_id__in={id_of(twenty)}") == {10, 20}


def test_an_expression_is_one_filter_beside_others(found: Found) -> None:
    assert found("size=10 OR size=20", size__gt=10) == {20}
    assert found("size=10", size=20) == set()
    page = found.wire.get(UPLOADS, q="size__gt=10", limit=1, ordering="size")
    assert (page["count"], page["results"][0]["size"]) == (4, 20)
    assert found.wire.follow(page["next"])["results"][0]["size"] == 30


@pytest.mark.parametrize(
    "expression",
    [
        "size",
        "size=",
        "=10",
        "10",
        "size==10",
        "size>10",
        "size=10 size=20",
        "size=10,20",
        "size=10 OR",
        "OR size=10",
        "size=10 AND AND size=20",
        "AND",
        "NOT",
        "size=10 NOT size=20",
        "(size=10",
        "size=10)",
        "()",
        "(",
        ")",
        ")(",
        "(size=10))",
        'size="10',
        "size='10",
        "size=\"10'",
        'size=10"',
        'size="10"20',
        "size=x",
        'size=""',
        "size=-1",
        f"size={2**63}",
        "nonsense=1",
        "limit=1",
        "ordering=size",
        "q=1",
        "Size=10",
        "size=10; DROP TABLE uploads",
        "size=10 XOR size=20",
        "\0",
        "size=10 OR size=\0",
        "\u00e9=1",
    ],
)
def test_what_is_no_expression_is_refused(found: Found, expression: str) -> None:
    assert found.fault(expression)


@pytest.mark.parametrize("expression", ["nonsense=1", "size=10 OR nonsense=1", "state=failed"])
def test_a_filter_that_is_not_there_is_named(found: Found, expression: str) -> None:
    assert expression.split()[-1].partition("=")[0] in found.fault(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "NOT " * 500 + "size=10",
        "(" * 500 + "size=10" + ")" * 500,
        "(" * 900,
        " OR ".join(["size=10"] * 10_000),
        "NOT (" * 200 + "size=10" + ")" * 200,
    ],
    ids=range(5),
)
def test_expressions_cannot_be_made_to_cost_much(found: Found, expression: str) -> None:
    assert found.fault(expression)


def test_quotes_take_the_next_character_literally(own: Wire) -> None:
    names = ["plain", "it's", 'say-"no"', "back\\slash", "a(b)", "x=y"]
    for name in names:
        upload = own.begin(0)
        headers = {"Correlation-ID": name}
        own.commit(upload, "0" * 64, headers=headers)
    for name in names:
        double = name.replace("\\", "\\\\").replace('"', '\\"')
        single = name.replace("\\", "\\\\").replace("'", "\\'")
        for expression in (f'logging_cid="{double}"', f"logging_cid='{single}'"):
            assert [it["logging_cid"] for it in own.listed(TASKS, q=expression)] == [name]
