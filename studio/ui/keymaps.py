"""UI room: which keys do what: the studio's own keys, and those that fingers know from two other editors.

Another editor's map names only what differs. A key it gives to one command is taken from whatever had it.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from studio.ui import actions
from studio.ui.language import NOOP
from studio.ui.timeline.commands import KEYS

OWN = "own"

PREMIERE: dict[str, tuple[str, ...]] = {
    "tool_blade": ("C",), "tool_rate": ("R",), "toggle_snapping": ("S",), "zoom_fit": ("\\",),
    "blade": ("Ctrl+K",), "split": ("Ctrl+K",), "export": ("Ctrl+M",),
    "next_marker": ("Shift+M",), "previous_marker": ("Ctrl+Shift+M",), "clear_range": ("Ctrl+Shift+X",),
    "speed_of_clip": ("Ctrl+R",), "remix_clip": ("Ctrl+Alt+R",), "recut": ("Ctrl+Alt+X",),
    "dissolve": ("Ctrl+D",), "duplicate": ("Ctrl+Shift+/",), "title": ("Ctrl+T",),
    "group": ("Ctrl+G",), "ungroup": ("Ctrl+Shift+G",), "fill_gap": ("Ctrl+Alt+G",),
    "detach_sound": ("Ctrl+L",), "loop": ("Ctrl+Alt+L",), "roll_here": ("Shift+W",),
    "slide_left": ("Alt+,",), "slide_right": ("Alt+.",),
    "fade_in_here": ("Ctrl+Alt+[",), "fade_out_here": ("Ctrl+Alt+]",),
}  # fmt: skip

RESOLVE: dict[str, tuple[str, ...]] = {
    "tool_select": ("A",), "tool_blade": ("B",), "tool_slip": ("T",), "tool_slide": ("Shift+T",),
    "tool_rate": ("Shift+R",), "speed_of_clip": ("R",),
    "blade": ("Ctrl+B", "Ctrl+\\"), "split": ("Ctrl+B",), "blend": ("Ctrl+Alt+B",),
    "insert_from_bin": ("F9",), "overwrite_from_bin": ("F10",),
    "next_marker": ("Shift+Down",), "previous_marker": ("Shift+Up",),
    "delete": ("Backspace",), "ripple_delete": ("Del", "Shift+Backspace"),
    "dissolve": ("Ctrl+T",), "trim_start_here": ("Shift+[",), "trim_end_here": ("Shift+]",),
    "ripple_start_here": ("Ctrl+Shift+[",), "ripple_end_here": ("Ctrl+Shift+]",), "pasts": ("Ctrl+Alt+[",),
    "nudge_left": (",",), "nudge_right": (".",), "fade_in_here": ("Alt+T",), "fade_out_here": ("Alt+Shift+T",),
    "detach_sound": ("Ctrl+Alt+L",), "title": ("Alt+W",),
    "lock_track": ("Alt+L",), "mute_track": ("Alt+M",),
}  # fmt: skip

MAPS: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    OWN: ("Fantascope", {}),
    "premiere": ("Premiere Pro", PREMIERE),
    "resolve": ("DaVinci Resolve", RESOLVE),
}

# The timeline's and the preview's keys as the sheet shows them, besides those in the menus: (title, (command, words)).
SHEET = (
    (NOOP("Keys", "Playing"), (
        ("play", NOOP("Keys", "Play or stop")), ("shuttle_back", NOOP("Keys", "Play backwards, faster")),
        ("shuttle_stop", NOOP("Keys", "Stop")), ("shuttle_on", NOOP("Keys", "Play, faster")),
        ("back", NOOP("Keys", "One frame back")), ("forward", NOOP("Keys", "One frame on")),
        ("back_ten", NOOP("Keys", "Ten frames back")), ("forward_ten", NOOP("Keys", "Ten frames on")),
        ("previous_cut", NOOP("Keys", "Previous cut")), ("next_cut", NOOP("Keys", "Next cut")),
        ("go_home", NOOP("Keys", "Beginning")), ("go_end", NOOP("Keys", "End")),
    )),
    (NOOP("Keys", "Tools and marks"), (
        ("tool_select", NOOP("Keys", "Select")), ("tool_blade", NOOP("Keys", "Blade")),
        ("tool_slip", NOOP("Keys", "Slip")), ("tool_slide", NOOP("Keys", "Slide")),
        ("tool_rate", NOOP("Keys", "Change speed by an edge")),
        ("toggle_snapping", NOOP("Keys", "Snapping on or off")), ("set_in", NOOP("Keys", "In point")),
        ("set_out", NOOP("Keys", "Out point")), ("clear_range", NOOP("Keys", "Clear in and out")),
        ("add_marker", NOOP("Keys", "Marker")),
    )),
    (NOOP("Keys", "Clips"), (
        ("nudge_left", NOOP("Keys", "Nudge left")), ("nudge_right", NOOP("Keys", "Nudge right")),
        ("slip_left", NOOP("Keys", "Slip left")), ("slip_right", NOOP("Keys", "Slip right")),
        ("slide_left", NOOP("Keys", "Slide left")), ("slide_right", NOOP("Keys", "Slide right")),
        ("select_previous", NOOP("Keys", "Select previous clip")),
        ("select_next", NOOP("Keys", "Select next clip")), ("open_shot", NOOP("Keys", "Open the shot or title")),
        ("escape", NOOP("Keys", "Let go")),
    )),
)  # fmt: skip


def tr(text: str) -> str:
    return QCoreApplication.translate("Keys", text)


def own() -> dict[str, tuple[str, ...]]:
    """Every command that has keys, in the menus or on the timeline, with its own ones, the first to be shown."""
    keys = {entry.name: entry.keys for _, entries in actions.MENUS for entry in entries if entry and entry.keys}
    for key, name in KEYS.items():
        keys[name] = (*(k for k in keys.get(name, ()) if k != key), key) if name in keys else (key,)
    return keys


def keys_of(name: str) -> dict[str, tuple[str, ...]]:
    """The keys of every command in a map; an unknown map is the studio's own."""
    changed = MAPS.get(name, MAPS[OWN])[1]
    taken = {key for keys in changed.values() for key in keys}
    kept = {command: tuple(key for key in keys if key not in taken) for command, keys in own().items()}
    return {command: keys for command, keys in {**kept, **changed}.items() if keys}


def sheet(name: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every key in force, as (title, [(what, key in Qt's portable writing)])."""
    keys = keys_of(name)
    menus = [
        (actions.plain(title), [(actions.plain(e.text), keys[e.name][0]) for e in entries if e and e.name in keys])
        for title, entries in actions.MENUS
    ]
    others = [
        (tr(title), [(tr(words), keys[command][0]) for command, words in named if command in keys])
        for title, named in SHEET
    ]
    return [*menus, *others]
