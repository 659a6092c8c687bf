"""Files made of chunks by content: asked for, assembled, processed, put into projects."""
