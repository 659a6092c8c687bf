"""Tests of organisations as protocols find them, of slugs, and of how old projects came by both."""
