"""Lip engines: which there are, and which can work here."""

import asyncio

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from bot.studio.api.problems import PROBLEM
from bot.studio.desk import Desk
from bot.studio.visitors import Visitor, Visitors
from pipeline.lips.engines import EngineState


class EngineOut(BaseModel):
    id: str
    name: str = Field(description="As people read it, in the asker's language.")
    ready: bool = Field(description="Orders may ask for it.")
    missing: str = Field("", description="Why it cannot work here and what to do, in the asker's language.")
    licence: str = Field("", description="Of its weights; empty where there are none.")
    commercial: bool | None = Field(description="Whether that allows commercial use; null: not known.")
    agreed: bool = Field(
        description="May be kept as a default: its licence was agreed to, or asks for nothing."
    )


def engine_router(desk: Desk, visitors: Visitors) -> APIRouter:
    router = APIRouter(tags=["models"], responses=PROBLEM)

    @router.get("/engines")
    async def engines(request: Request) -> list[EngineOut]:
        """What can draw lips, the one that always works first."""
        visitor = visitors.of(request)
        return [engine_out(one, visitor) for one in await asyncio.to_thread(desk.engines.list)]

    return router


def engine_out(state: EngineState, visitor: Visitor) -> EngineOut:
    lack = state.missing
    return EngineOut(
        id=state.id,
        name=visitor.say(f"lips-{state.id}"),
        ready=state.ready,
        missing=visitor.say.error(lack.code, str(lack), lack.details) if lack else "",
        licence=state.licence,
        commercial=state.commercial,
        agreed=state.agreed,
    )
