"""Who can be seen, as the studio shows, takes in, changes and removes them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.leaving import PresenterGone, remove_presenter
from bot.studio.checks import Check, Checks
from bot.studio.comparisons import keep_engine
from bot.studio.desk import OWN, Desk
from bot.studio.store import Upload
from common.errors import BadInput, NoSuchFace, about
from pipeline.jobs.job import Job, Wanted
from presenters.visemes import VisemesStill

if TYPE_CHECKING:
    from presenters.presenter import Presenter

LONGEST_S = 1800.0
"""Of longer footage a part should be cut out first: no more than a minute of it is ever used"""
COUNTED = 10_000
FILM_WAIT_S = 3600.0
"""Longer than any look takes: nobody is added whose film was not looked at"""


class FootageTooLong(BadInput):
    code = "footage-too-long"
    sentence = (
        "{name} is {minutes:.0f} minutes long; at most {limit:.0f} are taken. Cut out 10 to 30 seconds in which the"
        " presenter looks into the camera."
    )


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Presenters of the studio."""

    desk: Desk
    checks: Checks
    _filming: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def all(self) -> Sequence["Presenter"]:
        return await asyncio.to_thread(self.desk.presenters.list, OWN)

    async def get(self, presenter_id: str) -> "Presenter":
        """Raises UnknownPresenter."""
        return await asyncio.to_thread(self.desk.presenters.get, presenter_id, OWN)

    async def orders(self, presenter: "Presenter") -> Sequence[Job]:
        """What was ordered of a presenter anywhere: it goes with it."""
        return await self.desk.line.find(Wanted(presenter=presenter.id), limit=COUNTED)

    async def poster(self, presenter_id: str, *, side_px: int) -> Path:
        """Raises UnknownPresenter."""
        presenter = await self.get(presenter_id)
        async with self._filming:
            return await asyncio.to_thread(lambda: self.desk.presenters.poster(presenter.id, side_px=side_px))

    async def loop(self, presenter_id: str) -> Path:
        """Raises UnknownPresenter."""
        presenter = await self.get(presenter_id)
        async with self._filming:
            return await asyncio.to_thread(self.desk.presenters.loop, presenter)

    async def check(self, upload_id: str, *, wait_s: float) -> Check:
        """How fit a file is, or how far the look at it is. Raises why it is not, UnknownUpload, WrongKind."""
        upload = await self._footage(upload_id)
        return await self.checks.ask(upload.id, Path(upload.path), upload.name, wait_s=wait_s)

    async def check_film(self, upload_id: str, *, wait_s: float) -> Check:
        """Whether a film shows a mouth opening, or how far the look at it is. Raises why it does not, and what ``check``
        does.
        """
        upload = await self._footage(upload_id)
        if upload.kind == "photo":
            raise VisemesStill(name=upload.name)
        return await self.checks.ask(upload.id, Path(upload.path), upload.name, wait_s=wait_s, film=True)

    async def check_presenter(self, presenter_id: str, *, wait_s: float) -> Check:
        """How fit a presenter's footage is. Raises UnknownPresenter and what ``check`` does."""
        presenter = await self.get(presenter_id)
        return await self.checks.ask(presenter.id, presenter.footage, presenter.name, wait_s=wait_s)

    async def add(
        self,
        upload_id: str,
        *,
        name: str,
        consent: str,
        gender: str,
        face: int | None,
        tracker: str | None = None,
        visemes: str | None = None,
    ) -> "Presenter":
        """Copy a file in, and a film of the same mouth opening where ``visemes`` names one.

        Raises what ``Registry.add`` does, UnknownUpload, WrongKind, FootageTooLong, NoSuchFace, and what ``check_film``
        does.
        """
        upload = await self._footage(upload_id)
        looked = self.checks.get(upload.id)
        if face and looked and looked.found and face > looked.found.people:
            raise NoSuchFace(face=face, name=upload.name, people=looked.found.people)
        film = await self._film(visemes) if visemes else None
        return await asyncio.to_thread(
            lambda: self.desk.registry.add(
                Path(upload.path),
                name=name,
                owner=OWN,
                consent=consent,
                gender=gender,
                file_name=upload.name,
                face=face,
                tracker=tracker,
                visemes=film,
            )
        )

    async def _film(self, upload_id: str) -> Path:
        with about("visemes"):
            await self.check_film(upload_id, wait_s=FILM_WAIT_S)
            return Path((await self._footage(upload_id)).path)

    async def change(
        self, presenter_id: str, *, name: str | None, shared: bool | None, engine: str | None = None
    ) -> "Presenter":
        """Raises UnknownPresenter, BuiltinPresenter, NameRefused, NameTaken, and what ``keep_engine`` does."""
        if engine is not None:
            await keep_engine(self.desk, presenter_id, engine)
            if name is None and shared is None:
                return await self.get(presenter_id)
        return await asyncio.to_thread(self._change, presenter_id, name, shared)

    def _change(self, presenter_id: str, name: str | None, shared: bool | None) -> "Presenter":
        registry = self.desk.registry
        presenter = registry.added(presenter_id, owner=OWN)
        if name is not None:
            presenter = registry.rename(presenter.id, name, owner=OWN)
        if shared is not None and shared != presenter.shared:
            turn = registry.share if shared else registry.unshare
            presenter = turn(presenter.id, owner=OWN)
        return presenter

    async def remove(self, presenter_id: str) -> PresenterGone:
        """Raises UnknownPresenter, BuiltinPresenter."""
        return await remove_presenter(
            presenter_id,
            owner=OWN,
            registry=self.desk.registry,
            store=self.desk.line,
            home=self.desk.home,
        )

    async def _footage(self, upload_id: str) -> Upload:
        upload = await self.desk.media(upload_id, "picture")
        if upload.duration_s and upload.duration_s > LONGEST_S:
            raise FootageTooLong(name=upload.name, minutes=upload.duration_s / 60, limit=LONGEST_S / 60)
        return upload
