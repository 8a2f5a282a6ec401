"""Who asks: a browser of the studio, or a program with a token."""

import secrets
from dataclasses import dataclass

from fastapi import Request, Response
from itsdangerous import BadData, URLSafeSerializer

from bot.locales import Translator
from bot.studio.words import LANGUAGE_COOKIE, locale_of, translator
from pipeline.jobs.job import Once

VISITOR_COOKIE = "mouthpiece_visitor"
COOKIE_LASTS_S = 400 * 86_400
STUDIO, API = "studio", "api"
NAME_LIMIT = 40


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Whoever sends a request."""

    owner: str
    """Whom fair share counts, such as "studio:6f2c" or "api:nightly" """
    channel: str
    who: str
    """A name people read, or "" """
    say: Translator
    once: Once | None = None
    """The key this request came with, when it had one"""


class Visitors:
    """Tells browsers apart by a signed cookie, so that the line is fair to each; names are not accounts."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(secret, salt="studio")

    def of(self, request: Request) -> Visitor:
        say = translator(
            locale_of(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))
        )
        token = getattr(request.state, "token", None)
        once = getattr(request.state, "once", None)
        if token is not None:
            return Visitor(owner=f"api:{token.id}", channel=API, who=token.name, say=say, once=once)
        known = self._known(request)
        if known is None:
            # A program on this machine without a cookie: all of them count as one.
            return Visitor(owner="studio:local", channel=STUDIO, who="", say=say, once=once)
        name = known.get("name", "")
        return Visitor(owner=f"studio:{known['id']}", channel=STUDIO, who=name, say=say, once=once)

    def welcome(self, request: Request, answer: Response, *, name: str | None = None) -> None:
        """Give a browser a cookie of its own, or keep its name there."""
        known = self._known(request)
        if known is not None and name is None:
            return
        kept = known or {"id": secrets.token_hex(6)}
        if name is not None:
            kept["name"] = " ".join(name.split())[:NAME_LIMIT]
        answer.set_cookie(
            VISITOR_COOKIE,
            self._signer.dumps(kept),
            max_age=COOKIE_LASTS_S,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )

    def _known(self, request: Request) -> dict[str, str] | None:
        try:
            known = self._signer.loads(request.cookies.get(VISITOR_COOKIE, ""))
        except BadData:
            return None
        return known if isinstance(known, dict) and "id" in known else None
