"""Errors as application/problem+json (RFC 9457), with the stable codes."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from bot.locales import Translator
from bot.studio.api import reasons
from bot.studio.api.schema import Problem
from bot.studio.visitors import Visitors
from common.errors import BadInput, DiskFull, MouthpieceError

MEDIA_TYPE = "application/problem+json"
STATUS = {
    "unknown-job": HTTPStatus.NOT_FOUND,
    "unknown-upload": HTTPStatus.NOT_FOUND,
    "unknown-batch": HTTPStatus.NOT_FOUND,
    "batch-busy": HTTPStatus.CONFLICT,
    "unknown-comparison": HTTPStatus.NOT_FOUND,
    "not-compared": HTTPStatus.CONFLICT,
    "voted-already": HTTPStatus.CONFLICT,
    "nothing-to-compare": HTTPStatus.CONFLICT,
    "nothing-made": HTTPStatus.CONFLICT,
    "unknown-model": HTTPStatus.NOT_FOUND,
    "fetch-running": HTTPStatus.CONFLICT,
    "not-enough-room": HTTPStatus.INSUFFICIENT_STORAGE,
    "file-too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "body-too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "json-only": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "still-being-made": HTTPStatus.CONFLICT,
    "file-gone": HTTPStatus.NOT_FOUND,
    "broken-form": HTTPStatus.BAD_REQUEST,
    "idempotency-key-refused": HTTPStatus.BAD_REQUEST,
    "builtin-presenter": HTTPStatus.FORBIDDEN,
    "name-taken": HTTPStatus.CONFLICT,
    "already-added": HTTPStatus.CONFLICT,
    "voice-unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "source-gone": HTTPStatus.GONE,
    "line-full": HTTPStatus.TOO_MANY_REQUESTS,
    "disk-full": HTTPStatus.INSUFFICIENT_STORAGE,
}
FIELDS = {
    "nothing-to-say": "text",
    "text-too-long": "text",
    "text-or-sound": "text",
    "unknown-presenter": "presenter",
    "presenter-or-footage": "presenter",
    "unknown-voice": "voice",
    "voice-unavailable": "voice",
    "unknown-language": "language",
    "unknown-engine": "engine",
    "webhook-url": "webhook",
    "webhook-host": "webhook",
    "name-refused": "name",
    "name-taken": "name",
    "consent-missing": "consent",
    "no-face": "footage",
    "face-too-small": "footage",
    "no-picture": "footage",
    "already-added": "footage",
    "footage-too-long": "footage",
    "no-such-face": "face",
    "template-broken": "template",
    "licence-not-accepted": "accept_licence",
    "engine-needs-torch": "engine",
    "engine-needs-weights": "engine",
    "unknown-tracker": "tracker",
    "tracker-needs-torch": "tracker",
    "tracker-needs-weights": "tracker",
    "engine-not-agreed": "engine",
    "two-to-compare": "engines",
    "nothing-to-compare": "engines",
}
"""The field of a request that an error is about"""
IN_PATH = {"unknown-presenter": "presenter_id", "unknown-voice": "voice_id"}
"""What is not found when it stands in the path; in a body it is a field that does not fit"""
OUR_WORDS = frozenset({"not-found", "method-not-allowed", "bad-request"})
"""What the framework says in words for programmers is said in a sentence of ours"""
PROBLEM: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": "What is wrong, and what to do."},
    "5XX": {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": "Our fault; the log says more."},
    507: {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": "The disk is full."},
}


def file_of(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """How an answer that is a file of one of these media types is described."""
    content: dict[str, Any] = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    if "application/json" in content:
        content["application/json"] = {"schema": {"type": "object"}}
    return {200: {"description": "The file.", "content": content}}


log = structlog.get_logger()


def answer_problems(app: FastAPI, visitors: Visitors, *, under: str) -> None:
    """Let every error below the path ``under`` be answered as a problem."""

    def problem(request: Request, error: Exception) -> JSONResponse:
        say = visitors.of(request).say
        if isinstance(error, MouthpieceError) and IN_PATH.get(error.code) in request.path_params:
            return problem_of(error, say, status=404)
        return problem_of(error, say)

    def under_it(
        otherwise: Callable[[Request, Any], Awaitable[Any]] | None,
    ) -> Callable[[Request, Exception], Awaitable[Any]]:
        async def handle(request: Request, error: Exception) -> Any:
            if request.url.path.startswith(under) or otherwise is None:
                return problem(request, error)
            return await otherwise(request, error)

        return handle

    for kind in (MouthpieceError, RequestValidationError, HTTPException):
        before = app.exception_handlers.get(kind)
        app.add_exception_handler(kind, under_it(before))  # type: ignore[arg-type]


def problem_of(error: Exception, say: Translator, *, status: int | None = None) -> JSONResponse:
    """An error as the answer to a request."""
    if isinstance(error, MouthpieceError):
        return answer(
            Problem(
                title=type(error).__name__,
                status=status or status_of(error),
                detail=say.error(error.code, str(error), error.details),
                code=error.code,
                field=error.field or FIELDS.get(error.code),
            )
        )
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        said = reasons.sentence(first, say)
        field = reasons.field_of(first)
        return answer(Problem(title="Invalid", status=422, detail=said, code="invalid", field=field))
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    code = phrase.lower().replace(" ", "-")
    said = say(f"error-{code}") if code in OUR_WORDS else str(error.detail)
    told = Problem(title=phrase, status=error.status_code, detail=said, code=code)
    return answer(told, headers=error.headers)


def status_of(error: MouthpieceError) -> int:
    if error.code in STATUS:
        return int(STATUS[error.code])
    if isinstance(error, DiskFull):
        return int(HTTPStatus.INSUFFICIENT_STORAGE)
    return 422 if isinstance(error, BadInput) else 500


def answer(problem: Problem, headers: Any = None) -> JSONResponse:
    return JSONResponse(
        problem.model_dump(), status_code=problem.status, media_type=MEDIA_TYPE, headers=headers
    )
