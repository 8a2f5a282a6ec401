"""What people are in the middle of: a presenter they add or rename, kept on disk so that a restart loses nothing."""

import asyncio
import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from bot.examining import Found
from bot.telegram.memory import Memory
from pipeline.jobs.job import Failure


def new_id() -> str:
    return secrets.token_hex(8)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A presenter on the way: picture, what was found in it, name, consent. Or, with ``renaming``, a new name."""

    person: str
    chat: int
    locale: str
    """Catalogue to write in when the person has not chosen one"""
    id: str = field(default_factory=new_id)
    """Stands in the buttons; another picture gets another"""
    begun_at: float = field(default_factory=time.time)
    renaming: str = ""
    """Id of the presenter that gets another name"""
    path: str = ""
    """The picture or video, in the folder of inputs"""
    file_name: str = ""
    """What the person calls it"""
    album: str = ""
    """The album it came in: the others of it are left alone"""
    found: Found | None = None
    told: bool = False
    """The person read what was found"""
    face: int | None = None
    """Number of the person who speaks, when the picture shows several and one was tapped"""
    name: str = ""
    presenter: str = ""
    """Id of what it became: consent was given, only the draft is left to be thrown away"""

    @classmethod
    def from_json(cls, text: str) -> Self:
        values: dict[str, Any] = json.loads(text)
        if found := values["found"]:
            failure = Failure(**found["failure"]) if found["failure"] else None
            values["found"] = Found(**{**found, "remarks": tuple(found["remarks"]), "failure": failure})
        return cls(**values)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @property
    def awaits_name(self) -> bool:
        """A plain text is the name; until consent is given another text is another name."""
        return bool(self.renaming or self.path)


class Drafts:
    """One draft a person."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._turn = asyncio.Lock()

    async def get(self, person: str) -> Draft | None:
        body = await self._memory.draft(person)
        return Draft.from_json(body) if body else None

    async def all(self) -> Sequence[Draft]:
        return [Draft.from_json(body) for body in await self._memory.drafts()]

    async def keep(self, draft: Draft) -> None:
        """Put it in place of what there was. Raises DiskFull."""
        async with self._turn:
            await self._memory.keep_draft(draft.person, draft.to_json())

    async def change(self, draft: Draft, **changes: Any) -> Draft | None:
        """None when another draft took its place meanwhile, or none is left. Raises DiskFull."""
        async with self._turn:
            now = await self.get(draft.person)
            if now is None or now.id != draft.id:
                return None
            changed = replace(now, **changes)
            await self._memory.keep_draft(draft.person, changed.to_json())
            return changed

    async def drop(self, draft: Draft) -> bool:
        """False when it is gone already. Raises DiskFull."""
        async with self._turn:
            now = await self.get(draft.person)
            if now is None or now.id != draft.id:
                return False
            await self._memory.drop_draft(draft.person)
            return True
