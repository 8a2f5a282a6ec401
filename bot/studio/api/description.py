"""The API's own description: OpenAPI for programs, and a page for people from files that come with a package."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, HTTPException
from fastapi.openapi.utils import get_openapi
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse

from bot.room.doors import SESSION_COOKIE
from bot.studio.api.problems import MEDIA_TYPE
from bot.studio.visitors import Visitors

FOR_PROGRAMS = ("/healthz", "/readyz", "/metrics")
VERSION = "1"
SWAGGER = "fastapi_offline"
"""The package that carries Swagger UI's files; nothing of its code runs"""
SCRIPTS = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
ABOUT = """
Orders in, clips out. Everything the studio's pages do goes through here.

- On the machine itself, without a password, nothing is needed to get in. Elsewhere a program sends
  `Authorization: Bearer TOKEN`; `./run tokens add NAME` makes one.
- Bodies are JSON of at most 1 MB; files go to `POST /uploads` first.
- A POST with an `Idempotency-Key` may be sent again: within 24 hours the same answer comes back and nothing is made twice.
- Errors are `application/problem+json` with a stable `code` and a sentence in the language of `Accept-Language`.
"""
TAGS = [
    {"name": "orders", "description": "Ask for a clip, follow it, fetch it."},
    {"name": "uploads", "description": "Sounds, videos, photos and tables of your own."},
    {"name": "events", "description": "What happens, as server-sent events."},
    {"name": "presenters", "description": "Who can be seen."},
    {"name": "voices", "description": "Who can be heard."},
    {
        "name": "batches",
        "description": "Many clips at once: one sound and many videos, or a template and a table.",
    },
    {"name": "comparisons", "description": "Two lip engines, compared blind and voted on."},
    {"name": "models", "description": "Optional weights and voices, fetched when their licence is accepted."},
    {"name": "storage", "description": "What lies on the disk, and what can be deleted."},
    {"name": "log", "description": "What the program says while it works."},
    {"name": "health", "description": "How the machine is."},
]
CALL = {
    "tags": ["orders"],
    "summary": "An order with a webhook has ended",
    "description": (
        "Sent to the order's webhook when it is done, failed or cancelled; again after a pause until it is answered"
        " with 2xx, six times at most. With MOUTHPIECE_WEBHOOK_SECRET it is signed: HMAC-SHA256 of `TIME.BODY`."
    ),
    "parameters": [
        {"name": name, "in": "header", "required": required, "schema": {"type": "string"}, "example": example}
        for name, required, example in (
            ("Mouthpiece-Event", True, "order.done"),
            ("Mouthpiece-Order", True, "01a1fe038a70098327b3"),
            ("Mouthpiece-Attempt", True, "1"),
            ("Mouthpiece-Signature", False, "t=1795200000,v1=5257a8…"),
        )
    ],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/OrderOut"}}},
    },
    "responses": {"2XX": {"description": "Taken."}},
}
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mouthpiece API</title>
<link rel="icon" href="/studio/static/icon.svg">
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="stylesheet" href="/studio/static/apidocs.css">
</head>
<body>
<nav><a href="/studio">Mouthpiece</a> <a href="openapi.json">openapi.json</a></nav>
<main id="api"></main>
<noscript><p>This page needs scripts. The same is in <a href="openapi.json">openapi.json</a>.</p></noscript>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="/studio/static/apidocs.js"></script>
</body>
</html>
"""


def description_router(app: FastAPI, visitors: Visitors, *, prefix: str) -> APIRouter:
    router = APIRouter(prefix=prefix, include_in_schema=False)
    kept: dict[str, Any] = {}

    @router.get("/openapi.json")
    async def openapi() -> JSONResponse:
        if not kept:
            kept.update(describe(app, prefix))
        return JSONResponse(kept)

    @router.get("/docs")
    async def docs() -> HTMLResponse:
        return HTMLResponse(PAGE)

    @router.get("/docs/{name}")
    async def script(name: str) -> FileResponse:
        path = swagger_file(name)
        if path is None:
            raise HTTPException(404)
        return FileResponse(
            path, media_type=SCRIPTS[name], headers={"Cache-Control": "private, max-age=86400"}
        )

    return router


def swagger_file(name: str) -> Path | None:
    spec = find_spec(SWAGGER)
    if name not in SCRIPTS or spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0], "static", name)
    return path if path.is_file() else None


def describe(app: FastAPI, prefix: str) -> dict[str, Any]:
    """OpenAPI of what programs may use; the chat room's routes are its pages' own affair."""
    told = get_openapi(title="Mouthpiece", version=VERSION, description=ABOUT, routes=app.routes, tags=TAGS)
    told["paths"] = {
        path: {method: _said(path, method, operation) for method, operation in operations.items()}
        for path, operations in told["paths"].items()
        if path.startswith(f"{prefix}/") or path in FOR_PROGRAMS
    }
    told["webhooks"] = {"orderEnded": {"post": CALL}}
    told["security"] = [{"token": []}, {"session": []}, {}]
    components = told.setdefault("components", {})
    components["schemas"] = _reached(told["paths"], components.get("schemas", {}))
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "./run tokens add NAME makes one."},
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": SESSION_COOKIE,
            "description": "A browser that logged in.",
        },
    }
    return told


def _said(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    if path in FOR_PROGRAMS:
        operation["tags"] = ["health"]
    words = operation.get("description", "").split(". ", 1)
    if words[0]:
        operation["summary"] = words[0].rstrip(".")
    for status, answer in operation.get("responses", {}).items():
        if status[0] in "45" and MEDIA_TYPE in answer.get("content", {}):
            schema = answer["content"].pop("application/json", {})
            answer["content"][MEDIA_TYPE] = {**schema, **answer["content"][MEDIA_TYPE]}
    if method == "post":
        operation.setdefault("parameters", []).append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
                "description": "A string of your own, such as nightly-17, new for each thing you ask for.",
            }
        )
    return operation


def _reached(paths: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Schemas that the paths use, and those that these use."""
    reached: dict[str, Any] = {}
    waiting = [*_references(paths)]
    while waiting:
        name = waiting.pop()
        if name in schemas and name not in reached:
            reached[name] = schemas[name]
            waiting += _references(schemas[name])
    return dict(sorted(reached.items()))


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        found = [str(value["$ref"]).rsplit("/", 1)[-1]] if isinstance(value.get("$ref"), str) else []
        return found + [name for one in value.values() for name in _references(one)]
    return [name for one in value for name in _references(one)] if isinstance(value, list) else []
