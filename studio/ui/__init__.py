"""The window. The only room besides world that may import Qt; it talks to session alone."""
