"""Errors as application/problem+json (RFC 9457), with the stable codes."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from bot.studio.api.schema import Problem
from bot.studio.visitors import Visitors
from common.errors import BadInput, DiskFull, MouthpieceError

MEDIA_TYPE = "application/problem+json"
STATUS = {
    "unknown-job": HTTPStatus.NOT_FOUND,
    "unknown-upload": HTTPStatus.NOT_FOUND,
    "unknown-batch": HTTPStatus.NOT_FOUND,
    "file-too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
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
}
"""The field of a request that an error is about"""
PROBLEM: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": "What is wrong, and what to do."},
    507: {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": "The disk is full."},
}

log = structlog.get_logger()


def answer_problems(app: FastAPI, visitors: Visitors, *, under: str) -> None:
    """Let every error below the path ``under`` be answered as a problem."""

    def problem(request: Request, error: Exception) -> JSONResponse:
        say = visitors.of(request).say
        if isinstance(error, MouthpieceError):
            return answer(
                Problem(
                    title=type(error).__name__,
                    status=status_of(error),
                    detail=say.error(error.code, str(error), error.details),
                    code=error.code,
                    field=FIELDS.get(error.code),
                )
            )
        if isinstance(error, RequestValidationError):
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"] if part != "body") or None
            said = say("studio-invalid", field=field or "", reason=first["msg"])
            return answer(Problem(title="Invalid", status=422, detail=said, code="invalid", field=field))
        assert isinstance(error, HTTPException)
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        told = Problem(
            title=HTTPStatus(error.status_code).phrase,
            status=error.status_code,
            detail=str(error.detail),
            code=code,
        )
        return answer(told, headers=error.headers)

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
