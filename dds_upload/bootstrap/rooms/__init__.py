"""One file a room: builds the operations of that room over parts, records and other rooms."""
