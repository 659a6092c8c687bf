"""Who may do what: every route of the service against every kind of caller."""
