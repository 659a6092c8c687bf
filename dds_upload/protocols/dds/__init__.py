"""The Duke Data Service protocol, `/api/v1`: the portal and DukeDSClient speak it."""
