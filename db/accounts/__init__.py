"""Users, agents, tokens, organisations and roles, and what each of them may do."""
