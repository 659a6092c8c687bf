"""Tests of users, agents, tokens and of who is let in."""
