"""Signs in to Swift, and finds the URLs of the account: from Swift itself, or from Keystone."""
