"""What goes in and out of the API, with its limits."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.jobs.job import State
from pipeline.order import Stage, Subtitles

COLOUR_OR_ID = r"^(#[0-9a-fA-F]{6}|[0-9a-f]{8,40})$"
DELETED_AT_ONCE = 500
ID = r"^[0-9A-Za-z_.:-]{1,80}$"


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", str_max_length=20_000)


class Look(Asked):
    """How a clip shall look and sound; the same for one clip and for many."""

    voice: str | None = Field(None, max_length=120, description="Id of a voice. Default: chosen by language.")
    language: str | None = Field(None, max_length=40, examples=["en"])
    rate: float = Field(1.0, ge=0.5, le=2.0, description="Pace of speaking; 1 is ordinary.")
    engine: str | None = Field(
        None,
        max_length=40,
        description=(
            "Lips: warp, wav2lip or wav2lip-gan, one that is ready here (GET /engines). Default: what is kept for the"
            " presenter, else the installation's setting, else warp."
        ),
        examples=["warp"],
    )
    tracker: Literal["mediapipe", "face-alignment"] | None = Field(
        None,
        description="What finds face and lips. Default: the presenter's own, else what this machine uses.",
    )
    size: int | None = Field(None, ge=64, le=2160, description="Short side in pixels.")
    square: bool = Field(False, description="Crop to a square around the face.")
    background: str | None = Field(
        None, pattern=COLOUR_OR_ID, description="Replaces a plain background: #rrggbb, or id of an upload."
    )
    subtitles: Subtitles = Subtitles.OFF
    webhook: str | None = Field(
        None,
        max_length=2000,
        description="An http:// or https:// address that is told, by POST, when the order has ended.",
        examples=["http://127.0.0.1:9000/clips"],
    )


class OrderIn(Look):
    """One clip: a text or a recording, said by a presenter or by any footage."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "Hello, and welcome.", "presenter": "mira"}]}
    )
    text: str | None = Field(None, description="What is said; with a recording, what is said in it.")
    sound: str | None = Field(None, pattern=ID, description="Id of an upload with sound.")
    presenter: str | None = Field(None, max_length=120, description="Id or name of a presenter.")
    footage: str | None = Field(None, pattern=ID, description="Id of an upload: a video or a photo.")
    face: int | None = Field(None, ge=1, le=8, description="Which person of the footage speaks.")
    draft: bool = Field(False, description="Only the first 3 seconds, before everything else that waits.")
    label: str | None = Field(None, max_length=120, description="A name of your own for it.")


class ClipOut(BaseModel):
    url: str
    download: str
    thumbnail: str
    receipt: str
    srt: str | None = None
    vtt: str | None = None
    duration_s: float
    width: int
    height: int
    size_bytes: int
    engine: str | None = Field(None, description="The lips that it has.")


class FailureOut(BaseModel):
    code: str = Field(description="Stable, such as no-face.")
    message: str = Field(description="What is wrong and what to do, in the asker's language.")


class OrderOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01a1fe038a70098327b3",
                    "state": "running",
                    "stage": "render",
                    "share": 0.4,
                    "left_s": 3.5,
                    "who": "nightly",
                    "channel": "api",
                    "text": "Hello, and welcome.",
                    "presenter": "mira",
                    "presenter_name": "Mira",
                    "created_at": 1795200000.0,
                    "started_at": 1795200001.0,
                }
            ]
        }
    )
    id: str
    state: State
    stage: Stage | None = None
    share: float = Field(description="How much is done, 0 to 1.")
    held: bool = Field(False, description="Its batch is paused.")
    ahead: int = Field(0, description="Orders that are made before it.")
    left_s: float | None = Field(None, description="Seconds until it is done, about.")
    batch: str | None = None
    row: int | None = Field(None, description="Row of the table it is made from, as the table counts.")
    label: str = ""
    who: str = ""
    channel: str
    text: str | None = None
    sound_name: str | None = None
    footage_name: str | None = None
    presenter: str | None = None
    presenter_name: str | None = None
    voice: str | None = None
    language: str | None = None
    engine: str | None = Field(None, description="The lips that were asked for by name.")
    draft: bool = False
    created_at: float = Field(description="Unix time, seconds; so are the others.")
    started_at: float | None = None
    finished_at: float | None = None
    clip: ClipOut | None = None
    failure: FailureOut | None = None


class BatchName(BaseModel):
    kind: str = Field(description="many or names.")
    title: str


class OrderList(BaseModel):
    orders: list[OrderOut]
    before: str | None = Field(None, description="Ask with it for the next page; null at the end.")
    batches: dict[str, BatchName] = Field(
        default_factory=dict, description="Those of the orders' batches that are known, by id."
    )


class DeleteIn(Asked):
    orders: list[Annotated[str, Field(max_length=80)]] = Field(
        min_length=1, max_length=DELETED_AT_ONCE, description="Ids of orders that have ended."
    )


class NotDeleted(BaseModel):
    id: str
    code: str = Field(description="Stable: unknown-job or still-being-made.")
    message: str = Field(description="Why, and what to do, in the asker's language.")


class DeletedOut(BaseModel):
    deleted: list[str] = Field(description="Ids of orders that are gone with their clips.")
    kept: list[NotDeleted] = Field(description="Those that could not be deleted, each with why.")


class UploadOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01a1fe038a706f1c2d3e",
                    "name": "voice.wav",
                    "kind": "sound",
                    "size_bytes": 384044,
                    "duration_s": 4.0,
                    "width": 0,
                    "height": 0,
                    "has_sound": True,
                }
            ]
        }
    )
    id: str
    name: str
    kind: Literal["sound", "video", "photo", "table"]
    size_bytes: int
    duration_s: float | None = None
    width: int = 0
    height: int = 0
    has_sound: bool = False


class Problem(BaseModel):
    """RFC 9457, as application/problem+json."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "NothingToSay",
                    "status": 422,
                    "detail": "There is nothing to say in this text. Write some words; emoji and links are not spoken.",
                    "code": "nothing-to-say",
                    "field": "text",
                }
            ]
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str = Field(description="What is wrong and what to do, in the asker's language.")
    code: str = Field(description="Stable, such as nothing-to-say.")
    field: str | None = Field(None, description="The field of the request it belongs to.")
