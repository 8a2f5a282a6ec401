"""The words and buttons of the one message that says how far an order is, and of the list of orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from aiogram.types import InlineKeyboardMarkup

from bot.locales import Translator
from bot.telegram.address import Address
from bot.telegram.keyboards import CancelFromQueue, button, cancel_button, in_columns, keyboard, retry_button
from common.errors import BadInput, MouthpieceError
from pipeline.jobs.job import FINAL, Failure, Job, Place, State

NOTE_LIMIT_S = 60
"""Longest video note Telegram shows"""
SHOWN = 40
"""Characters of a text by which its order is known in a list"""
LISTED = 10
BUTTON_SHOWN = 24


@dataclass(frozen=True, kw_only=True)
class Card:
    """A message as it should look."""

    text: str
    buttons: InlineKeyboardMarkup | None = None


def status_card(job: Job, place: Place | None, say: Translator, trouble: Failure | None = None) -> Card:
    """``trouble`` is why nothing is made at present."""
    if job.state == State.FAILED and job.failure:
        helps = job.failure.code not in BAD_INPUT_CODES
        return Card(text=sentence(job.failure, say), buttons=retry_button(say, job.id) if helps else None)
    if job.state == State.CANCELLED:
        return Card(text=say("status-cancelled"))
    if job.state in FINAL:
        return Card(text=say("status-done"))
    text = f"⏸ {sentence(trouble, say)}" if trouble else _waiting(job, place, say)
    return Card(text=text, buttons=cancel_button(say, job.id))


def _waiting(job: Job, place: Place | None, say: Translator) -> str:
    if job.state == State.RUNNING:
        stage = say(f"stage-{job.stage}" if job.stage else "stage-start")
        lines = [say("status-running", stage=stage, percent=_percent(job))]
    elif place is None or place.ahead == 0:
        lines = [say("status-next")]
    else:
        lines = [say("status-waiting", ahead=place.ahead)]
    if place and place.estimate_s is not None:
        lines.append(say("status-estimate", time=say.duration(place.estimate_s)))
    remark = Address.from_json(job.address).remark
    if remark:
        lines.append(say(remark, limit_s=NOTE_LIMIT_S))
    return "\n".join(lines)


def _percent(job: Job) -> int:
    return min(99, max(0, int(job.share * 100)))


def sentence(failure: Failure, say: Translator) -> str:
    return say.error(failure.code, failure.message, failure.details)


def subclasses(error: type[MouthpieceError]) -> list[type[MouthpieceError]]:
    return [error, *(below for one in error.__subclasses__() for below in subclasses(one))]


BAD_INPUT_CODES = frozenset(error.code for error in subclasses(BadInput))
"""Failures that the same order would meet again"""


def short(text: str, limit: int = SHOWN) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def what(job: Job, say: Translator, limit: int = SHOWN) -> str:
    """What an order is known by: its words, or the name of its file."""
    if job.order.sound is None:
        return f"“{short(job.order.text or '', limit)}”"
    return short(job.order.sound_name or say("order-recording"), limit)


def queue_card(
    jobs: Sequence[Job], places: Mapping[str, Place], say: Translator, trouble: Failure | None = None
) -> Card:
    """Somebody's own orders in the order they will be made, each with a button that cancels it.

    While ``trouble`` keeps them from being made it is said, and no time is promised.
    """
    if not jobs:
        return Card(text=say("queue-empty"))
    lines = [say("queue-title", count=len(jobs)), ""]
    if trouble:
        lines[1:1] = ["", f"⏸ {sentence(trouble, say)}"]
        places = {job_id: replace(place, estimate_s=None) for job_id, place in places.items()}
    buttons = []
    for number, job in enumerate(jobs[:LISTED], 1):
        lines.append(_item(number, job, places.get(job.id), say))
        buttons.append(button(f"✖️ {number}", CancelFromQueue(job=job.id)))
    if len(jobs) > LISTED:
        lines.append(say("queue-more", count=len(jobs) - LISTED))
    return Card(text="\n".join(lines), buttons=keyboard(*in_columns(buttons, 5)))


def _item(number: int, job: Job, place: Place | None, say: Translator) -> str:
    name = what(job, say)
    if job.state == State.RUNNING:
        line = say("queue-item-running", number=number, what=name, percent=_percent(job))
    elif place is None or place.ahead == 0:
        line = say("queue-item-next", number=number, what=name)
    else:
        line = say("queue-item-waiting", number=number, what=name, ahead=place.ahead)
    if place and place.estimate_s is not None:
        line = f"{line}, {say('queue-estimate', time=say.duration(place.estimate_s))}"
    return line
