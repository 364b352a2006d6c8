"""Panels beside the preview: each renders one part of the studio's state and keeps none of its own."""
