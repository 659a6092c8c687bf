"""Who may do what: users, agents, tokens, organisations, roles."""
