"""The Sentry protocol, spoken to the real application inside the test's process."""
