"""The chat page, the page where people say who they are, and the login page."""

from pathlib import Path
from typing import Any

import jinja2
from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from itsdangerous import BadData, URLSafeSerializer

from bot.room.doors import SESSION_COOKIE, SESSION_LASTS_S, Doors, safe_next
from bot.room.knowing import described
from bot.room.live import state_of
from bot.room.room import GROUP_ID, TEXT_LIMIT, Room
from bot.room.settings import MB
from bot.room.store import Person
from bot.room.texts import LANGUAGES, asked_language, texts_in

HERE = Path(__file__).parent
PEOPLE_COOKIE = "mouthpiece_people"
COOKIE_LASTS_S = 400 * 86_400


class Visitors:
    """Which people a browser has been: a signed cookie. Names are not accounts; the door is what keeps others out."""

    def __init__(self, room: Room, secret: str) -> None:
        self._room = room
        self._signer = URLSafeSerializer(secret, salt="people")

    def known(self, request: Request) -> list[int]:
        """Ids in this browser's cookie, the last used first."""
        try:
            return [int(one) for one in self._signer.loads(request.cookies.get(PEOPLE_COOKIE, ""))]
        except (BadData, TypeError, ValueError):
            return []

    def person(self, request: Request, person_id: int) -> Person:
        """The person a page speaks for. Raises HTTPException 403 when this browser never was that person."""
        person = self._room.person(person_id) if person_id in self.known(request) else None
        if person is None:
            raise HTTPException(403, "wrong_name")
        return person

    def remember(self, request: Request, answer: Response, person: Person) -> Response:
        ids = [person.id, *(one for one in self.known(request) if one != person.id)][:50]
        answer.set_cookie(
            PEOPLE_COOKIE,
            self._signer.dumps(ids),
            max_age=COOKIE_LASTS_S,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer


def page_router(room: Room, doors: Doors, visitors: Visitors) -> APIRouter:
    router = APIRouter()
    loader = jinja2.FileSystemLoader(HERE / "templates")
    templates = Jinja2Templates(
        env=jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    )

    def page(request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        language = asked_language(request.headers.get("accept-language", ""))
        shown = language if language in LANGUAGES else "en"
        values |= {"t": texts_in(language), "language": shown, "bot": room.bot}
        return templates.TemplateResponse(
            request, name, values, status_code=status, headers={"Cache-Control": "no-store"}
        )

    @router.get("/login")
    async def login(request: Request, next: str = "/chat") -> Response:
        if doors.lets_in(request.cookies.get(SESSION_COOKIE)):
            return RedirectResponse(safe_next(next), 303)
        return page(request, "login.html", next=safe_next(next), wrong="")

    @router.post("/login")
    async def try_login(request: Request, password: str = Form(""), next: str = Form("/chat")) -> Response:
        client = request.client.host if request.client else ""
        texts = texts_in(asked_language(request.headers.get("accept-language", "")))
        if wait_s := doors.wait_s(client):
            wrong = texts["login_wait"].format(seconds=int(wait_s) + 1)
            return page(request, "login.html", 429, next=safe_next(next), wrong=wrong)
        if doors.password_needed and not await doors.knows(client, password):
            return page(request, "login.html", 401, next=safe_next(next), wrong=texts["login_wrong"])
        answer = RedirectResponse(safe_next(next), 303)
        answer.set_cookie(
            SESSION_COOKIE,
            doors.session(),
            max_age=SESSION_LASTS_S,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer

    @router.get("/chat")
    async def entry(request: Request, switch: bool = False) -> Response:
        known = visitors.known(request)
        if known and not switch and room.person(known[0]):
            return RedirectResponse(f"/chat/{known[0]}", 303)
        return page(request, "enter.html", people=room.people(), wrong="")

    @router.post("/chat/enter")
    async def enter(request: Request, name: str = Form(""), person_id: int = Form(0)) -> Response:
        language = asked_language(request.headers.get("accept-language", ""))
        person = room.person(person_id)
        if person is None:
            try:
                person = await room.welcome(name, language)
            except ValueError:
                wrong = texts_in(language)["enter_empty"]
                return page(request, "enter.html", 422, people=room.people(), wrong=wrong)
        return visitors.remember(request, RedirectResponse(f"/chat/{person.id}", 303), person)

    async def chat_page(request: Request, person_id: int, chat_id: int) -> Response:
        try:
            person = visitors.person(request, person_id)
        except HTTPException:
            return RedirectResponse("/chat?switch=1", 303)
        language = asked_language(request.headers.get("accept-language", ""))
        person = await room.speaks(person, language)
        config = {
            "person": {"id": person.id, "name": person.name},
            "chat": {"id": chat_id, "group": chat_id == GROUP_ID},
            "bot": room.bot,
            "language": language if language in LANGUAGES else "en",
            "texts": dict(texts_in(language)),
            "state": await state_of(room, person, chat_id),
            "base": f"/chat/{person.id}/{'everyone' if chat_id == GROUP_ID else 'own'}",
            "limits": {"text": TEXT_LIMIT, "file_mb": room.settings.person_limit_bytes // MB},
            "about": await described(room.store, "description", language),
        }
        answer = page(request, "chat.html", person=person, config=config, group=chat_id == GROUP_ID)
        return visitors.remember(request, answer, person)

    @router.get("/chat/{person_id:int}")
    async def own_chat(request: Request, person_id: int) -> Response:
        return await chat_page(request, person_id, person_id)

    @router.get("/chat/{person_id:int}/everyone")
    async def group_chat(request: Request, person_id: int) -> Response:
        return await chat_page(request, person_id, GROUP_ID)

    return router
