"""What goes in and out of the API about batches: many clips asked for together."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.studio.api.schema import ID, Asked, Look, OrderOut

TARGETS = 500
PREVIEWED = 50
PAGE, PAGE_MOST = 100, 500
"""Orders of a batch that are told at once"""


class Target(Asked):
    """Who says it: a presenter, or an upload with a face."""

    presenter: str | None = Field(None, max_length=120, description="Id or name of a presenter.")
    footage: str | None = Field(None, pattern=ID, description="Id of an upload: a video or a photo.")
    face: int | None = Field(None, ge=1, le=8, description="Which person of the footage speaks.")


class ManyIn(Look):
    """One sound or text, said by each of the targets."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "many",
                    "text": "Welcome.",
                    "targets": [{"presenter": "mira"}, {"presenter": "jonas"}],
                }
            ]
        }
    )
    kind: Literal["many"]
    text: str | None = Field(None, description="What is said; with a recording, what is said in it.")
    sound: str | None = Field(None, pattern=ID, description="Id of an upload with sound.")
    targets: list[Target] = Field(min_length=1, max_length=TARGETS)
    title: str | None = Field(None, max_length=120)


class RowsIn(Look):
    """A template and a table, and who says each row."""

    template: str = Field(description="Text with {placeholders} that name columns.")
    table: str = Field(pattern=ID, description="Id of an upload: CSV, TSV or an Excel workbook.")
    pattern: str = Field(
        "",
        max_length=200,
        description="Names the clips, such as “{name} {city}”. Default: the first placeholder.",
    )
    presenter: str | None = Field(None, max_length=120, description="Id or name of a presenter.")
    footage: str | None = Field(None, pattern=ID, description="Id of an upload: a video or a photo.")
    face: int | None = Field(None, ge=1, le=8, description="Which person of the footage speaks.")
    skip_bad: bool = Field(
        False, description="Leave out rows with something wrong in them and make the others."
    )


class NamesIn(RowsIn):
    """One clip for each row of the table."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "names",
                    "template": "Hello {name}.",
                    "table": "0193c1a2b3c4d5e6",
                    "presenter": "mira",
                }
            ]
        }
    )
    kind: Literal["names"]
    title: str | None = Field(None, max_length=120)


BatchIn = Annotated[ManyIn | NamesIn, Field(discriminator="kind")]


class CheckIn(RowsIn):
    first: int = Field(0, ge=0, description="How many rows the preview leaves out.")
    limit: int = Field(20, ge=0, le=PREVIEWED, description="How many rows the preview shows.")


class RowProblem(BaseModel):
    code: str = Field(description="Stable, such as empty-cell.")
    row: int | None = Field(None, description="As the table's program counts: the head is usually row 1.")
    column: str | None = None
    warning: bool = Field(description="Worth knowing; clips can be made all the same.")
    message: str = Field(description="What is wrong and what to do, in the asker's language.")


class RowPreview(BaseModel):
    row: int
    label: str = Field(description="Name of the clip's file, without its ending.")
    text: str


class CheckOut(BaseModel):
    ready: bool = Field(
        description="Clips can be made: there is nothing but warnings, or bad rows are left out."
    )
    placeholders: list[str]
    columns: list[str]
    rows: int = Field(description="Rows of the table.")
    clips: int = Field(description="Clips that this request would make; 0 while it is not ready.")
    good: int = Field(description="Clips that it would make with skip_bad.")
    pattern: str = Field(description="The pattern that is used.")
    problems: list[RowProblem] = Field(description="The first 200.")
    problems_total: int
    preview: list[RowPreview]
    voice: str | None = Field(None, description="Voice that says all rows.")
    language: str | None = Field(None, description="Language that all rows are spoken in.")
    length_s: float = Field(description="Seconds of all clips together, about.")
    takes_s: float | None = Field(
        None, description="Seconds that making them takes, about, when that is known."
    )


class CountsOut(BaseModel):
    queued: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0
    cancelled: int = 0


class BatchOut(BaseModel):
    id: str
    kind: Literal["many", "names"]
    title: str
    who: str = ""
    created_at: float
    total: int
    counts: CountsOut
    paused: bool = Field(description="Those that wait are held back.")
    share: float = Field(description="How much is done, 0 to 1.")


class LeftOutRow(BaseModel):
    row: int = Field(description="As the table's program counts.")
    code: str = Field(description="Stable, such as empty-cell: what is wrong first.")
    message: str = Field(description="All that is wrong with it, in the asker's language.")


class WholeBatchOut(BatchOut):
    left_s: float | None = Field(None, description="Seconds until all are done, about.")
    reused_s: float = Field(
        0.0, description="Seconds of finished clips that were taken over, not made again."
    )
    asked: dict[str, Any] = Field(description="The request it comes from.")
    left_out: list[LeftOutRow] = Field(
        default_factory=list, description="Rows that were left out, with skip_bad. With the first page."
    )
    orders: list[OrderOut] = Field(description="In the order of the table or the targets, a page of them.")
    first: int = Field(0, description="How many orders come before this page.")
    next: int | None = Field(None, description="Ask with it as first for the next page; null at the end.")


class BatchList(BaseModel):
    batches: list[BatchOut]
    before: str | None = Field(None, description="Ask with it for the next page; null at the end.")
