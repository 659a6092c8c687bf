"""Storage in OpenStack Swift; clients reach it directly with TempURLs."""
