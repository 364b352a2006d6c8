"""UI room: the table of everything the menus offer, with its shortcut. What each does is in `commands.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu


@dataclass(frozen=True, slots=True)
class Entry:
    """One action. `keys` in Qt's portable writing, the first one shown; `group` makes it one choice of several."""

    name: str
    text: str
    keys: tuple[str, ...] = ()
    group: str = ""
    tip: str = ""


RULE = None
NOOP = QT_TRANSLATE_NOOP


def _entry(name: str, text: str, *keys: str, group: str = "", tip: str = "") -> Entry:
    return Entry(name, text, keys, group, tip)


MENUS: tuple[tuple[str, tuple[Entry | None, ...]], ...] = (
    (NOOP("Menu", "&File"), (
        _entry("new_film", NOOP("Menu", "&New film"), "Ctrl+N"),
        _entry("open_film", NOOP("Menu", "&Open…"), "Ctrl+O"),
        RULE,
        _entry("save", NOOP("Menu", "&Save"), "Ctrl+S"),
        _entry("save_as", NOOP("Menu", "Save &as…"), "Ctrl+Shift+S"),
        RULE,
        _entry("import_files", NOOP("Menu", "&Import…"), "Ctrl+I"),
        _entry("export", NOOP("Menu", "&Export…"), "Ctrl+E"),
        RULE,
        _entry("quit", NOOP("Menu", "&Quit"), "Ctrl+Q"),
    )),
    (NOOP("Menu", "&Edit"), (
        _entry("undo", NOOP("Menu", "&Undo"), "Ctrl+Z"),
        _entry("redo", NOOP("Menu", "&Redo"), "Ctrl+Shift+Z", "Ctrl+Y"),
        RULE,
        _entry("cut", NOOP("Menu", "Cu&t"), "Ctrl+X"),
        _entry("copy", NOOP("Menu", "&Copy"), "Ctrl+C"),
        _entry("paste", NOOP("Menu", "&Paste"), "Ctrl+V"),
        _entry("duplicate", NOOP("Menu", "D&uplicate"), "Ctrl+D"),
        RULE,
        _entry("delete", NOOP("Menu", "&Delete"), "Del", "Backspace"),
        _entry("ripple_delete", NOOP("Menu", "&Ripple delete"), "Shift+Del", "Shift+Backspace"),
        _entry("blade", NOOP("Menu", "&Blade at playhead"), "Ctrl+K"),
        _entry("close_gaps", NOOP("Menu", "Close &gaps")),
        RULE,
        _entry("select_all", NOOP("Menu", "Select &all"), "Ctrl+A"),
        _entry("deselect", NOOP("Menu", "D&eselect"), "Ctrl+Shift+A"),
    )),
    (NOOP("Menu", "&Clip"), (
        _entry("new_shot", NOOP("Menu", "&New shot"), "Ctrl+Shift+N"),
        _entry("generate", NOOP("Menu", "&Generate"), "Ctrl+Return"),
        _entry("variations", NOOP("Menu", "&Variations"), "Ctrl+Shift+Return"),
        RULE,
        _entry("extend_after", NOOP("Menu", "Extend &after"), "Ctrl+]"),
        _entry("extend_before", NOOP("Menu", "Extend &before"), "Ctrl+["),
        _entry("fill_gap", NOOP("Menu", "&Fill gap"), "Ctrl+G"),
        _entry("loop", NOOP("Menu", "&Loop"), "Ctrl+L"),
        _entry("blend", NOOP("Menu", "Blend with ne&xt"), "Ctrl+B"),
        RULE,
        _entry("previous_take", NOOP("Menu", "&Previous take"), "Alt+Up"),
        _entry("next_take", NOOP("Menu", "Next &take"), "Alt+Down"),
        RULE,
        _entry("enough", NOOP("Menu", "&Enough: keep what exists"), "Ctrl+."),
        _entry("cancel_job", NOOP("Menu", "&Cancel generation"), "Ctrl+Shift+."),
    )),
    (NOOP("Menu", "&View"), (
        _entry("zoom_in", NOOP("Menu", "Zoom &in"), "Ctrl+=", "Ctrl++"),
        _entry("zoom_out", NOOP("Menu", "Zoom &out"), "Ctrl+-"),
        _entry("zoom_fit", NOOP("Menu", "Whole &film"), "Shift+Z"),
        RULE,
        _entry("show_bin", NOOP("Menu", "&Bin"), "Alt+1"),
        _entry("show_cast", NOOP("Menu", "&Cast"), "Alt+2"),
        _entry("show_takes", NOOP("Menu", "&Takes"), "Alt+3"),
        _entry("focus_prompt", NOOP("Menu", "&Prompt"), "Ctrl+P"),
        RULE,
        _entry("theme_dark", NOOP("Menu", "&Dark"), group="theme"),
        _entry("theme_light", NOOP("Menu", "&Light"), group="theme"),
        _entry("full_screen", NOOP("Menu", "F&ull screen"), "F11"),
    )),
    (NOOP("Menu", "&Help"), (
        _entry("keys", NOOP("Menu", "&Keyboard shortcuts"), "?", "F1"),
        _entry("about", NOOP("Menu", "&About Fantascope")),
    )),
)  # fmt: skip


def build(window: QMainWindow, handler: Callable[[str], Callable[[], object]]) -> dict[str, QAction]:
    """Fill the window's menu bar; `handler(name)` gives what an action does. Returns the actions by name."""
    made: dict[str, QAction] = {}
    groups: dict[str, QActionGroup] = {}
    for title, entries in MENUS:
        menu = window.menuBar().addMenu(translated(title))
        for entry in entries:
            if entry is RULE:
                menu.addSeparator()
                continue
            made[entry.name] = _action(window, menu, entry, groups)
            act = handler(entry.name)
            made[entry.name].triggered.connect(lambda _=False, act=act: act())
    return made


def keyed() -> list[tuple[str, list[tuple[str, str]]]]:
    """The menus as (title, [(what, keys in Qt's portable writing)]), for the sheet of shortcuts."""
    return [
        (plain(title), [(plain(entry.text), entry.keys[0]) for entry in entries if entry is not RULE and entry.keys])
        for title, entries in MENUS
    ]


def plain(text: str) -> str:
    """A menu's text without its mnemonic and dots."""
    return translated(text).replace("&", "").rstrip("…")


def translated(text: str) -> str:
    return QCoreApplication.translate("Menu", text)


def _action(window: QMainWindow, menu: QMenu, entry: Entry, groups: dict[str, QActionGroup]) -> QAction:
    action = QAction(translated(entry.text), window)
    action.setObjectName(entry.name)
    action.setShortcuts([QKeySequence(keys) for keys in entry.keys])
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    if entry.name == "quit":
        action.setMenuRole(QAction.MenuRole.QuitRole)
    if entry.group:
        action.setCheckable(True)
        groups.setdefault(entry.group, QActionGroup(window)).addAction(action)
    menu.addAction(action)
    return action
