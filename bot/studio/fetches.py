"""Fetching weights at the press of a button: beside the server's own work, one at a time, page open or closed."""

import asyncio
import contextlib
import threading

import structlog

from common.errors import MouthpieceError
from models.errors import FetchRunning
from models.store import Pull, Standing, Store

log = structlog.get_logger()


class Fetches:
    """Starts and stops fetches; how far one is stands in ``store.get(id).pull``."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.ended = threading.Event()
        """Set while nothing is being fetched"""
        self.ended.set()
        self._running: tuple[str, threading.Event] | None = None

    async def begin(self, model_id: str) -> Standing:
        """Start a fetch; returns once it is under way, or the weights when they are here already.

        Raises UnknownModel, NoAddress, FetchRunning, and what is wrong before the first byte.
        """
        if not self.ended.is_set():
            raise FetchRunning()
        self.store.models.get(model_id)
        loop, stop = asyncio.get_running_loop(), threading.Event()
        begun: asyncio.Future[None] = loop.create_future()

        def tell(error: MouthpieceError | None = None) -> None:
            if begun.done():
                return
            if error:
                begun.set_exception(error)
            else:
                begun.set_result(None)

        def hear(pull: Pull) -> None:
            if pull.running and not begun.done():
                _in_loop(loop, tell)

        def work() -> None:
            try:
                self.store.pull(model_id, on_progress=hear, stop=stop)
            except MouthpieceError as error:
                log.info("weights were not fetched", model=model_id, reason=str(error))
                _in_loop(loop, tell, error)
            except Exception:
                log.exception("fetching weights failed", model=model_id)
                _in_loop(loop, tell, MouthpieceError())
            else:
                _in_loop(loop, tell)
            finally:
                self.ended.set()

        # A daemon: a server that says nothing more must not keep the program from ending. What came is kept.
        self._running = (model_id, stop)
        self.ended.clear()
        threading.Thread(target=work, name=f"fetch {model_id}", daemon=True).start()
        await begun
        return await asyncio.to_thread(self.store.get, model_id)

    def cancel(self, model_id: str) -> None:
        """Stop a fetch; what came is kept. Nothing happens when none is under way. Raises UnknownModel."""
        self.store.models.get(model_id)
        if self._running and self._running[0] == model_id:
            self._running[1].set()

    def close(self) -> None:
        if self._running:
            self._running[1].set()


def _in_loop(loop: asyncio.AbstractEventLoop, call: object, *arguments: object) -> None:
    # The program may have ended while a fetch was under way.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(call, *arguments)  # type: ignore[arg-type]
