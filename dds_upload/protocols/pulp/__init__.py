"""The upload protocol of Pulp 3, `/pulp/api/v3`, for pulp-cli: what, not how."""
