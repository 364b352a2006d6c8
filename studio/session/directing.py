"""Session: what a director does with what is there: try a part again, cut one away, find other beginnings, film cards.

The half of `Studio` that is built on its simple verbs; no Qt, no tensors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from studio.document import edit
from studio.document.film import CastMember, FrameRef, Keyframe, Project, each_clip, find_clip
from studio.engine.request import CastReference, GenerateRequest
from studio.problem import StudioError
from studio.session import board, copying, importing, planning, redoing, shots
from studio.session.changes import Change, JobChanged
from studio.session.desk import Desk
from studio.session.footprint import Footprint, footprint, refuse_too_large
from studio.session.jobs import Finished, Job
from studio.session.shelving import remember, remembered, settings_for
from studio.session.steady import steady

if TYPE_CHECKING:
    from studio.session.expanding import Expander
    from studio.session.planning import Settings
    from studio.session.queue import Queue
    from studio.session.work import Work
    from studio.storage.folder import FilmFolder


MODEL = "model.json"  # in the user's folder: the model chosen last
CAST = "cast @"  # how the verb of a cast member's picture begins


def same(film: Project) -> Project:
    """No edit."""
    return film


class Directing(Desk):
    """Uses the verbs of `Studio`, which it is a part of."""

    settings: Settings
    _queue: Queue
    _work: Work
    _expander: Expander
    _moving: str  # the job that copies the film to the folder it goes on in
    _going_on: frozenset[str] = frozenset()  # the generations that go on there
    generate: Callable[..., Job]
    _place_and_make: Callable[..., Job]

    # Which model, and whose words

    def choose_model(self, model: str) -> None:
        """For every shot that names none, with its usual steps and guidance, from now on and at the next start too.

        "" is the bundled one.
        """
        self.settings = settings_for(self.settings, model, written=self._expander.written)
        remember(self.data / MODEL, self.settings.model)

    def take_up_model(self) -> None:
        """Choose the model of the last sitting again. Raises StudioError, the bundled one chosen, when it is gone."""
        model = remembered(self.data / MODEL)
        if model == self.settings.model:
            return
        try:
            self.settings = settings_for(self.settings, model, written=self._expander.written)
        except StudioError as exc:
            remember(self.data / MODEL, self.settings.model)
            what = f"The model “{model}”, chosen last time, is not there any more."
            step = "Add it again, or choose another one."
            raise StudioError(what, kept="The bundled model is chosen.", next_step=step) from exc

    @property
    def cluster(self) -> str:
        """The address of the Ray cluster that makes the shots; "": this computer does."""
        return self._queue.cluster

    def use_cluster(self, address: str) -> None:
        """Raises StudioError for what is no address, and while shots are being made."""
        self._queue.make_on(address)

    @property
    def has_writer(self) -> bool:
        """Whether a language model of the person's own was chosen."""
        return self._expander.writer is not None

    def use_writer(self, where: str) -> None:
        """Prompts are expanded and clips described by the language model at that address or in that folder; "": not."""
        self._expander.use(where)
        self.choose_model(self.settings.model)

    # Parts of what is there

    def recut(self, clip_id: str, start: int, stop: int, *, prompt: str = "") -> Job:
        """Cut film frames start..stop out of the clip and make them anew from what is kept on either side."""
        made = shots.recut(self.project, clip_id, start=start, stop=stop, prompt=prompt)
        return self._place_and_make("Re-cut", made)

    def pasts(self, clip_id: str, *, n: int = 3, seconds: float | Fraction = 3, prompt: str = "") -> tuple[Job, ...]:
        """Many pasts, one ending: `n` ways to lead up to the clip's beginning, as takes of one shot before it."""
        made = shots.extend_before(self.project, clip_id, seconds=Fraction(seconds), prompt=prompt)
        first = self._place_and_make("Many pasts", made)
        seeds = planning.fresh_seeds(max(n, 1) - 1)
        return first, *(self.generate(first.clip_id, seed=seed, choose=False) for seed in seeds)

    def redo_part(self, clip_id: str, start: int, stop: int, *, seed: int | None = None) -> Job:
        """Make film frames start..stop of the shown take again and keep the rest of it; it arrives as another take."""
        request = redoing.redo_request(
            self.project, clip_id, start=start, stop=stop, resolve=self.require_folder().resolve,
            settings=self.settings, seed=seed,
        )  # fmt: skip
        shown = planning.the_clip(self.project, clip_id)[1].take
        return self._queue.submit(request, clip_id=clip_id, label="Redo part", choose=True, replaces=shown)

    def rewind(self, job_id: str, *, at: int | None = None) -> None:
        """Go back in what is being made: to canvas frame `at`, or to the last finished part. What is before is kept."""
        self._queue.rewind(job_id, at=at, seed=planning.fresh_seeds(1)[0])

    def rewind_to(self, clip_id: str, frame: int) -> None:
        """The same for the shot that is being made, at a film frame inside it."""
        job, found = self._queue.of(clip_id), find_clip(self.project, clip_id)
        if job is None or found is None:
            raise StudioError("This shot is not being made.", next_step="Mark a stretch of its take instead.")
        at = int((frame - found[1].start + found[1].offset) * job.asked.rate / self.project.rate)
        self.rewind(job.id, at=min(max(at, 0), job.asked.frames - 1))

    # One frame used elsewhere

    def keep_picture(self, image: FrameRef, *, name: str = "") -> Job:
        """A frame of the film as a picture of its own, in the bin."""
        folder = self.require_folder()
        path, at = planning.frame_file(self.project, image, folder.resolve)
        return importing.start_still(self, self._work, path, at=at, name=name or f"{path.stem[:12]} {at:.2f} s.png")

    def shot_from(
        self, image: FrameRef, *, last: bool = False, strength: float = 1.0, prompt: str = "",
        track_id: str | None = None, at: int | None = None, seconds: float | Fraction = 4,
    ) -> str:  # fmt: skip
        """A planned shot that begins with the frame, or ends with it. Returns the clip's id."""
        frame = self.playback.frame if at is None else at
        shot = shots.planned(prompt)
        film, made = shots.new_shot(self.project, shot, track_id=track_id, at=frame, seconds=Fraction(seconds))
        length = planning.the_clip(film, made)[1].length
        key = Keyframe(length - 1 if last else 0, image, strength)
        self.edit("New shot", lambda _: edit.set_keyframe(film, made, keyframe=key))
        return made

    def cast_as(self, name: str, image: FrameRef, *, strength: float = 1.0) -> None:
        """The frame becomes the picture of the member of that name, who is new or known."""
        known = next((member for member in self.project.cast if member.name == name), CastMember(name))
        member = replace(known, image=image, strength=strength)
        self.edit("Cast", lambda film: edit.set_cast_member(film, member))

    def cast_told(self, name: str, description: str) -> None:
        """The member's description is another. Prompts that were expanded with the old one are expanded anew."""
        member = next(member for member in self.project.cast if member.name == name)

        def told(film: Project) -> Project:
            for _, clip in each_clip(film):
                shot = clip.shot
                if shot and shot.expanded and name in planning.mentioned(film, shot):
                    automatic = self._expander.now(planning.told(film, shot, words=steady)).text
                    film = edit.set_shot(film, clip.id, expanded="") if shot.expanded == automatic else film
            return edit.set_cast_member(film, replace(member, description=description))

        self.edit("Cast", told)

    # The storyboard

    def add_card(self, prompt: str = "", *, after: str | None = None, seconds: float | Fraction = 4) -> str:
        """A planned shot after the card `after`, or after the last one. Returns its clip's id."""
        film, made = board.add_card(self.project, prompt=prompt, after=after, seconds=Fraction(seconds))
        self.edit("New card", lambda _: film)
        return made

    def move_card(self, clip_id: str, to: int) -> None:
        """Let the card be the `to`-th one (from 0); the film follows."""
        self.edit("Move card", lambda film: board.move_card(film, clip_id, to=to))

    def set_card_length(self, clip_id: str, seconds: float | Fraction, *, merge_key: str = "") -> None:
        self.edit("Length", lambda film: board.set_length(film, clip_id, seconds=Fraction(seconds)),
                  merge_key=merge_key)  # fmt: skip

    def film_board(self) -> tuple[str, ...]:
        """Render film: queue every card that has no take, or whose words have changed since; returns their clips.

        Whoever is named and has words but no picture gets one first, which the shots then remember. Raises
        StudioError, before anything is queued, naming the card and the field that is wrong.
        """
        self.require_folder()
        if troubles := board.troubles(self.project):
            raise troubles[0]
        due = [card for card in board.cards(self.project) if card.due and not self._queue.of(card.clip.id)]
        wanted = [card.clip.id for card in due]
        if not wanted:
            raise StudioError("Every card is made or in the queue.", next_step="Change a card, or make one again.")
        for card in due:
            self._refuse_card(card.number, card.clip.id)
        for member in board.faceless(self.project, wanted):
            if member.name not in self._coming():
                self._portray(member)
        return tuple(clip_id for clip_id in wanted if self.attempt(self.generate, clip_id))

    def _refuse_card(self, number: int, clip_id: str) -> None:
        resolve = self.require_folder().resolve
        try:
            planning.request_for(self.project, clip_id, resolve=resolve, settings=self.settings)
        except StudioError as exc:
            raise StudioError(f"Card {number}: {exc.problem.what}", next_step=exc.problem.next_step) from exc

    def with_coming_faces(self, clip_id: str, request: GenerateRequest) -> GenerateRequest:
        """The request with the pictures of the cast that are made before it in the queue."""
        coming, found = self._coming(), find_clip(self.project, clip_id)
        names = planning.mentioned(self.project, found[1].shot) if coming and found and found[1].shot else ()
        faces = [CastReference(coming[name], name=name) for name in names if name in coming]
        return replace(request, cast=(*faces, *request.cast)[: planning.MOST_REFERENCES]) if faces else request

    def _coming(self) -> dict[str, str]:
        """Who of the cast gets a picture in the queue, and where its latents will be."""
        jobs = (job for job in self._queue.jobs.values() if job.kind == "picture" and not job.over)
        return {
            job.asked.verb.removeprefix(CAST): str(self._queue.journal / job.id / "take.latents")
            for job in jobs
            if job.asked.verb.startswith(CAST)
        }

    def _portray(self, member: CastMember) -> Job:
        from studio.session.filming import portrait_prompt

        prompt = portrait_prompt(steady(member.description) if self.settings.expansion else member.description)
        if self.settings.expansion:
            prompt = self._expander.now(prompt).text
        request = planning.picture_request(self.project, prompt, aspect="", seed=None, settings=self.settings)
        request = replace(request, verb=f"{CAST}{member.name}")
        return self._queue.submit(request, clip_id="", label=f"Cast @{member.name}", choose=False, replaces=None)

    def tell(self, change: Change) -> None:
        super().tell(change)
        job = change.job if isinstance(change, JobChanged) else None
        if job and job.kind == "picture" and isinstance(job.state, Finished) and job.asked.verb.startswith(CAST):
            name, image = job.asked.verb.removeprefix(CAST), FrameRef("media", job.state.result)
            self.happen("Cast", lambda film: board.with_face(film, name, image))

    # Before the start

    def footprint(self, request: GenerateRequest) -> Footprint:
        """What the request will need of this machine."""
        return footprint(request, models=self._queue.models, disk=self.require_folder().root)

    def refuse_too_large(self, request: GenerateRequest) -> None:
        """Raises StudioError when the disk has no room for the take."""
        refuse_too_large(self.footprint(request))

    def move_to(self, made: FilmFolder, *, copied: str = "") -> None:
        """Go on in a folder that holds a copy of the film's files; `copied`: the job that copied them.

        What is being made stops, moves over, and goes on there.
        """
        here, running = self.require_folder(), [job.id for job in self._queue.jobs.values() if not job.over]
        self._moving, self._going_on = copied, frozenset(running)
        try:
            self.film_closing()
            copying.copy_rest(here.root, made.root)
            super().move_to(made)
        finally:
            self._moving, self._going_on = "", frozenset()
        if running:
            self.attempt(self._queue.resume_unfinished, running)

    def save_as_soon(self, folder: Path | str) -> Job:
        """`save_as` without holding up the window: files are copied on the worker, then the film goes on there."""
        return copying.start(self, self._work, Path(folder))
