"""The portal in a real browser, against the real service."""
