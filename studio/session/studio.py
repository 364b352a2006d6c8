"""Session: the running studio without a screen. Every verb a person has is a method here; knows no Qt and no tensors.

All methods are called on one thread, the owner's. What other threads have to say goes through `post` and is heard in
`pump`, which the owner calls from its loop. Methods raise StudioError; `attempt` turns that into a `ProblemRaised`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from studio.document import edit
from studio.document.film import FrameRef, Gap, Keyframe, Media, Project, Take, find_clip, find_media, find_take
from studio.document.lanes import EditRefused
from studio.engine.request import GenerateRequest
from studio.problem import Problem, StudioError
from studio.session import importing, interchanging, places, planning, relinking, shots
from studio.session.changes import JobChanged, PictureArrived, TakeArrived, UnfinishedFound
from studio.session.describing import Description, Descriptions
from studio.session.directing import Directing, same
from studio.session.expanding import SEED, Expander, with_prompt
from studio.session.expansion import Expansion
from studio.session.exporting import ExportSettings, check_export, start_export
from studio.session.jobs import Job
from studio.session.naming import named
from studio.session.planning import Settings
from studio.session.queue import Queue
from studio.session.reader import MediaReader
from studio.session.shelving import Shelving
from studio.session.steady import steady
from studio.session.work import Work

if TYPE_CHECKING:
    from studio.engine.thread import Engine
    from studio.media.export import Preflight
    from studio.session.live import LiveFrames


class Studio(Directing):
    """The open film (see Desk) and everything that is being made for it.

    `models` and `data` default to the shipped weights and the user's data folder; `engine` to the real one.
    `wake` is called from any thread when `pump` has something to do; a window posts itself an event there.
    """

    def __init__(
        self,
        *,
        data: Path | None = None,
        models: Path | None = None,
        engine: Callable[..., Engine] | None = None,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(data=data, wake=wake)
        self.settings = Settings()
        self._work = Work(self.call, on_job=self._job_changed)
        self._queue = Queue(self, models=models, engine=engine)
        self.models = Shelving(self._work)
        self._moving = ""
        self._expander = Expander(self.call, models=models or places.models())
        self._descriptions = Descriptions(self.call, models=models or places.models(), read=MediaReader())

    # What is being made

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Every job of this sitting, oldest first: generations, imports and exports."""
        return tuple(sorted((*self._queue.jobs.values(), *self._work.jobs.values()), key=lambda job: job.born))

    def job(self, job_id: str) -> Job | None:
        return self._queue.jobs.get(job_id) or self._work.jobs.get(job_id)

    def job_of(self, clip_id: str) -> Job | None:
        """The unfinished generation of a clip, the one furthest along."""
        return self._queue.of(clip_id)

    @property
    def busy(self) -> bool:
        return any(not job.over for job in self.jobs)

    @property
    def paused(self) -> bool:
        """Whether the whole queue is paused."""
        return self._queue.paused

    def live(self, job_id: str) -> LiveFrames | None:
        """The frames decoded so far of a running job; None before the first and once the take is stored."""
        return self._queue.live.get(job_id)

    def estimate(self, request: GenerateRequest) -> float | None:
        """Seconds this machine will need, by its own history; None until it has one."""
        return self._queue.pace.estimate(request)

    def request_for(self, clip_id: str, *, seed: int | None = None) -> GenerateRequest:
        """What `generate` would ask for. Raises StudioError naming what is missing, before anything is started."""
        return planning.request_for(
            self._expanded(self.project, clip_id), clip_id, resolve=self.require_folder().resolve,
            settings=self.settings, seed=seed,
        )  # fmt: skip

    def expand(self, prompt: str, *, seed: int = SEED, on_done: Callable[[Expansion], None]) -> None:
        """The prompt in the bundled model's words; `on_done` is called from `pump`. The same text, the same answer.

        How it is filmed goes with it: see `planning.told`. The cast is told so that it stays itself.
        """
        self._expander.ask(planning.with_cast(self.project, prompt, words=steady), seed=seed, on_done=on_done)

    def describe(self, clip_id: str, *, language: str = "en", length: str = "long", own: bool = True,
                 on_done: Callable[[Description | None], None]) -> None:
        """What the clip shows, in words that can be a prompt; `on_done` is called from `pump`, with None in trouble.

        `own`: by the person's own language model, if there is one. Raises StudioError for a clip that shows nothing;
        other trouble becomes a `ProblemRaised`.
        """
        motion, size = planning.whole(self.project, clip_id, self.require_folder().resolve)

        def trouble(problem: Problem) -> None:
            self.report(problem)
            on_done(None)

        self._descriptions.ask(motion, size=size, language=language, length=length, on_done=on_done, on_trouble=trouble,
                               writer=self._expander.writer if own else None)  # fmt: skip

    def described(self, clip_id: str, text: str) -> None:
        """A shot that was generated without a prompt gets the one that was read off its neighbours."""

        def silent(film: Project) -> bool:
            found = find_clip(film, clip_id)
            return found is not None and found[1].shot is not None and not found[1].prompt.strip()

        def told(film: Project) -> Project:
            try:
                return edit.set_shot(film, clip_id, prompt=text) if silent(film) else film
            except EditRefused:
                return film  # a locked track

        self.happen("Described", told, where=silent)

    def _expanded(self, film: Project, clip_id: str) -> Project:
        return self._expander.film(film, clip_id) if self.settings.expansion else film

    # Making shots: each is one undo step, and its result arrives as a take of the clip

    def generate(self, clip_id: str, *, seed: int | None = None, choose: bool = True) -> Job:
        """Make a take of the shot: the first of a planned one, another of a made one."""
        request = self.request_for(clip_id, seed=seed)
        if self._expanded(self.project, clip_id) is not self.project:
            prompt = planning.the_clip(self.project, clip_id)[1].prompt
            self.happen("Expanded", lambda film: self._expanded(film, clip_id),
                        where=lambda film: (at := find_clip(film, clip_id)) is not None and at[1].prompt == prompt)
        _, clip = planning.the_clip(self.project, clip_id)
        label, request = request.verb.capitalize(), self.with_coming_faces(clip_id, request)
        return self._queue.submit(request, clip_id=clip_id, label=label, choose=choose, replaces=clip.take)

    def variations(self, clip_id: str, n: int = 4) -> tuple[Job, ...]:
        """`n` more takes of the shot, each with another seed; the chosen take stays chosen."""
        seeds = planning.fresh_seeds(n)
        return tuple(self.generate(clip_id, seed=seed, choose=False) for seed in seeds)

    def new_shot(
        self,
        prompt: str = "",
        *,
        track_id: str | None = None,
        at: int | None = None,
        seconds: float | Fraction = 4,
        aspect: str = "",
        seed: int | None = None,
        keyframes: Sequence[Keyframe] = (),
        cast: Sequence[str] = (),
    ) -> str:
        """Put a planned shot at `at` (the playhead when None), pushing what is there later. Returns the clip's id.

        On the first unlocked video track when none is named. It waits until `generate`.
        """
        frame = self.playback.frame if at is None else at
        shot = shots.planned(prompt, aspect=aspect, seed=seed, keyframes=tuple(keyframes), cast=tuple(cast))
        film, made = shots.new_shot(self.project, shot, track_id=track_id, at=frame, seconds=Fraction(seconds))
        self.edit("New shot", lambda _: film)
        return made

    def extend_after(
        self, clip_id: str, *, seconds: float | Fraction, prompt: str = "", trim: Callable[[Project], Project] = same
    ) -> Job:
        """Go on where the clip ends: a new shot right after it, as long as `seconds`; what follows moves if it must.

        `trim` is done to the film first and belongs to the same undo step.
        """
        made = shots.extend_after(trim(self.project), clip_id, seconds=Fraction(seconds), prompt=prompt)
        return self._place_and_make("Extend after", made)

    def extend_before(
        self, clip_id: str, *, seconds: float | Fraction, prompt: str = "", trim: Callable[[Project], Project] = same
    ) -> Job:
        """Lead up to where the clip begins: a new shot right before it. `trim` as in `extend_after`."""
        made = shots.extend_before(trim(self.project), clip_id, seconds=Fraction(seconds), prompt=prompt)
        return self._place_and_make("Extend before", made)

    def fill_gap(self, track_id: str, gap: Gap | int, *, prompt: str = "") -> Job:
        """Fill the gap (or the gap at that frame), to the frame, with motion from both sides."""
        at = gap if isinstance(gap, int) else gap.start
        return self._place_and_make("Fill gap", shots.fill_gap(self.project, track_id, at=at, prompt=prompt))

    def loop(self, clip_id: str, *, seconds: float | Fraction = 2, prompt: str = "") -> Job:
        """A bridge from the clip's end to its own beginning, put right after it."""
        made = shots.loop(self.project, clip_id, seconds=Fraction(seconds), prompt=prompt)
        return self._place_and_make("Loop", made)

    def blend(self, left_id: str, right_id: str, *, seconds: float | Fraction = 2, prompt: str = "") -> Job:
        """A bridge from one clip into the next on its track; without `prompt` the two prompts cross over."""
        made = shots.blend(self.project, left_id, right_id, seconds=Fraction(seconds), prompt=prompt)
        return self._place_and_make("Blend", made)

    def remix(self, clip_id: str, *, prompt: str, strength: float = 0.6) -> Job:
        """Another take of the clip that starts from its own film, changed towards `prompt`. 0: the same, 1: new.

        Footage becomes a shot of the same length on the track above.
        """
        film, made = shots.remix(self.project, clip_id, prompt=prompt)
        film = self._expanded(film, made)
        request = planning.remix_request(
            film, made, shown=planning.the_clip(self.project, clip_id)[1], strength=strength,
            resolve=self.require_folder().resolve, settings=self.settings,
        )  # fmt: skip
        return self._place_and_make("Remix", (film, made), request=request)

    def picture(self, prompt: str, *, aspect: str = "", seed: int | None = None) -> Job:
        """Make a still picture; it arrives in the bin."""
        cast = named(prompt, [member.name for member in self.project.cast])
        if self.settings.expansion:
            prompt = self._expander.now(planning.with_cast(self.project, prompt, words=steady)).text
        request = planning.picture_request(self.project, prompt, aspect=aspect, seed=seed, settings=self.settings,
                                           cast=cast)  # fmt: skip
        return self._queue.submit(request, clip_id="", label="Picture", choose=False, replaces=None)

    def _place_and_make(
        self, label: str, placed: tuple[Project, str], *, request: GenerateRequest | None = None
    ) -> Job:
        """Ask first, edit then: a shot that cannot be made leaves the film as it was."""
        film, made = placed
        film = film if request else self._expanded(film, made)
        request = request or planning.request_for(
            film, made, resolve=self.require_folder().resolve, settings=self.settings
        )
        before = self.project
        self.edit(label, lambda _: film)
        shown = planning.the_clip(film, made)[1].take
        try:
            return self._queue.submit(request, clip_id=made, label=label, choose=True, replaces=shown)
        except StudioError:
            if self.project is not before:
                self.undo()
            raise

    # Keyframes, cast, takes

    def add_keyframe(self, clip_id: str, time: int, path: Path | str) -> Job:
        """The picture `path` must be seen `time` film frames after the shot's first frame. Imported first."""

        def place(film: Project, media_id: str) -> Project:
            return edit.set_keyframe(film, clip_id, keyframe=Keyframe(time, FrameRef("media", media_id)))

        return importing.start(self, self._work, Path(path), place=place, visible=True)

    def set_keyframe(self, clip_id: str, time: int, image: FrameRef, *, strength: float = 1.0) -> None:
        """The same with a frame that is already in the film."""
        key = Keyframe(time, image, strength)
        self.edit("Add keyframe", lambda p: edit.set_keyframe(p, clip_id, keyframe=key))

    def choose_take(self, clip_id: str, take_id: str) -> None:
        self.edit("Choose take", lambda p: edit.choose_take(p, clip_id, take_id=take_id))

    # Bringing in and handing out

    def import_media(
        self, path: Path | str, *, at: int | None = None, track_id: str | None = None, insert: bool = False
    ) -> Job:
        """Copy a file into the film's folder and list it in the bin; with `at`, also put it there as a clip.

        The finished job's result is the media's id.
        """

        def place(film: Project, media_id: str) -> Project:
            if at is None:
                return film
            return shots.place_media(film, media_id, track_id=track_id, at=at, insert=insert)[0]

        return importing.start(self, self._work, Path(path), place=place)

    def image_to_video(
        self,
        path: Path | str,
        *,
        at: int | None = None,
        track_id: str | None = None,
        prompt: str = "",
        seconds: float | Fraction = 4,
        generate: bool = True,
    ) -> Job:
        """Import a picture and make it the first frame of a new shot at `at` (the playhead when None)."""
        frame, made = self.playback.frame if at is None else at, ""

        def place(film: Project, media_id: str) -> Project:
            nonlocal made
            shot = shots.planned(prompt, keyframes=(Keyframe(0, FrameRef("media", media_id)),))
            film, made = shots.new_shot(film, shot, track_id=track_id, at=frame, seconds=Fraction(seconds))
            return film

        def after(_: str) -> None:
            if generate:
                self.attempt(self.generate, made)

        return importing.start(self, self._work, Path(path), place=place, after=after, visible=True)

    def check_export(self, out: Path | str, settings: ExportSettings | None = None) -> Preflight:
        """What the export will be, how much room it needs, and what is missing. Writes nothing."""
        return check_export(self, Path(out), settings or ExportSettings())

    def export(self, out: Path | str, settings: ExportSettings | None = None) -> Job:
        """Write the film (or its in–out range) to a file. The finished job's result is the path."""
        return start_export(self, self._work, Path(out), settings or ExportSettings())

    def export_timeline(self, out: Path | str, *, on_done: Callable[[interchanging.Exchanged], object]) -> Job:
        """Write the film as .otio, .otioz, .edl or .fcpxml; `on_done` is told what could not come along."""
        return interchanging.start_export(self, self._work, Path(out), told=on_done)

    def import_timeline(self, path: Path | str, *, on_done: Callable[[interchanging.Exchanged], object]) -> Job:
        """Make an untitled film of another program's timeline and open it; `on_done` as in `export_timeline`."""

        def told(made: interchanging.Exchanged) -> None:
            self.call(lambda: (self.open(made.path), on_done(made)))  # once the job is over, which keeps the film open

        return interchanging.start_import(self._work, Path(path), self.untitled_path(Path(path).stem), told=told)

    def relink(self, where: Path | str) -> Job:
        """Look for the film's missing files in a folder and below it."""
        return relinking.start(self, self._work, Path(where))

    # The queue

    def cancel(self, job_id: str) -> None:
        """Stop a job, waiting or running. Nothing of it is kept; a planned shot stays planned."""
        (self._work if job_id in self._work.jobs else self._queue).cancel(job_id)

    def enough(self, job_id: str) -> None:
        """Stop a generation and keep what exists: the take is as long as that."""
        self._queue.enough(job_id)

    def retry(self, job_id: str) -> Job:
        """The same request once more, after a failure; what its journal kept is not made again."""
        return self._queue.retry(job_id)

    def pause(self) -> None:
        """Hold the queue between two steps."""
        self._queue.pause()

    def resume(self) -> None:
        self._queue.resume()

    def reorder(self, job_ids: Sequence[str]) -> None:
        """Let the waiting generations run in this order."""
        self._queue.reorder(job_ids)

    def clear_finished(self) -> None:
        """Forget the jobs that are over."""
        self._queue.clear_finished()
        self._work.clear_finished()

    @property
    def unfinished(self) -> tuple[GenerateRequest, ...]:
        """Generations a crash left behind in this film."""
        return self._queue.unfinished

    def resume_unfinished(self, request_ids: Sequence[str] | None = None) -> tuple[Job, ...]:
        """Go on with them (all when None) from their finished windows."""
        return self._queue.resume_unfinished(request_ids)

    def forget_unfinished(self, request_ids: Sequence[str] | None = None) -> None:
        self._queue.forget_unfinished(request_ids)

    # What the queue and the workers report

    def wait(self, *, timeout: float = 3600.0) -> None:
        """Pump until no job is left (tests and the command line; a window never waits)."""
        self.pump_until(lambda: not self.busy, timeout=timeout)

    def close(self) -> None:
        """Stop everything, wait for the threads, close the film. Generations can be resumed at the next start."""
        self._work.close()
        self._expander.close()
        self._descriptions.close()
        self.pump()
        super().close()

    def film_closing(self) -> None:
        if any(not job.over and job.id != self._moving for job in self._work.jobs.values()):
            raise StudioError("An import or export is still running.", next_step="Wait for it, or cancel it first.")
        self._queue.close()

    def film_opened(self) -> None:
        if not self.safe_mode:
            self.attempt(self._queue.import_finished)
        found = () if self.safe_mode else (request.id for request in self._queue.unfinished)
        if found := tuple(name for name in found if name not in self._going_on):
            self.tell(UnfinishedFound(found))

    def handle(self, event: object) -> None:
        self._queue.handle(event)

    def take_stored(self, job: Job, take: Take, *, first: int = 0) -> None:
        """A finished take joins its clip wherever in the history that clip exists, so that undo never loses it.

        One that was stopped early and begins at canvas frame `first` keeps its clip's end. One whose clip is nowhere,
        because the film was never saved with it, goes into the bin.
        """
        take = with_prompt(take, self.project, job)
        orphan = not any(find_clip(film, job.clip_id) for film in self.history.films())

        def joined(film: Project) -> Project:
            if find_take(film, take.id):
                return film
            before = find_clip(film, job.clip_id)
            film = edit.add_take(film, take, clip_id=job.clip_id)
            if orphan:
                return edit.add_media(film, importing.take_as_media(take))
            found = find_clip(film, job.clip_id)
            wanted = found and job.choose and found[1].take == job.replaces and job.replaces is not None
            try:
                film = edit.choose_take(film, job.clip_id, take_id=take.id) if wanted else film
                return shots.keep_end(film, job.clip_id, end=before[1].end) if first and before else film
            except EditRefused:
                return film  # a locked track: the take waits in the list

        self.happen("Take", joined, where=lambda film: find_clip(film, job.clip_id) is not None)
        self.autosave()  # its journal goes next: from here on the film alone knows of it
        self.tell(TakeArrived(job.clip_id, take.id))

    def picture_stored(self, media: Media) -> Media:
        """The picture in the bin, through undo and redo; the same file is listed once."""
        media = next((old for old in self.project.media if old.path == media.path), media)
        self.happen("Picture", lambda film: film if find_media(film, media.id) else edit.add_media(film, media))
        self.autosave()
        self.tell(PictureArrived(media.id))
        return media

    def _job_changed(self, job: Job) -> None:
        self.tell(JobChanged(job))
