"""The whole service in a test's process: settings, databases, a user, and a client for it."""
