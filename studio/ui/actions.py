"""UI room: the table of everything the menus offer, with its shortcut. What each does is in `commands.py`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from studio.ui.language import NOOP


@dataclass(frozen=True, slots=True)
class Entry:
    """One action. `keys` in Qt's portable writing, the first one shown; `group` makes it one choice of several; `under`
    puts it into a menu of that title within the menu."""

    name: str
    text: str
    keys: tuple[str, ...] = ()
    group: str = ""
    under: str = ""


RULE = None
WORDS = "words"  # the property that holds an action's text as it is written here
LANGUAGE, TRACK = NOOP("Menu", "La&nguage"), NOOP("Menu", "Trac&k")


def _entry(name: str, text: str, *keys: str, group: str = "", under: str = "") -> Entry:
    return Entry(name, text, keys, group, under)


MENUS: tuple[tuple[str, tuple[Entry | None, ...]], ...] = (
    (NOOP("Menu", "&File"), (
        _entry("new_film", NOOP("Menu", "&New film"), "Ctrl+N"),
        _entry("open_film", NOOP("Menu", "&Open…"), "Ctrl+O"),
        RULE,
        _entry("save", NOOP("Menu", "&Save"), "Ctrl+S"),
        _entry("save_as", NOOP("Menu", "Save &as…"), "Ctrl+Shift+S"),
        RULE,
        _entry("import_files", NOOP("Menu", "&Import…"), "Ctrl+I"),
        _entry("find_missing", NOOP("Menu", "&Find missing files…")),
        _entry("export", NOOP("Menu", "&Export…"), "Ctrl+E"),
        RULE,
        _entry("import_timeline", NOOP("Menu", "Import &timeline…")),
        _entry("export_timeline", NOOP("Menu", "Export time&line…")),
        RULE,
        _entry("quit", NOOP("Menu", "&Quit"), "Ctrl+Q"),
    )),
    (NOOP("Menu", "&Edit"), (
        _entry("undo", NOOP("Menu", "&Undo"), "Ctrl+Z"),
        _entry("redo", NOOP("Menu", "Red&o"), "Ctrl+Shift+Z", "Ctrl+Y"),
        RULE,
        _entry("cut", NOOP("Menu", "Cu&t"), "Ctrl+X"),
        _entry("copy", NOOP("Menu", "&Copy"), "Ctrl+C"),
        _entry("paste", NOOP("Menu", "&Paste"), "Ctrl+V"),
        _entry("paste_insert", NOOP("Menu", "Paste &insert"), "Ctrl+Shift+V"),
        _entry("duplicate", NOOP("Menu", "Dup&licate"), "Ctrl+D"),
        RULE,
        _entry("delete", NOOP("Menu", "&Delete"), "Del", "Backspace"),
        _entry("ripple_delete", NOOP("Menu", "&Ripple delete"), "Shift+Del", "Shift+Backspace"),
        _entry("blade", NOOP("Menu", "&Blade at playhead"), "Ctrl+K"),
        _entry("close_gaps", NOOP("Menu", "Close &gaps"), "Alt+Shift+G"),
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
        _entry("remix_clip", NOOP("Menu", "Re&mix…"), "Ctrl+R"),
        _entry("recut", NOOP("Menu", "Re-c&ut…"), "Ctrl+Shift+X"),
        _entry("pasts", NOOP("Menu", "Many past&s, one ending…"), "Ctrl+Shift+["),
        _entry("use_frame", NOOP("Menu", "Use t&his frame as…"), "Ctrl+U"),
        RULE,
        _entry("new_card", NOOP("Menu", "New ca&rd"), "Ctrl+Alt+N"),
        _entry("film_board", NOOP("Menu", "Render f&ilm"), "Ctrl+Alt+Return"),
        RULE,
        _entry("previous_take", NOOP("Menu", "&Previous take"), "Alt+Up"),
        _entry("next_take", NOOP("Menu", "Next &take"), "Alt+Down"),
        RULE,
        _entry("go_back", NOOP("Menu", "Ma&ke the last part again"), "Ctrl+Shift+Backspace"),
        _entry("enough", NOOP("Menu", "&Enough: keep what exists"), "Ctrl+."),
        _entry("cancel_job", NOOP("Menu", "&Cancel generation"), "Ctrl+Shift+."),
    )),
    (NOOP("Menu", "&Timeline"), (
        _entry("insert_from_bin", NOOP("Menu", "Insert from &bin"), ","),
        _entry("overwrite_from_bin", NOOP("Menu", "Over&write from bin"), "."),
        _entry("lift", NOOP("Menu", "&Lift"), ";"),
        _entry("extract", NOOP("Menu", "&Extract"), "'"),
        _entry("close_gap_here", NOOP("Menu", "Close g&ap here"), "Alt+G"),
        RULE,
        _entry("trim_start_here", NOOP("Menu", "Trim &start to playhead"), "["),
        _entry("trim_end_here", NOOP("Menu", "Trim e&nd to playhead"), "]"),
        _entry("ripple_start_here", NOOP("Menu", "&Ripple start to playhead"), "Q"),
        _entry("ripple_end_here", NOOP("Menu", "R&ipple end to playhead"), "W"),
        _entry("roll_here", NOOP("Menu", "Roll &cut to playhead"), "E"),
        RULE,
        _entry("title", NOOP("Menu", "&Title…"), "T"),
        _entry("dissolve", NOOP("Menu", "&Dissolve"), "Ctrl+T"),
        _entry("fade_in_here", NOOP("Menu", "&Fade in to playhead"), "Alt+["),
        _entry("fade_out_here", NOOP("Menu", "Fade o&ut from playhead"), "Alt+]"),
        _entry("speed_of_clip", NOOP("Menu", "S&peed…"), "Ctrl+Shift+R"),
        RULE,
        _entry("group", NOOP("Menu", "&Group"), "Ctrl+Alt+G"),
        _entry("ungroup", NOOP("Menu", "Ungr&oup"), "Ctrl+Alt+Shift+G"),
        _entry("detach_sound", NOOP("Menu", "Detac&h sound"), "Ctrl+Alt+U"),
        RULE,
        _entry("next_marker", NOOP("Menu", "Ne&xt marker"), "Shift+M"),
        _entry("previous_marker", NOOP("Menu", "Pre&vious marker"), "Ctrl+Shift+M"),
        _entry("mute_track", NOOP("Menu", "&Mute track"), "Alt+M", under=TRACK),
        _entry("solo_track", NOOP("Menu", "&Solo track"), "Alt+S", under=TRACK),
        _entry("lock_track", NOOP("Menu", "&Lock track"), "Alt+L", under=TRACK),
    )),
    (NOOP("Menu", "&View"), (
        _entry("zoom_in", NOOP("Menu", "Zoom &in"), "Ctrl+=", "Ctrl++"),
        _entry("zoom_out", NOOP("Menu", "Zoom &out"), "Ctrl+-"),
        _entry("zoom_fit", NOOP("Menu", "Whole &film"), "Shift+Z"),
        RULE,
        _entry("show_bin", NOOP("Menu", "&Bin"), "Alt+1"),
        _entry("show_cast", NOOP("Menu", "&Cast"), "Alt+2"),
        _entry("show_takes", NOOP("Menu", "&Takes"), "Alt+3"),
        _entry("show_history", NOOP("Menu", "&History"), "Alt+6"),
        _entry("show_timeline", NOOP("Menu", "Ti&meline"), "Alt+4"),
        _entry("show_board", NOOP("Menu", "&Storyboard"), "Alt+5"),
        _entry("focus_prompt", NOOP("Menu", "&Prompt"), "Ctrl+P"),
        RULE,
        _entry("models", NOOP("Menu", "Mod&els…")),
        RULE,
        _entry("theme_dark", NOOP("Menu", "&Dark"), group="theme"),
        _entry("theme_light", NOOP("Menu", "&Light"), group="theme"),
        _entry("language_system", NOOP("Menu", "&System"), group="language", under=LANGUAGE),
        _entry("language_en", "&English", group="language", under=LANGUAGE),
        _entry("language_zh_CN", "中文 (&C)", group="language", under=LANGUAGE),
        _entry("full_screen", NOOP("Menu", "F&ull screen"), "F11"),
    )),
    (NOOP("Menu", "&Help"), (
        _entry("tour", NOOP("Menu", "&Tour")),
        _entry("demo", NOOP("Menu", "Open the &demo film")),
        _entry("keys", NOOP("Menu", "&Keyboard shortcuts"), "?", "F1"),
        RULE,
        _entry("licences", NOOP("Menu", "&Licences")),
        _entry("about", NOOP("Menu", "&About Fantascope")),
    )),
)  # fmt: skip


def build(window: QMainWindow, handler: Callable[[str], Callable[[], object]]) -> dict[str, QAction]:
    """Fill the window's menu bar; `handler(name)` gives what an action does. Returns the actions by name."""
    made: dict[str, QAction] = {}
    groups: dict[str, QActionGroup] = {}
    for title, entries in MENUS:
        menu = _menu(window.menuBar(), title)
        below: dict[str, QMenu] = {}
        for entry in entries:
            if entry is None:  # RULE
                menu.addSeparator()
                continue
            if entry.under and entry.under not in below:
                below[entry.under] = _menu(menu, entry.under)
            made[entry.name] = _action(window, below.get(entry.under, menu), entry, groups)
            act = handler(entry.name)
            made[entry.name].triggered.connect(lambda _=False, act=act: act())
    return made


def speak(window: QMainWindow) -> None:
    """Every menu and action in the language that is in force now."""
    for action in window.menuBar().findChildren(QAction) + window.findChildren(QAction):
        if words := action.property(WORDS):
            action.setText(translated(words))


def _menu(parent: QMenuBar | QMenu, title: str) -> QMenu:
    made = parent.addMenu(translated(title))
    made.menuAction().setProperty(WORDS, title)
    return made


def plain(text: str) -> str:
    """A menu's text without its mnemonic and dots; Chinese has the mnemonic behind the words, in brackets."""
    return re.sub(r"\(&.\)|&", "", translated(text)).rstrip("…")


def translated(text: str) -> str:
    return QCoreApplication.translate("Menu", text)


def _action(window: QMainWindow, menu: QMenu, entry: Entry, groups: dict[str, QActionGroup]) -> QAction:
    action = QAction(translated(entry.text), window)
    action.setObjectName(entry.name)
    action.setProperty(WORDS, entry.text)
    action.setShortcuts([QKeySequence(keys) for keys in entry.keys])
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    if entry.name == "quit":
        action.setMenuRole(QAction.MenuRole.QuitRole)
    if entry.group:
        action.setCheckable(True)
        groups.setdefault(entry.group, QActionGroup(window)).addAction(action)
    menu.addAction(action)
    return action
