"""A whole protocol in a folder: files of one piece, said in headers."""
