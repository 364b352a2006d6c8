"""Fantascope: a desktop studio for directing generated video."""

__version__ = "0.1.0"
