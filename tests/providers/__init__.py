"""Every kind of storage against one suite, and what is special about each."""
