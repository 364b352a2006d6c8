"""The project folder: codec, migration, atomic save, journal, lock. Knows the document, nothing of Qt or torch."""
