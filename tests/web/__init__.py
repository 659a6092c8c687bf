"""What web serves by itself, whatever the protocol."""
