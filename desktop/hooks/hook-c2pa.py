"""PyInstaller hook: the library that writes Content Credentials. The wheel's archive for Rust programs stays out."""

from pathlib import Path

from PyInstaller.utils.hooks import get_package_paths

_libs = Path(get_package_paths("c2pa")[1]) / "libs"
binaries = [(str(path), "c2pa/libs") for path in _libs.iterdir() if path.suffix in (".so", ".dylib", ".dll")]
excludedimports = ["requests", "toml", "c2pa.build"]
