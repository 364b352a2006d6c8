"""UI room, preview: the machine's sound output. QtMultimedia is imported when something is to be heard, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.problem import StudioError
from studio.session.sound import RATE

if TYPE_CHECKING:
    import numpy as np

BUFFER = 0.2  # seconds of sound handed to the device: more than the window is ever late
SILENT = "The film plays silently, by the system's clock."


class Speaker:
    """A sink (see studio.session.sound) on the default output. Raises StudioError where there is none."""

    def __init__(self) -> None:
        try:
            from PySide6.QtMultimedia import QAudio, QAudioFormat, QAudioSink, QMediaDevices
        except ImportError as exc:  # on Linux, Qt's part for sound needs libpulse
            step = "Install it (on Debian and Ubuntu: libpulse0), then start the studio again."
            raise StudioError("A system library for sound is missing.", kept=SILENT, next_step=step) from exc
        device = QMediaDevices.defaultAudioOutput()
        form = QAudioFormat()
        form.setSampleRate(RATE)
        form.setChannelCount(2)
        form.setSampleFormat(QAudioFormat.SampleFormat.Float)
        if device.isNull() or not device.isFormatSupported(form):
            step = "Connect or switch on a sound output, then press play again."
            raise StudioError("This machine has no sound output.", kept=SILENT, next_step=step)
        self._sink = QAudioSink(device, form)
        self._frame = form.bytesPerFrame()
        self._sink.setBufferSize(int(BUFFER * RATE) * self._frame)
        self._stream = self._sink.start()
        if self._stream is None or self._sink.error() != QAudio.Error.NoError:
            step = "Look whether another program holds it, then press play again."
            raise StudioError("The sound output can't be opened.", kept=SILENT, next_step=step)

    def free(self) -> int:
        return self._sink.bytesFree() // self._frame

    def write(self, samples: np.ndarray) -> int:
        return self._stream.write(samples.tobytes()) // self._frame

    def played(self) -> float:
        return self._sink.processedUSecs() / 1e6

    def close(self) -> None:
        self._sink.reset()
