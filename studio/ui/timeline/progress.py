"""UI room, timeline: how far the generation of a clip is, in the words painted on it."""

from __future__ import annotations

from studio.session.jobs import Cancelling, Paused, Running, Waiting
from studio.session.studio import Studio
from studio.ui.language import said
from studio.ui.timeline.scene import Making
from studio.ui.timeline.words import tr
from studio.ui.times import remaining


def making(studio: Studio, clip_id: str) -> Making | None:
    """None for a clip that nothing is being made for."""
    job = studio.job_of(clip_id)
    if job is None:
        return None
    match job.state:
        case Waiting():
            return Making(0.0, tr("Waiting"))
        case Running(doing=doing, total=0):
            return Making(0.0, said(doing) or tr("Starting"))
        case Running(seconds_left=left) as state:
            return Making(state.fraction, f"{state.fraction:.0%}  ·  {remaining(left)}")
        case Paused(progress=progress):
            return Making(progress.fraction, tr("Paused"))
        case Cancelling():
            return Making(0.0, tr("Stopping"))
    return None
