"""The whole service in a test's process: settings, databases, a user, a client that speaks to it."""
