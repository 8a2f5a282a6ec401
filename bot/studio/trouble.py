"""Why nothing is made at present, for the pages and for whoever watches over the machine."""

import asyncio

from bot.locales import Translator
from pipeline.jobs.job import Failure

SAID = {"disk-full": "trouble-disk-full", "worker-broken": "trouble-worker-broken"}
"""Failures that whoever runs the machine is told more of than those who wait for a clip"""


class Trouble:
    """The worker's trouble as it is now; ``changed`` is set, and a new one put in its place, when it becomes another."""

    def __init__(self) -> None:
        self.now: Failure | None = None
        self.changed = asyncio.Event()

    def say(self, now: Failure | None) -> None:
        self.now = now
        self.changed.set()
        self.changed = asyncio.Event()

    def sentence(self, say: Translator) -> str | None:
        """In the visitor's language; None when there is none."""
        failure = self.now
        if failure is None:
            return None
        if failure.code in SAID:
            return say(SAID[failure.code], **failure.details)
        return say.error(failure.code, failure.message, failure.details)
