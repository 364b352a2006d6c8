"""UI room: the one file that knows the event loop. Bridges threads and coroutines to the window; knows no widgets.

Nothing here waits. A thread that has news calls `wake()`; the loop then calls `pump` on the UI thread, once for any
number of wake-ups. What nobody caught, on any of the three routes, is logged once and reaches the person as a Problem.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from time import perf_counter
from types import TracebackType
from typing import Any

import qasync
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from studio.problem import Problem, StudioError

BEAT_MS = 50
HISTORY = 2400  # two minutes of beats
_log = logging.getLogger(__name__)


class Loop(QObject):
    """qasync's loop around one application. `problem(Problem)` is emitted on the UI thread."""

    problem = Signal(object)
    _woken = Signal()
    _trouble = Signal(object)

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._loop = qasync.QEventLoop(app)
        self._loop.set_exception_handler(self._from_coroutine)
        self._pump: Callable[[], object] = lambda: None
        self._pending = threading.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._late: deque[float] = deque(maxlen=HISTORY)
        self._due = 0.0
        self._beat = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._measure)
        self._woken.connect(self._run_pump, Qt.ConnectionType.QueuedConnection)
        self._trouble.connect(self.problem, Qt.ConnectionType.QueuedConnection)
        self._hooks = (sys.excepthook, threading.excepthook)
        self._signals: dict[int, Any] = {}

    # -- news from other threads ---------------------------------------------------------------------------------

    def attach(self, pump: Callable[[], object]) -> None:
        """`pump` is called on the UI thread after each `wake()`."""
        self._pump = pump
        self.wake()

    def wake(self) -> None:
        """From any thread: there is news. Many calls before the loop comes round cost one event."""
        if not self._pending.is_set():
            self._pending.set()
            self._woken.emit()

    def _run_pump(self) -> None:
        self._pending.clear()  # before pumping: what arrives meanwhile wakes again
        self._pump()

    # -- running -------------------------------------------------------------------------------------------------

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start a coroutine. Its trouble, if any, becomes a Problem."""
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def run(self, *, on_signal: Callable[[], object]) -> int:
        """Until the application quits. `on_signal` answers SIGINT and SIGTERM, on the UI thread."""
        self._install(on_signal)
        self._beat.start()
        self._due = perf_counter() + BEAT_MS / 1000
        stop = asyncio.Event()
        self._app.aboutToQuit.connect(stop.set)
        try:
            with self._loop:
                self._loop.run_until_complete(stop.wait())
        finally:
            self._beat.stop()
            self._uninstall()
        return 0

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._report(error)

    # -- how late the loop runs ----------------------------------------------------------------------------------

    def lateness(self, percentile: float) -> float:
        """Milliseconds by which that share (0..100) of recent beats were at most late; 0 before the first."""
        if not self._late:
            return 0.0
        ordered = sorted(self._late)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percentile / 100))] * 1000

    def forget_lateness(self) -> None:
        """Measure from now on."""
        self._late.clear()

    def _measure(self) -> None:
        now = perf_counter()
        self._late.append(max(0.0, now - self._due))
        self._due = now + BEAT_MS / 1000

    # -- what nobody caught --------------------------------------------------------------------------------------

    def _install(self, on_signal: Callable[[], object]) -> None:
        sys.excepthook = self._from_slot
        threading.excepthook = self._from_thread
        for number in (signal.SIGINT, signal.SIGTERM):
            self._signals[number] = signal.signal(number, lambda *_: QTimer.singleShot(0, on_signal))

    def _uninstall(self) -> None:
        sys.excepthook, threading.excepthook = self._hooks
        for number, handler in self._signals.items():
            signal.signal(number, handler)

    def _from_slot(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._report(error.with_traceback(trace))

    def _from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._report(args.exc_value)

    def _from_coroutine(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self._report(context.get("exception") or RuntimeError(context.get("message", "")))

    def _report(self, error: BaseException) -> None:
        if isinstance(error, KeyboardInterrupt | asyncio.CancelledError):
            return
        self._trouble.emit(as_problem(error))


def as_problem(error: BaseException) -> Problem:
    """What a person is told. Trouble that is not a StudioError is a defect: logged in full, shown in one sentence."""
    if isinstance(error, StudioError):
        return error.problem
    _log.error("unexpected", exc_info=error)
    return Problem(
        f"Something unexpected went wrong ({type(error).__name__}).",
        "The film is unharmed; your last step may not have been carried out.",
        "Save, and try the step again. If it comes back, restart the studio.",
    )


class Opened:
    """A dialog opened without blocking, as something a coroutine can await: `exec()` inside one would hang the loop."""

    @staticmethod
    async def result(dialog: Any) -> int:
        """Open `dialog` and give its result code once it is closed."""
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        dialog.finished.connect(lambda code: answer.done() or answer.set_result(code))
        dialog.open()
        return await answer
