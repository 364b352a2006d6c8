"""The film as data: frozen dataclasses, pure edits, snapshot history. Standard library only."""
