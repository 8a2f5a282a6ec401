"""Conversation: one's own orders in the line, and cancelling them."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.locales import Translator
from bot.people import Person
from bot.telegram.address import Address
from bot.telegram.board import Board
from bot.telegram.delivery import Delivery
from bot.telegram.keyboards import CancelAll, CancelFromQueue, CancelOrder, RetryOrder, button, keyboard
from bot.telegram.replies import redraw, say_back, toast
from bot.telegram.status import BUTTON_SHOWN, Card, queue_card, what
from common.errors import UnknownJob
from pipeline.jobs.job import Job
from pipeline.jobs.store import JobStore


async def show_queue(
    message: Message, store: JobStore, board: Board, person: Person, say: Translator
) -> None:
    card = await _card(store, person, say, board)
    sent = await say_back(message, card)
    if card.buttons:
        board.open_queue(sent, Address.of(message, locale=say.locale), person.id, card)


async def cancel_command(
    message: Message, store: JobStore, delivery: Delivery, board: Board, person: Person, say: Translator
) -> None:
    """One order is cancelled at once; of several one is asked which."""
    jobs = await store.list(owner=person.id, active_only=True)
    if not jobs:
        await say_back(message, say("cancel-nothing"))
        return
    if len(jobs) == 1:
        count = await _cancel(jobs, store, delivery, board)
        await say_back(message, say("cancel-done", count=count))
        return
    newest = max(jobs, key=lambda job: job.id)
    rows = keyboard(
        [button(say("cancel-newest", what=what(newest, say, BUTTON_SHOWN)), CancelOrder(job=newest.id))],
        [button(say("cancel-all", count=len(jobs)), CancelAll())],
    )
    await say_back(message, Card(text=say("cancel-which", count=len(jobs)), buttons=rows))


async def cancel_order(
    call: CallbackQuery,
    callback_data: CancelOrder,
    store: JobStore,
    delivery: Delivery,
    board: Board,
    person: Person,
    say: Translator,
) -> None:
    """A second tap finds the order ended and changes nothing."""
    job = await _own(call, callback_data.job, store, person, say)
    if job is None:
        return
    count = await _cancel([job], store, delivery, board)
    await toast(call, say("cancel-done", count=count) if count else say("cancel-too-late"))
    if call.message and call.message.message_id != Address.from_json(job.address).status:
        await redraw(call, Card(text=say("cancel-done", count=count) if count else say("cancel-too-late")))


async def cancel_from_queue(
    call: CallbackQuery,
    callback_data: CancelFromQueue,
    store: JobStore,
    delivery: Delivery,
    board: Board,
    person: Person,
    say: Translator,
) -> None:
    job = await _own(call, callback_data.job, store, person, say)
    if job is None:
        return
    count = await _cancel([job], store, delivery, board)
    await toast(call, say("cancel-done", count=count) if count else say("cancel-too-late"))
    await redraw(call, await _card(store, person, say, board))


async def cancel_all(
    call: CallbackQuery,
    store: JobStore,
    delivery: Delivery,
    board: Board,
    person: Person,
    say: Translator,
) -> None:
    jobs = await store.list(owner=person.id, active_only=True)
    said = say("cancel-done", count=await _cancel(jobs, store, delivery, board))
    await toast(call, said)
    await redraw(call, Card(text=said))


async def retry_order(
    call: CallbackQuery,
    callback_data: RetryOrder,
    store: JobStore,
    board: Board,
    person: Person,
    say: Translator,
) -> None:
    job = await _own(call, callback_data.job, store, person, say)
    if job is None:
        return
    if not await store.retry(job.id):
        await toast(call, say("button-old"))
        return
    await toast(call, say("retry-done"))
    board.touch(await store.get(job.id))


async def old_button(call: CallbackQuery, say: Translator) -> None:
    """A button nobody knows: from an older version, or made up."""
    await toast(call, say("button-old"))


async def _card(store: JobStore, person: Person, say: Translator, board: Board) -> Card:
    jobs = await store.list(owner=person.id, active_only=True)
    return queue_card(jobs, await store.places(), say, board.trouble)


async def _own(
    call: CallbackQuery, job_id: str, store: JobStore, person: Person, say: Translator
) -> Job | None:
    try:
        job = await store.get(job_id)
    except UnknownJob:
        await toast(call, say("button-old"))
        return None
    if job.owner != person.id:
        await toast(call, say("not-yours"), alert=True)
        return None
    return job


async def _cancel(jobs: Sequence[Job], store: JobStore, delivery: Delivery, board: Board) -> int:
    cancelled = [job for job in jobs if await store.cancel(job.id)]
    for job in cancelled:
        delivery.start(job)
    if cancelled:
        board.touch_waiting()
    return len(cancelled)


def router() -> Router:
    router = Router(name="queue")
    router.message.register(show_queue, Command("queue"))
    router.message.register(cancel_command, Command("cancel"))
    router.callback_query.register(cancel_order, CancelOrder.filter())
    router.callback_query.register(cancel_from_queue, CancelFromQueue.filter())
    router.callback_query.register(cancel_all, CancelAll.filter())
    router.callback_query.register(retry_order, RetryOrder.filter())
    return router


def last() -> Router:
    """Takes the taps that no conversation knows."""
    router = Router(name="old buttons")
    router.callback_query.register(old_button)
    return router
