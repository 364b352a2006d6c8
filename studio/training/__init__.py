"""Data sets, trainers and evaluation. Never imported by the app."""
