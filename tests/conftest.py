"""Fixtures for all tests; they live in plugins, so that each is one file with one purpose."""

import pytest

pytest_plugins = [
    "tests.services.compiled",
    "tests.services.once",
    "tests.services.order",
    "tests.services.fixtures",
    "tests.services.secrecy",
    "tests.house.fixtures",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """What the long runs of `make faults` can be told."""
    parser.addoption(
        "--uploads", default="20", help="of tests/faults: so many uploads a trouble and step"
    )
    parser.addoption("--tries", help="of tests/faults: so often each other fault comes")
