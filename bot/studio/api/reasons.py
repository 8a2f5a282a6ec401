"""Why a request does not fit, in the asker's language: what pydantic says in English is found again by its error's type."""

import re
from collections.abc import Mapping
from typing import Any

from bot.locales import Translator

PLACES = ("body", "query", "path", "header", "many", "names")
"""What pydantic puts before a field: where it came from, and which kind of batch it is"""
REASONS = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "string_type": "text",
    "string_too_long": "too-long",
    "string_too_short": "too-short",
    "string_pattern_mismatch": "pattern",
    "string_unicode": "unicode",
    "int_type": "whole",
    "int_parsing": "whole",
    "int_parsing_size": "whole",
    "int_from_float": "whole",
    "float_type": "number",
    "float_parsing": "number",
    "finite_number": "number",
    "bool_type": "yes-no",
    "bool_parsing": "yes-no",
    "greater_than_equal": "least",
    "less_than_equal": "most",
    "enum": "one-of",
    "literal_error": "one-of",
    "union_tag_invalid": "one-of",
    "union_tag_not_found": "missing",
    "list_type": "list",
    "too_long": "many",
    "too_short": "few",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
    "json_invalid": "json",
}
"""Messages ``invalid-…`` by pydantic's types of errors; any other is told as pydantic says it"""
LIMITS = ("max_length", "min_length", "ge", "le")
QUOTED = re.compile(r"'([^']*)'")


def field_of(error: Mapping[str, Any]) -> str | None:
    """The field an error of pydantic is about, or None when it is about the whole request."""
    if error["type"] == "json_invalid":  # its place is an offset
        return None
    if "discriminator" in error.get("ctx", {}):
        return str(error["ctx"]["discriminator"]).strip("'")
    return ".".join(str(part) for part in error["loc"] if part not in PLACES) or None


def sentence(error: Mapping[str, Any], say: Translator) -> str:
    """An error of pydantic as a sentence."""
    field, told = field_of(error), error.get("ctx") or {}
    known = REASONS.get(error["type"])
    choices = ", ".join(QUOTED.findall(str(told.get("expected") or told.get("expected_tags") or "")))
    limit = str(next((told[name] for name in LIMITS if name in told), ""))
    reason = say(f"invalid-{known}", limit=limit, choices=choices) if known else str(error["msg"])
    if field is None:
        return say("invalid-whole-request", reason=reason)
    return say("studio-invalid", field=field, reason=reason)
