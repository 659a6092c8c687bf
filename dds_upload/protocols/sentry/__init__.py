"""The chunk-upload protocol of Sentry, `/api/0`, for sentry-cli: what, not how."""
