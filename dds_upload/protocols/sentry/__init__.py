"""The chunk-upload protocol of Sentry, `/api/0`, as sentry-cli speaks it: what, not how."""
