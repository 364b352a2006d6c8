"""Session: where things of the user and of the program are. Looks at the environment; makes no folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path

NAME = "fantascope"


def user_data() -> Path:
    """The folder of this user's settings, history and untitled films."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / NAME
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / NAME
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / NAME


def resources() -> Path:
    """The folder of what ships with the studio."""
    return Path(__file__).resolve().parents[2] / "resources"


def models() -> Path:
    """The folder of the weights; `FANTASCOPE_MODELS` names another."""
    return Path(os.environ.get("FANTASCOPE_MODELS") or resources() / "models")


def shelf() -> Path:
    """The folder of the models a person has added; `FANTASCOPE_SHELF` names another."""
    return Path(os.environ.get("FANTASCOPE_SHELF") or user_data() / "models")


def adapted() -> Path:
    """The folder of the looks and characters the model was taught here; `FANTASCOPE_ADAPTED` names another."""
    return Path(os.environ.get("FANTASCOPE_ADAPTED") or user_data() / "adapted")
