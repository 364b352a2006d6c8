"""PyInstaller hook: sound is played through QAudioSink, which needs none of Qt's players and none of their FFmpeg."""

from pathlib import Path

from PyInstaller.utils.hooks.qt import add_qt6_dependencies

hiddenimports, _binaries, datas = add_qt6_dependencies(__file__)
binaries = [(source, target) for source, target in _binaries if "multimedia" not in Path(target).parts]
