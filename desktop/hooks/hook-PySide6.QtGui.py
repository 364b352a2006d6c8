"""PyInstaller hook: Qt's plugins that a window of plain widgets uses. The others would bring GTK and QtQuick along."""

from pathlib import Path

from PyInstaller.utils.hooks.qt import add_qt6_dependencies

WANTED = {
    "platforms": ("xcb", "wayland", "offscreen", "windows", "cocoa"),
    "platformthemes": ("xdgdesktopportal",),
    "platforminputcontexts": ("compose", "ibus"),
    "imageformats": ("jpeg", "webp", "gif", "ico"),
    "xcbglintegrations": ("glx", "egl"),
    "wayland-shell-integration": ("xdg",),
    "wayland-decoration-client": ("bradient",),
    "wayland-graphics-integration-client": ("wayland-egl",),
}


def wanted(source: str, target: str) -> bool:
    """Everything that is no plugin, and the plugins named above."""
    kind, name = Path(source).parent.name, Path(source).name
    return "plugins" not in Path(target).parts or any(word in name for word in WANTED.get(kind, ()))


hiddenimports, _binaries, datas = add_qt6_dependencies(__file__)
binaries = [entry for entry in _binaries if wanted(*entry)]
