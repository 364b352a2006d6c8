"""Timelines for other editors. Knows the document only."""
