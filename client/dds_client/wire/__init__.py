"""The one place that talks HTTP: connections, retries, tokens and pages."""
