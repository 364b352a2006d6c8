"""UI room: the film into a file: size, quality, range, path; then how far it is. The window stays usable meanwhile."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from time import monotonic
from typing import cast

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QProgressBar, QSizePolicy, QWidget

from studio.session.changes import Change, JobChanged
from studio.session.exporting import Quality, Upscale, can_smooth, finishes, seconds_between, signable
from studio.session.film import StudioError, seconds
from studio.session.jobs import Cancelled, Cancelling, Failed, Finished, Job, Running
from studio.session.studio import ExportSettings, Studio
from studio.ui import theme
from studio.ui.dialogs.files import choose_target
from studio.ui.language import in_a_row, said
from studio.ui.times import duration, remaining, size
from studio.ui.widgets import Check, Choice, Segmented, button, column, field, label, restyle, row

# key, name, suffix; a codec this machine cannot write is refused at the start with a sentence
FORMATS = (
    ("h264", "H.264  (.mp4)", ".mp4"),
    ("h265", "H.265  (.mp4)", ".mp4"),
    ("av1", "AV1  (.mp4)", ".mp4"),
    ("vp9", "VP9  (.webm)", ".webm"),
    ("prores", "ProRes 422 HQ  (.mov)", ".mov"),
    ("gif", "GIF  (.gif)", ".gif"),
    ("webp", "WebP  (.webp)", ".webp"),
    ("png", "PNG  (…/00001.png)", ""),
)
SHAPES = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1), "4:5": (4, 5)}
SHORT_SIDES = (480, 720, 1080, 1440, 2160)
RATES = tuple(Fraction(n) for n in (12, 24, 25, 30, 48, 50, 60)) + (Fraction(24000, 1001), Fraction(30000, 1001))


def tr(text: str) -> str:
    return QCoreApplication.translate("Export", text)


class ExportDialog(QDialog):
    """Closing it while a file is being written leaves the export running; the queue shows it."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._job: str | None = None
        self._began = 0.0
        self.setWindowTitle(tr("Export"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        leave = studio.subscribe(self._heard)
        self.destroyed.connect(lambda *_: leave())
        self._build()
        self._describe()

    def _build(self) -> None:
        film = self._studio.project
        self.shape = Segmented((("film", tr("Film")), *((name, name) for name in SHAPES)))
        self.shape.show_value("film")
        self.side = Choice()
        for side in SHORT_SIDES:
            self.side.addItem(f"{side}p", side)
        self.side.setCurrentIndex(SHORT_SIDES.index(1080))
        self.format = Choice()
        for key, name, _ in FORMATS:
            self.format.addItem(name, key)
        self.rate = Choice()
        self.rate.addItem(tr("Film"), None)
        for rate in sorted(RATES):
            self.rate.addItem(f"{float(rate):.5g}", rate)
        self.quality = Segmented((("draft", tr("Draft")), ("high", tr("High")), ("lossless", tr("Finest"))))
        self.quality.show_value("high")
        scales = finishes()
        self.upscale = Segmented(tuple((str(n), tr("As made") if n == 1 else f"×{n}") for n in scales))
        self.upscale.show_value("1")
        self.finish_field = field(tr("Detail of generated shots"), self.upscale)
        self.finish_field.setVisible(len(scales) > 1)
        self.smooth = Check(tr("Smooth motion: make the frames between those of generated shots"))
        self.smooth.setVisible(can_smooth())
        self.marked = Check(tr("Only from the in to the out point"))
        has_range = film.in_point is not None or film.out_point is not None
        self.marked.setEnabled(has_range)
        self.marked.setChecked(has_range)
        self.slates = Check(tr("Put a slate where a file is missing"))
        self.sign = Check(tr("Say in the file how it was made (Content Credentials)"))
        self.sign.setChecked(True)
        self.path = QLineEdit(str(self._first_path()))
        self.browse = button(tr("Browse…"))
        self.facts, self.words = label("", "small"), label("", "hint", wrap=True)
        self.forecast = label("", "small", wrap=True)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setRange(0, 1000)
        self.bar.hide()
        self.words.hide()
        self.close_button, self.go = button(tr("Close")), button(tr("Export"), "primary")
        self.go.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.close_button.setMinimumHeight(40)
        box = column(self, margin=theme.XL, spacing=theme.L)
        box.addWidget(label(tr("Export “{name}”").format(name=film.name), "display"))
        box.addWidget(field(tr("Shape"), self.shape))
        box.addLayout(row(field(tr("Format"), self.format), field(tr("Size"), self.side),
                          field(tr("Frames a second"), self.rate), spacing=theme.L))  # fmt: skip
        box.addWidget(field(tr("Quality"), self.quality))
        box.addWidget(self.finish_field)
        box.addWidget(self.smooth)
        box.addWidget(field(tr("File"), self.path, self.browse))
        box.addWidget(self.marked)
        box.addWidget(self.slates)
        box.addWidget(self.sign)
        box.addWidget(self.facts)
        box.addWidget(self.forecast)
        box.addWidget(self.bar)
        box.addWidget(self.words)
        box.addLayout(row(1, self.close_button, self.go))
        self.shape.chosen.connect(lambda _: self._describe())
        self.side.currentIndexChanged.connect(self._describe)
        self.format.currentIndexChanged.connect(self._suffix)
        self.rate.currentIndexChanged.connect(self._describe)
        self.quality.chosen.connect(lambda _: self._describe())
        self.marked.toggled.connect(self._describe)
        self.smooth.toggled.connect(self._describe)
        self.browse.clicked.connect(self._browse)
        self.close_button.clicked.connect(self._close_or_cancel)
        self.go.clicked.connect(self.start)
        self.go.setDefault(True)

    # -- what is wished ------------------------------------------------------------------------------------------

    def settings(self) -> ExportSettings:
        film = self._studio.project
        width, height = self._size()
        whole = not self.marked.isChecked()
        return ExportSettings(
            codec=self.format.currentData(),
            quality=cast(Quality, self.quality.value()),
            width=width,
            height=height,
            rate=self.rate.currentData(),
            sign=self.sign.isChecked(),
            start=0 if whole else None,
            stop=film.duration if whole else None,
            allow_missing=self.slates.isChecked(),
            upscale=cast(Upscale, int(self.upscale.value())),
            smooth=self.smooth.isChecked() and self.smooth.isEnabled(),
        )

    def start(self) -> None:
        path = Path(self.path.text()).expanduser()
        job = self._studio.attempt(self._studio.export, path, self.settings())
        if job is not None:
            self._job, self._began = job.id, monotonic()
            self._show(job)

    def _size(self) -> tuple[int, int]:
        """Even sides, the shorter one as chosen."""
        film, short = self._studio.project, self.side.currentData()
        across, down = SHAPES.get(self.shape.value(), (film.width, film.height))
        scale = short / min(across, down)
        return round(across * scale / 2) * 2, round(down * scale / 2) * 2

    def _first_path(self) -> Path:
        videos = Path.home() / "Videos"
        return (videos if videos.is_dir() else Path.home()) / f"{self._studio.project.name or 'film'}.mp4"

    def _suffix(self) -> None:
        path = Path(self.path.text())
        known = {suffix for _, _, suffix in FORMATS}
        stem = path.with_suffix("") if path.suffix.lower() in known else path
        self.path.setText(str(stem) + FORMATS[self.format.currentIndex()][2])
        self._describe()

    def _browse(self) -> None:
        choose_target(self, tr("Export to"), Path(self.path.text()), lambda path: self.path.setText(str(path)))

    def _describe(self) -> None:
        film, (width, height) = self._studio.project, self._size()
        start, stop = 0, film.duration
        if self.marked.isChecked():
            start, stop = film.in_point or 0, film.duration if film.out_point is None else film.out_point
        length = float(seconds(max(0, stop - start), film.rate))
        rate = f"{float(self.rate.currentData() or film.rate):.5g}"
        facts = tr("{width} × {height}  ·  {rate} frames a second  ·  {length} s").format(
            width=width, height=height, rate=rate, length=f"{length:.1f}"
        )
        self.facts.setText(facts)
        self.forecast.setText("  ·  ".join(self._forecast()))
        can = signable(self.format.currentData())
        self.sign.setEnabled(can)
        self.sign.setToolTip("" if can else tr("Files of this format have no place for Content Credentials."))

    def _forecast(self) -> list[str]:
        """What a look ahead says: the size, and what is not there to be written."""
        try:
            wished = replace(self.settings(), smooth=can_smooth())
            check = self._studio.check_export(Path(self.path.text()).expanduser(), wished)
        except StudioError as exc:
            return [said(exc.problem.what)]
        found = [tr("about {size} of {free} free").format(size=size(check.bytes_needed), free=size(check.bytes_free))]
        self.smooth.setEnabled(check.between > 0)
        self.smooth.setToolTip("" if check.between else tr("No generated shot has fewer frames a second than this."))
        if check.between and self.smooth.isChecked():
            told = tr("frames in between: {n}, {time} more")
            found.append(told.format(n=check.between, time=duration(seconds_between(check))))
        if check.missing:
            found.append(tr("missing files: {n}").format(n=len(check.missing)))
        if check.planned:
            found.append(tr("shots without a take: {n}").format(n=check.planned))
        return found

    # -- how far it is -------------------------------------------------------------------------------------------

    def _heard(self, change: Change) -> None:
        if isinstance(change, JobChanged) and change.job.id == self._job:
            self._show(change.job)

    def _show(self, job: Job) -> None:
        self.bar.setVisible(not job.over)
        self.go.setVisible(job.over)
        self.close_button.setText(tr("Close") if job.over else tr("Cancel"))
        self.words.show()
        role = "hint"
        match job.state:
            case Running() as run:
                self.bar.setValue(round(1000 * run.fraction))
                spent = monotonic() - self._began
                left = spent * (1 - run.fraction) / run.fraction if run.fraction > 0.05 else None
                text = tr("{done} %  ·  {left}").format(done=int(100 * run.fraction), left=remaining(left))
            case Cancelling():
                text = tr("Stopping…")
            case Finished(result=result):
                path = Path(result)
                length = size(path.stat().st_size) if path.is_file() else ""
                text = tr("Written and checked: {path}  {size}").format(path=path, size=length)
            case Cancelled():
                text = tr("Cancelled. Nothing was written.")
            case Failed(problem=problem):
                text, role = in_a_row(problem), "danger"
            case _:
                text = tr("Waiting for other work to finish.")
        self.words.setText(text)
        restyle(self.words, "role", role)

    def _close_or_cancel(self) -> None:
        job = self._studio.job(self._job) if self._job else None
        if job is None or job.over:
            self.close()
        else:
            self._studio.cancel(job.id)
