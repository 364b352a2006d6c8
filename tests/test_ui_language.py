"""The window in English and in Chinese: all is translated, what is filled in stays, and a switch needs no restart."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QTabWidget, QWidget
from stand_in import StandIn
from ui_kit import application, made

from scripts import translations
from studio.problem import Problem
from studio.session.film import edit
from studio.session.studio import Studio
from studio.ui import language, theme
from studio.ui.dialogs.problem import ProblemDialog
from studio.ui.tour import Tour
from studio.ui.window import MainWindow

AGAIN = "run python scripts/translations.py"
PLACE = re.compile(r"\{\w*\}|%\d|%n")
# What is said in every language alike: names, units, signs.
ALIKE = re.compile(
    r"Fantascope|Apache-2\.0|Ctrl|Shift|Enter|Home|End|Left|Right|LoRA|MB|GB|kB|TB|fps|V1|A1|[MS]\b|\d+p\b|@?anna|English|"
    r"H\.26[45]|AV1|VP9|ProRes|GIF|WebP|PNG|mp4|webm|mov|png|Python|Linux[\w.-]*|[a-z]*://\S*"
)


@pytest.fixture
def app() -> Iterator[QApplication]:
    app = application()
    yield app
    language.use(app, language.ENGLISH)
    app.processEvents()


@pytest.fixture
def window(app: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    StandIn.go.set()
    shown = MainWindow(Studio(data=tmp_path / "data", engine=StandIn))
    shown.studio.create(tmp_path / "film")
    shown.show()
    app.processEvents()
    yield shown
    shown.go()
    app.processEvents()


def entries() -> Iterator[tuple[str, str, ET.Element]]:
    """(context, English, translation) of everything in the .ts file."""
    for context in ET.parse(translations.TS).getroot().iter("context"):
        for message in context.iter("message"):
            yield context.findtext("name", ""), message.findtext("source", ""), message.find("translation")


def test_every_word_of_the_code_is_in_the_ts_file_and_no_other() -> None:
    wanted, known = translations.sources(translations.ROOT), {(context, source) for context, source, _ in entries()}
    assert not wanted - known, f"{AGAIN}, then translate {sorted(wanted - known)[:20]}"
    assert not known - wanted, f"{AGAIN}: {sorted(known - wanted)[:20]} is not said any more"
    listed = translations.SENTENCES.read_text("utf-8").splitlines()
    assert listed == translations.sentences(translations.ROOT), AGAIN


def test_everything_is_translated_and_what_is_filled_in_stays() -> None:
    for context, source, translation in entries():
        told = translation.text or ""
        assert translation.get("type") is None and told.strip(), f"{context}: {source!r} is not translated"
        assert sorted(PLACE.findall(source)) == sorted(PLACE.findall(told)), f"{context}: {source!r} became {told!r}"
        assert ("&" in source) == ("&" in told), f"{context}: {source!r} became {told!r}"


def test_the_packed_translation_is_that_of_the_ts_file() -> None:
    packed = QTranslator()
    assert packed.load(str(translations.QM))
    for context, source, translation in entries():
        assert packed.translate(context, source) == translation.text, f"{AGAIN}: {context}: {source!r}"


def test_templates_can_be_told_apart() -> None:
    for line in translations.SENTENCES.read_text("utf-8").splitlines():
        plain = re.sub(r"\{\d\}", "", line)
        assert len(re.findall("[A-Za-z]", plain)) >= 2, f"{line!r} fits everything"


# -- sentences of rooms that know no Qt --------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "told"), [
    ("The disk is full.", "磁盘已满。"),
    ("“a b.mp4” is missing.", "“a b.mp4”不见了。"),
    ("“A take” is 4 × 3; there is nothing to see in it.", "“A take”为 4 × 3，没有内容可看。"),
    ("Card 3: The prompt is empty.", "分镜卡 3：提示词为空。"),
    ("In memory: all of it on the device, about 2 GB there and 3 GB of main memory.",
     "内存占用：全部放在设备上，设备约 2 GB，主内存约 3 GB。"),
    ("Can: first frame, last frame, sound.", "能做：首帧、尾帧、声音。"),
    ("3 muted tracks stay behind: EDL cannot carry them.", "3 条静音轨道未带过去：EDL 无法容纳。"),
    ("2 clips have an impossible place or length and were left out.", "2 个片段的位置或长度不合理，已略去。"),
    ("Extend after", "向后延展"), ("Export film.mp4", "导出 film.mp4"), ("Cast @anna", "角色 @anna"),
    ("Nobody says this.", "Nobody says this."), ("", ""),
])  # fmt: skip
def test_a_sentence_is_told_with_what_was_in_it(app: QApplication, said: str, told: str) -> None:
    assert language.said(said) == said
    language.use(app, language.CHINESE)
    assert language.said(said) == told
    language.use(app, language.ENGLISH)
    assert language.said(said) == said


def test_a_problem_is_told_in_the_language_of_the_window(app: QApplication) -> None:
    problem = Problem("“a.mp4” is a folder.", "The film is unchanged.", "Choose a file inside it.")
    assert language.in_a_row(problem) == str(problem)
    language.use(app, language.CHINESE)
    dialog = ProblemDialog(problem)
    lines = [part.text() for part in dialog.findChildren(QLabel)]
    assert lines == ["“a.mp4”是文件夹。", "影片未改变。", "请选择其中的文件。"]
    assert language.in_a_row(problem) == "".join(lines)


# -- the window --------------------------------------------------------------------------------------------------------


def said_by(top: QWidget) -> Iterator[tuple[QWidget | QAction, str]]:
    """Every word a window shows or tells, apart from what stands in the film."""
    for part in (top, *top.findChildren(QWidget)):
        yield part, part.toolTip()
        yield part, part.accessibleName()
        match part:
            case QAbstractButton() | QLabel():
                yield part, part.text()
            case QTabWidget():
                yield from ((part, part.tabText(index)) for index in range(part.count()))
            case QComboBox():
                yield from ((part, part.itemText(index)) for index in range(part.count()))
            case QLineEdit():
                yield part, part.placeholderText()
    for action in top.findChildren(QAction):
        yield action, action.text()


def words_of(top: QWidget) -> set[str]:
    """All of them, without the figures and sizes, which change by themselves."""
    return {re.sub(r"\d+(\.\d+)?( [kMGT]B)?", "", words) for _, words in said_by(top)}


def english(words: str) -> bool:
    """Whether there is an English word in it that is no name and no unit."""
    return bool(re.search("[A-Za-z]{2,}", re.sub(r"\(&.\)", "", ALIKE.sub("", words))))


def test_the_window_changes_its_language_while_it_is_open(app: QApplication, window: MainWindow) -> None:
    studio = window.studio
    made(studio, "一只猫")
    studio.edit("Group", lambda film: edit.add_track(film, "video"))
    window.timeline.view = window.timeline.view.zoomed(2, around=400)
    app.processEvents()
    before, scale = words_of(window), window.timeline.view.scale
    window.bars.problem(Problem("The disk is full."))
    switch(app, window, language.CHINESE)
    left = {words for _, words in said_by(window) if english(words)} - {studio.project.name}
    assert not left, left
    assert window.menuBar().actions()[0].text() == "文件(&F)"
    assert window.actions_by_name["undo"].text() == "撤销“编组”(&U)"
    assert [bar.text.text() for bar in window.bars.shown()] == ["磁盘已满。"]
    assert window.timeline.accessibleName() == "时间线" and window.timeline.view.scale == scale
    assert window.settings.value("language") == "zh_CN" and window.actions_by_name["language_zh_CN"].isChecked()
    window.bars.clear()
    window.actions_by_name["language_en"].trigger()
    settle(app)
    assert words_of(window) == before


def test_what_was_open_is_where_it_was_after_a_switch(app: QApplication, window: MainWindow) -> None:
    window.tabs.setCurrentIndex(2)
    window.lower_tabs.setCurrentIndex(1)
    window.work.setSizes([300, 400])
    window.timeline.set_tool("blade")
    sizes, old = window.work.sizes(), window.preview
    switch(app, window, language.CHINESE)
    assert window.preview is not old and window.timeline.tool == "blade"
    assert (window.tabs.currentIndex(), window.lower_tabs.currentIndex()) == (2, 1)
    assert window.work.sizes() == pytest.approx(sizes, abs=6)  # tabs are as high as their letters
    made(window.studio, "一辆车")
    app.processEvents()
    assert len(window.studio.project.takes) == 1 and window.history.list.count() > 1  # the new panels listen


def test_a_tour_goes_on_where_it_was_after_a_switch(app: QApplication, window: MainWindow) -> None:
    window.commands.tour()
    next(iter(window.findChildren(Tour))).go(1)
    switch(app, window, language.CHINESE)
    (tour,) = [tour for tour in window.findChildren(Tour) if tour.at >= 0]
    assert tour.at == 1 and tour.bubble.title.text() == "说说要发生什么"
    tour.end()


def switch(app: QApplication, window: MainWindow, spoken: str) -> None:
    window.actions_by_name[f"language_{spoken}"].trigger()
    settle(app)


def settle(app: QApplication) -> None:
    """The event reaches the window, which builds itself anew, and what was there before is gone."""
    for _ in range(3):
        app.processEvents()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_language_of_the_system_is_the_first_choice(app: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    for names, expected in ((["zh-Hans-CN", "en"], "zh_CN"), (["zh-TW"], "zh_CN"), (["de-DE"], "en"), ([], "en")):
        locale = type("Locale", (), {"uiLanguages": lambda self, names=names: names})()
        with monkeypatch.context() as patch:
            patch.setattr(language.QLocale, "system", lambda locale=locale: locale)
            assert language.resolved(language.SYSTEM) == expected
    assert language.resolved("en") == "en" and language.resolved("nonsense") == language.resolved("system")


def test_an_unwritten_file_is_no_trouble(app: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(language, "resources", lambda: tmp_path)
    language._templates.cache_clear()
    language.use(app, language.CHINESE)
    assert language.said("“a.mp4” is missing.") == "“a.mp4” is missing."
    language._templates.cache_clear()


def test_chinese_has_a_font(app: QApplication) -> None:
    theme.load_fonts(translations.ROOT / "resources" / "fonts")
    label = QLabel("时间线")
    assert label.fontMetrics().inFontUcs4(ord("时")) or any(f in theme.HAN for f in label.font().families())
