"""Where the service is, who its caller is, and how transfers are made."""
