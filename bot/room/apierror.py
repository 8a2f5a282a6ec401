"""What the Bot API answers when it refuses, in Telegram's own words."""

from typing import Any


class ApiError(Exception):
    """A refusal: becomes ``{"ok": false, "error_code": ..., "description": ...}`` with the code as HTTP status."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad_request(reason: str) -> ApiError:
    return ApiError(400, f"Bad Request: {reason}")


def unauthorized() -> ApiError:
    return ApiError(401, "Unauthorized")


def not_found() -> ApiError:
    return ApiError(404, "Not Found")


def blocked() -> ApiError:
    return ApiError(403, "Forbidden: bot was blocked by the user")


def too_large() -> ApiError:
    return ApiError(413, "Request Entity Too Large")


def disk_full() -> ApiError:
    return ApiError(507, "Insufficient Storage: the disk of the chat room is full")


def flood(retry_after_s: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {retry_after_s}", retry_after=retry_after_s)
