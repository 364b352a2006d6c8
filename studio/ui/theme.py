"""UI room: colours, type and spacing, in one place. Knows Qt's style machinery and nothing of films or the studio."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

# Device-independent pixels. Every margin and gap in the window is one of these.
XS, S, M, L, XL = 4, 8, 12, 16, 24
RADIUS = 6
CONTROL = 30  # height of buttons, fields and segmented controls

SMALL, BODY, TITLE, DISPLAY = 11, 13, 15, 20  # font sizes

# Where Chinese is looked for, best first; the last one is bundled.
HAN = (
    "PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC",
    "WenQuanYi Micro Hei", "Droid Sans Fallback",
)  # fmt: skip
BUNDLED_HAN = "DroidSansFallbackFull.ttf"


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as `#rrggbb`. `text` reads on window, panel, raised and every clip colour; `accent_text` on accent."""

    name: str
    window: str
    panel: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    accent_text: str
    live: str
    warn: str
    danger: str
    clip_video: str
    clip_take: str
    clip_planned: str
    clip_audio: str
    clip_title: str
    gap: str
    playhead: str
    selection: str


DARK = Theme(
    name="dark",
    window="#121317",
    panel="#191b20",
    raised="#25282f",
    line="#31353e",
    text="#e8eaee",
    muted="#9ba2ae",
    accent="#f0b45c",
    accent_text="#21170a",
    live="#58c9a3",
    warn="#f08c4a",
    danger="#f4716b",
    clip_video="#35557d",
    clip_take="#51467f",
    clip_planned="#3a3223",
    clip_audio="#27594f",
    clip_title="#6d3d5a",
    gap="#1f2127",
    playhead="#ff8073",
    selection="#f0b45c",
)

LIGHT = Theme(
    name="light",
    window="#e7e8eb",
    panel="#f6f6f8",
    raised="#ffffff",
    line="#cdd0d7",
    text="#1c1f25",
    muted="#4f5662",
    accent="#9a4503",
    accent_text="#ffffff",
    live="#0b7053",
    warn="#a04708",
    danger="#b3261e",
    clip_video="#b3cbea",
    clip_take="#cbc1ee",
    clip_planned="#f0e3c8",
    clip_audio="#b2ddd1",
    clip_title="#ecc9dc",
    gap="#dddfe4",
    playhead="#c4301f",
    selection="#9a4503",
)

THEMES = {theme.name: theme for theme in (DARK, LIGHT)}
_current = DARK

VEIL, PLATE = 0.88, 1.0  # how much of a picture the ground of words on it covers


def current() -> Theme:
    """The theme in force. Painting code asks each time; nothing keeps a copy."""
    return _current


def apply(app: QApplication, theme: Theme | None = None) -> None:
    """Dress the whole application; widgets that paint themselves get a palette change event and repaint."""
    global _current
    _current = theme or _current
    app.setStyle("Fusion")
    app.setPalette(palette(_current))
    app.setStyleSheet(stylesheet(_current))


def load_fonts(folder: Path) -> None:
    """Words are set in the system's font, Chinese ones in the best it has; the bundled one is read if it has none.

    A missing font is no trouble.
    """
    from PySide6.QtWidgets import QApplication

    han = next((family for family in HAN if QFontDatabase.hasFamily(family)), "")
    if not han:
        QFontDatabase.addApplicationFont(str(folder / BUNDLED_HAN))
    families = QFont().families() or [QFont().family()]
    font = QFont([*families, han or HAN[-1]])
    font.setPixelSize(BODY)
    QApplication.setFont(font)


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two `#rrggbb` colours, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=64)
def inked(colour: str, theme: Theme) -> str:
    """A colour somebody chose, brought towards the text's until it is seen on a panel."""
    mixed = (mix(colour, theme.text, share / 10) for share in range(10, -1, -1))
    return next((made for made in mixed if contrast(made, theme.panel) >= 3.0), theme.text)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def palette(theme: Theme) -> QPalette:
    """The theme as Qt's roles, for everything the stylesheet does not reach."""
    colours, role = QPalette(), QPalette.ColorRole
    for target, value in (
        (role.Window, theme.panel),
        (role.WindowText, theme.text),
        (role.Base, theme.window),
        (role.AlternateBase, theme.panel),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.danger),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.accent_text),
        (role.Link, theme.accent),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.Mid, theme.line),
        (role.Dark, theme.line),
        (role.Light, theme.raised),
        (role.Accent, theme.accent),
    ):
        colours.setColor(target, QColor(value))
    for target in (role.WindowText, role.Text, role.ButtonText):
        colours.setColor(QPalette.ColorGroup.Disabled, target, QColor(mix(theme.muted, theme.panel, 0.6)))
    return colours


def mix(one: str, other: str, share: float) -> str:
    """`share` of the first colour, the rest of the second."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def stylesheet(theme: Theme) -> str:
    """The small rest a palette cannot say. Roles are set with the dynamic property `role`."""
    t = theme
    hover, pressed = mix(t.text, t.raised, 0.08), mix(t.text, t.raised, 0.16)
    accent_hover = mix(t.text, t.accent, 0.18)
    faint = mix(t.muted, t.panel, 0.55)
    return f"""
* {{ outline: none; }}
QMainWindow, QSplitter, QStatusBar, QMenuBar {{ background: {t.window}; }}
QWidget#panel, QWidget#panel QScrollArea > QWidget > QWidget {{ background: {t.panel}; }}
QMainWindow::separator, QSplitter::handle {{ background: {t.window}; }}
QLabel {{ background: transparent; }}
QLabel[role="title"] {{ color: {t.text}; font-size: {BODY}px; font-weight: 600; }}
QLabel[role="display"] {{ color: {t.text}; font-size: {DISPLAY}px; font-weight: 600; }}
QLabel[role="field"] {{ color: {t.muted}; font-size: {SMALL}px; }}
QLabel[role="hint"] {{ color: {t.muted}; font-size: {BODY}px; }}
QLabel[role="small"] {{ color: {t.muted}; font-size: {SMALL}px; }}
QLabel[role="danger"] {{ color: {t.danger}; }}
QLabel[role="warn"] {{ color: {t.warn}; }}
QLabel[role="changed"] {{ color: {t.warn}; font-size: {SMALL}px; }}
QLabel[role="done"] {{ color: {t.live}; font-size: {SMALL}px; }}

QPushButton, QToolButton {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.line};
  border-radius: {RADIUS}px; padding: 0 {M}px; min-height: {CONTROL - 2}px; }}
QToolButton {{ padding: 0 {S}px; }}
QToolButton[square="true"] {{ padding: 0; min-width: {CONTROL - 2}px; max-width: {CONTROL - 2}px; }}
QPushButton:hover, QToolButton:hover {{ background: {hover}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {pressed}; }}
QPushButton:focus, QToolButton:focus {{ border-color: {t.accent}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {faint}; }}
QPushButton:checked, QToolButton:checked {{ background: {pressed}; border-color: {t.muted}; }}
QPushButton[role="primary"] {{ background: {t.accent}; color: {t.accent_text}; border-color: {t.accent};
  font-weight: 600; font-size: {TITLE}px; min-height: 38px; }}
QPushButton[role="primary"]:hover {{ background: {accent_hover}; }}
QPushButton[role="primary"]:focus {{ border-color: {t.text}; }}
QPushButton[role="primary"]:disabled {{ background: {t.raised}; color: {faint}; border-color: {t.line}; }}
QPushButton[role="accent"] {{ background: {t.accent}; color: {t.accent_text}; border-color: {t.accent};
  font-weight: 600; }}
QPushButton[role="accent"]:hover {{ background: {accent_hover}; }}
QPushButton[role="accent"]:focus {{ border-color: {t.text}; }}
QPushButton[role="accent"]:disabled {{ background: {t.raised}; color: {faint}; border-color: {t.line}; }}
QPushButton[role="quiet"], QToolButton[role="quiet"] {{ background: transparent; border-color: transparent; }}
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover {{ background: {t.raised}; }}
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus {{ border-color: {t.accent}; }}
QToolButton[role="plate"] {{ background: transparent; border-color: transparent; color: {t.muted}; padding: 0;
  font-size: {SMALL}px; }}
QToolButton[role="plate"]:hover {{ background: {t.raised}; }}
QToolButton[role="plate"]:focus {{ border-color: {t.accent}; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QToolButton[role="quiet"]:checked {{ color: {t.accent}; }}
QPushButton[role="link"] {{ background: transparent; border-color: transparent; color: {t.muted}; padding: 0;
  font-size: {SMALL}px; min-height: 18px; text-align: left; }}
QPushButton[role="link"]:hover, QPushButton[role="link"]:focus {{ color: {t.text}; }}
QPushButton[role="segment"] {{ border-radius: 0; border-right-width: 0; color: {t.muted}; padding: 0 {S}px; }}
QPushButton[role="segment"][place="first"] {{
  border-top-left-radius: {RADIUS}px; border-bottom-left-radius: {RADIUS}px; }}
QPushButton[role="segment"][place="last"] {{ border-top-right-radius: {RADIUS}px; border-right-width: 1px;
  border-bottom-right-radius: {RADIUS}px; }}
QPushButton[role="segment"]:checked {{ background: {pressed}; color: {t.text}; border-color: {t.line};
  font-weight: 600; }}
QPushButton[role="segment"]:focus {{ color: {t.accent}; }}

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {{ background: {t.window}; color: {t.text};
  border: 1px solid {t.line}; border-radius: {RADIUS}px; selection-background-color: {t.accent};
  selection-color: {t.accent_text}; }}
QLineEdit, QComboBox {{ padding: 0 {S}px; min-height: {CONTROL - 2}px; }}
QAbstractSpinBox {{ padding: 0 {XS}px; min-height: {CONTROL - 2}px; }}
QPlainTextEdit, QTextEdit {{ padding: {XS}px; }}
QPlainTextEdit[role="prompt"] {{ font-size: {TITLE}px; padding: {S}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus,
QComboBox:focus {{ border-color: {t.accent}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {{ color: {faint}; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
QComboBox[role="small"] {{ font-size: {SMALL}px; padding: 0 0 0 {XS}px; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QCheckBox {{ spacing: {S}px; }}
QCheckBox::indicator {{ width: 16px; height: 16px; border: 1px solid {t.muted}; border-radius: 4px;
  background: {t.window}; }}
QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; }}
QCheckBox::indicator:disabled {{ border-color: {t.line}; }}
QCheckBox:disabled {{ color: {faint}; }}
QCheckBox:focus {{ color: {t.accent}; }}
QRadioButton {{ spacing: {S}px; min-height: 22px; }}
QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {t.muted}; border-radius: 8px;
  background: {t.window}; }}
QRadioButton::indicator:checked {{ border: 5px solid {t.accent}; width: 6px; height: 6px;
  background: {t.accent_text}; }}
QRadioButton:focus {{ color: {t.accent}; }}
QRadioButton:disabled {{ color: {faint}; }}
QComboBox QAbstractItemView {{ background: {t.raised}; border: 1px solid {t.line}; padding: {XS}px; }}

QTabWidget::pane {{ border: none; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{ background: transparent; color: {t.muted}; padding: {S}px {M}px; border: none;
  border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom-color: {t.accent}; }}
QTabBar::tab:hover, QTabBar::tab:focus {{ color: {t.text}; }}

QListView, QListWidget {{ background: {t.panel}; border: none; }}
QListView::item {{ border-radius: {RADIUS}px; padding: {XS}px; }}
QListView::item:hover {{ background: {t.raised}; }}
QListView::item:selected {{ background: {pressed}; color: {t.text}; }}
QListView#mentions {{ background: {t.raised}; border: 1px solid {t.line}; padding: 2px; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollBar {{ background: transparent; border: none; }}
QScrollBar:vertical {{ width: 10px; }}
QScrollBar:horizontal {{ height: 10px; }}
QScrollBar::handle {{ background: {t.line}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {t.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none;
  width: 0; height: 0; }}

QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {t.line}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {t.muted}; }}
QSlider::handle:horizontal {{ width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: {t.text}; }}
QSlider::handle:horizontal:disabled {{ background: {faint}; }}
QSlider::sub-page:horizontal:disabled {{ background: {faint}; }}
QSlider::handle:horizontal:focus {{ background: {t.accent}; }}
QProgressBar {{ background: {t.line}; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 2px; }}

QMenuBar {{ color: {t.text}; padding: 2px {XS}px; }}
QMenuBar::item {{ padding: {XS}px {S}px; background: transparent; border-radius: {XS}px; }}
QMenuBar::item:selected {{ background: {t.raised}; }}
QMenu {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.line}; padding: {XS}px; }}
QMenu::item {{ padding: {XS}px {XL}px {XS}px {M}px; border-radius: {XS}px; }}
QMenu::item:selected {{ background: {pressed}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: {XS}px {S}px; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.line}; padding: {XS}px; }}
QStatusBar {{ color: {t.muted}; font-size: {SMALL}px; }}
QStatusBar::item {{ border: none; }}
QFrame#bar {{ background: {t.raised}; border-bottom: 1px solid {t.line}; }}
QFrame#bar[tone="danger"] {{ border-left: 3px solid {t.danger}; }}
QFrame#bar[tone="accent"] {{ border-left: 3px solid {t.accent}; }}
QFrame#card {{ background: {t.raised}; border: 1px solid {t.line}; border-radius: {RADIUS}px; }}
QFrame#card[chosen="true"] {{ border-color: {t.accent}; }}
QFrame#landing {{ background: {t.accent}; border: none; border-radius: 1px; }}
QFrame#rule {{ background: {t.line}; max-height: 1px; min-height: 1px; border: none; }}
"""
