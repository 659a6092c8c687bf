"""The upload protocol of Pulp 3, `/pulp/api/v3`, as pulp-cli speaks it: what, not how."""
