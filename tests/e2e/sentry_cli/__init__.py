"""The unmodified sentry-cli, 3.8.2 and 2.58.6, against both kinds of installation."""
