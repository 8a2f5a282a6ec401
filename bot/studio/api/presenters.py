"""Presenters: who can be seen, and taking in, changing and removing them."""

from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from bot.studio.api.problems import PROBLEM, file_of
from bot.studio.api.schema import ID, Asked
from bot.studio.cast import Cast
from bot.studio.checks import Check
from bot.studio.desk import OWN, SMALL_PX, OneFaceOnly
from bot.studio.visitors import Visitor, Visitors
from pipeline.jobs.job import FINAL
from presenters.catalog import POSTER_SIDE_PX, is_photo
from presenters.presenter import Presenter

CARD_PX = 480
"""Long side of a picture on a card"""
WAIT_S = 25.0
"""Whoever asks waits so long at most: what stands between may give up on slower answers"""
KEPT = {"Cache-Control": "private, max-age=3600"}
PERSON_ID = r"^[^/\\]{1,120}$"


class PresenterOut(BaseModel):
    id: str
    name: str
    description: str = ""
    gender: str = Field("", description='"female", "male" or "": picks a voice where none is chosen.')
    builtin: bool = Field(description="Came with Mouthpiece, and stays as it is.")
    own: bool = Field(description="Was added here, so it may be changed and removed here.")
    shared: bool = Field(description="The chat may choose it too.")
    kind: Literal["video", "photo"]
    engine: str = Field("", description="Lips kept for it, for orders that name none; empty: none are kept.")
    face: int | None = Field(None, description="Number of the person who speaks, where one was chosen.")
    size_bytes: int
    added_at: str = Field("", description="UTC, ISO 8601.")
    consent: str = Field("", description="Who agreed, when and for what; of one's own only.")
    file_name: str = ""
    poster: str
    loop: str = Field(description="A small silent video that goes round; of a photo, the photo.")


class PresenterDetail(PresenterOut):
    clips: int = Field(description="Clips that go with it when it is removed.")
    waiting: int = Field(description="Orders in the line that go with it.")


class PresenterList(BaseModel):
    presenters: list[PresenterOut]


class PresenterIn(Asked):
    """Somebody new."""

    footage: str = Field(pattern=ID, description="Id of an upload: a video or a photo. It is copied.")
    name: str = Field("", max_length=200)
    consent: str = Field(
        "",
        max_length=1000,
        description="Who agreed to be seen, when and for what.",
        examples=["Anna Petrova, 3 May 2026, for our training videos"],
    )
    gender: Literal["", "female", "male"] = ""
    face: int | None = Field(
        None, ge=1, le=8, description="Who speaks where several people are seen, as the check numbers them."
    )
    tracker: Literal["mediapipe", "face-alignment"] | None = Field(
        None, description="What finds face and lips. Default: what this machine uses."
    )
    visemes: str | None = Field(
        None,
        pattern=ID,
        description="Id of an upload: a short video of the same mouth opening, whose teeth and tongue are then shown."
        " It is looked at before it is taken; check it first to be answered at once.",
    )


class PresenterChange(Asked):
    name: str | None = Field(None, max_length=200)
    shared: bool | None = Field(None, description="Whether the chat may choose it too.")
    engine: str | None = Field(
        None,
        max_length=40,
        description="Lips to keep for it, built-in ones too; empty: keep none any more.",
        examples=["warp"],
    )


class CheckIn(Asked):
    footage: str | None = Field(None, pattern=ID, description="Id of an upload: a video or a photo.")
    presenter: str | None = Field(None, pattern=PERSON_ID, description="Or the id of a presenter.")
    visemes: str | None = Field(
        None,
        pattern=ID,
        description="Or the id of an upload: a film of a mouth opening, as it is added with.",
    )
    wait_s: float = Field(WAIT_S, ge=0, le=WAIT_S, description="Answer after so long, done or not.")


class RemarkOut(BaseModel):
    code: str
    sentence: str = Field(description="What is wrong and how to film it better, in the asker's language.")


class CheckOut(BaseModel):
    done: bool = Field(description="Ask again when it is not.")
    share: float = Field(description="How much is done, 0 to 1.")
    before: int = Field(0, description="Looks that come before this one.")
    grade: Literal["good", "fair", "poor"] | None = None
    remarks: list[RemarkOut] = []
    people: int = Field(1, description="How many are seen; the sheet numbers them.")
    face: int | None = Field(None, description="The number of the one who speaks.")
    sheet: str | None = Field(None, description="A picture of the footage at a glance.")


class PresenterGoneOut(BaseModel):
    """What went with a presenter."""

    name: str
    orders: int
    cancelled: int
    clips: int
    files: int
    size_bytes: int


def presenter_router(cast: Cast, visitors: Visitors) -> APIRouter:
    router = APIRouter(tags=["presenters"], responses=PROBLEM)

    @router.get("/presenters")
    async def found() -> PresenterList:
        """Built-in ones, those added here, and those the chat shares."""
        return PresenterList(presenters=[told(one) for one in await cast.all()])

    @router.post("/presenters", status_code=201)
    async def add(asked: PresenterIn) -> PresenterOut:
        """Take somebody in who agreed to be seen."""
        presenter = await cast.add(
            asked.footage,
            name=asked.name,
            consent=asked.consent,
            gender=asked.gender,
            face=asked.face,
            tracker=asked.tracker,
            visemes=asked.visemes,
        )
        return told(presenter)

    @router.post("/presenters/check", responses={202: {"model": CheckOut}})
    async def check(asked: CheckIn, request: Request, response: Response) -> CheckOut:
        """Whether footage is fit to become a presenter. 202 when that is not known yet: ask the same again."""
        if sum(map(bool, (asked.footage, asked.presenter, asked.visemes))) != 1:
            raise OneFaceOnly
        if asked.visemes:
            looked = await cast.check_film(asked.visemes, wait_s=asked.wait_s)
        elif asked.footage:
            looked = await cast.check(asked.footage, wait_s=asked.wait_s)
        else:
            looked = await cast.check_presenter(asked.presenter or "", wait_s=asked.wait_s)
        response.status_code = 200 if looked.found else 202
        return check_out(looked, cast.checks.before(looked.about), visitors.of(request))

    @router.get("/presenters/check/{about}/sheet", response_class=Response)
    async def sheet(about: str) -> Response:
        """Frames over time, the mouth close up, and where no face is seen."""
        looked = cast.checks.get(about)
        if looked is None or looked.sheet is None:
            raise HTTPException(404, "There is no such picture. Check the footage again.")
        return Response(looked.sheet, media_type="image/jpeg", headers=KEPT)

    @router.get("/presenters/{presenter_id}")
    async def one(presenter_id: str) -> PresenterDetail:
        """One, with the clips and orders that would go with it."""
        presenter = await cast.get(presenter_id)
        orders = await cast.orders(presenter)
        return PresenterDetail(
            **told(presenter).model_dump(),
            clips=sum(job.clip is not None for job in orders),
            waiting=sum(job.state not in FINAL and job.clip is None for job in orders),
        )

    @router.patch("/presenters/{presenter_id}")
    async def change(presenter_id: str, asked: PresenterChange) -> PresenterOut:
        """Rename, share with the chat, or keep from it; keep lips for it."""
        return told(
            await cast.change(presenter_id, name=asked.name, shared=asked.shared, engine=asked.engine)
        )

    @router.delete("/presenters/{presenter_id}")
    async def remove(presenter_id: str) -> PresenterGoneOut:
        """Delete footage, what was prepared from it, orders and clips. They are gone for good."""
        gone = await cast.remove(presenter_id)
        return PresenterGoneOut(
            name=gone.removed.presenter.name,
            orders=gone.orders,
            cancelled=gone.cancelled,
            clips=gone.clips,
            files=gone.removed.files,
            size_bytes=gone.removed.size_bytes,
        )

    @router.get(
        "/presenters/{presenter_id}/poster", response_class=FileResponse, responses=file_of("image/jpeg")
    )
    async def poster(
        presenter_id: str, small: Annotated[bool, Query()] = False, card: Annotated[bool, Query()] = False
    ) -> FileResponse:
        """A picture of the presenter."""
        side_px = SMALL_PX if small else CARD_PX if card else POSTER_SIDE_PX
        path = await cast.poster(presenter_id, side_px=side_px)
        return FileResponse(path, media_type="image/jpeg", headers=KEPT)

    @router.get("/presenters/{presenter_id}/loop", response_class=FileResponse)
    async def loop(presenter_id: str) -> FileResponse:
        """The presenter moving: a few seconds, silent, that go round; the picture of a photo."""
        path = await cast.loop(presenter_id)
        kind = "video/mp4" if path.suffix == ".mp4" else "image/jpeg"
        return FileResponse(path, media_type=kind, headers=KEPT)

    return router


def told(presenter: Presenter) -> PresenterOut:
    own = presenter.owner == OWN and not presenter.builtin
    base = f"/api/v1/presenters/{presenter.id}"
    return PresenterOut(
        id=presenter.id,
        name=presenter.name,
        description=presenter.description,
        gender=presenter.gender,
        builtin=presenter.builtin,
        own=own,
        shared=presenter.shared,
        kind="photo" if is_photo(presenter) else "video",
        engine=presenter.engine,
        face=presenter.face,
        size_bytes=presenter.footage.stat().st_size,
        added_at=presenter.added_at,
        consent=presenter.consent if own else "",
        file_name=presenter.file_name if own else "",
        poster=f"{base}/poster",
        loop=f"{base}/loop",
    )


def check_out(check: Check, before: int, visitor: Visitor) -> CheckOut:
    found = check.found
    if found is None:
        return CheckOut(done=False, share=check.share, before=before)
    remarks = [
        RemarkOut(
            code=one["code"],
            sentence=visitor.say.remark(one["code"], one["sentence"], one.get("details", {})),
        )
        for one in found.remarks
    ]
    sheet = f"/api/v1/presenters/check/{check.about}/sheet" if check.sheet else None
    return CheckOut.model_validate(
        {
            "done": True,
            "share": 1.0,
            "grade": found.grade or None,
            "remarks": remarks,
            "people": found.people,
            "face": found.face,
            "sheet": sheet,
        }
    )
