"""Signing in to Swift, and finding out where the account is: by Swift itself, or by Keystone."""
