"""The preview: the picture on stage, and the transport under it."""
