"""The life of an upload through the API: from its beginning to the file, or to its end."""
