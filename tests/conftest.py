"""Fixtures for all tests; they live in plugins, so that each is one file with one purpose."""

pytest_plugins = ["tests.services.once", "tests.services.fixtures", "tests.house.fixtures"]
