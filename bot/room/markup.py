"""Formatted text: HTML and MarkdownV2 as the Bot API takes them, to plain text with entities.

Offsets and lengths of entities count UTF-16 code units, as Telegram's do.
"""

import html
import re
from typing import Any

from bot.room.apierror import bad_request

Entity = dict[str, Any]

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s[^<>]*)?)>")
ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
SAFE_LINK = re.compile(r"(?i)^(https?://|tg://|mailto:|tel:)[^\s]+$")
MARKS = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}
RESERVED = "_*[]()~`>#+-=|{}.!"
FOUND = (
    ("url", re.compile(r"(?i)\bhttps?://[^\s<>\"'“”]+[^\s<>\"'“”.,;:!?)\]]")),
    ("email", re.compile(r"(?i)\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b")),
    ("bot_command", re.compile(r"(?<![\w/])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?\b")),
    ("mention", re.compile(r"(?<![\w@.])@[a-zA-Z0-9_]{3,32}\b")),
    ("hashtag", re.compile(r"(?<![\w#&])#(?=\w*[^\W\d])\w{1,64}")),
)


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parse(text: str, mode: str | None, entities: Any = None) -> tuple[str, list[Entity]]:
    """Plain text and its entities, sorted, with links, commands and mentions found. Raises ApiError 400."""
    if not mode:
        plain, marked = text, given(entities, text)
    elif mode.lower() == "html":
        plain, marked = HtmlReader(text).read()
    elif mode.lower() in ("markdownv2", "markdown"):
        plain, marked = MarkdownReader(text).read()
    else:
        raise bad_request("unsupported parse_mode")
    plain, marked = trimmed(plain, marked)
    return plain, found(plain, marked)


def given(entities: Any, text: str) -> list[Entity]:
    """Entities that the bot names itself; those past the end of the text are refused."""
    if not entities:
        return []
    if not isinstance(entities, list):
        raise bad_request("can't parse entities: expected an Array")
    kept = []
    for one in entities:
        try:
            start, length, kind = int(one["offset"]), int(one["length"]), str(one["type"])
        except (KeyError, TypeError, ValueError) as error:
            raise bad_request("can't parse MessageEntity: wrong fields") from error
        if start < 0 or length <= 0 or start + length > units(text):
            raise bad_request("can't parse MessageEntity: it lies outside of the text")
        kept.append({**one, "offset": start, "length": length, "type": kind})
    return kept


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without blanks at both ends; entities move along, empty ones go."""
    lead = units(text) - units(text.lstrip())
    text = text.strip()
    total = units(text)
    kept = []
    for one in entities:
        start = max(0, one["offset"] - lead)
        end = min(total, one["offset"] + one["length"] - lead)
        if end > start:
            kept.append({**one, "offset": start, "length": end - start})
    return text, sorted(kept, key=lambda one: (one["offset"], -one["length"]))


def found(text: str, entities: list[Entity]) -> list[Entity]:
    """Entities with the links, addresses, commands, mentions and hashtags that stand in the text by themselves."""
    taken = [
        (one["offset"], one["offset"] + one["length"])
        for one in entities
        if one["type"] in ("code", "pre", "text_link", "text_mention", *(kind for kind, _ in FOUND))
    ]
    more: list[Entity] = []
    for kind, pattern in FOUND:
        for match in pattern.finditer(text):
            start = units(text[: match.start()])
            end = start + units(match[0])
            if all(end <= a or start >= b for a, b in taken):
                taken.append((start, end))
                more.append({"type": kind, "offset": start, "length": end - start})
    return sorted([*entities, *more], key=lambda one: (one["offset"], -one["length"]))


class HtmlReader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._plain: list[str] = []
        self._length = 0
        self._open: list[tuple[str, Entity]] = []
        self._entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        at = 0
        while (bracket := self._source.find("<", at)) >= 0:
            self._add(self._source[at:bracket])
            tag = TAG.match(self._source, bracket)
            if not tag:
                raise self._wrong("Unsupported start tag", self._source[bracket + 1 : bracket + 20], bracket)
            if tag[1]:
                self._close(tag[2].lower(), bracket)
            else:
                self._start(tag[2].lower(), tag[3], bracket)
            at = tag.end()
        self._add(self._source[at:])
        if self._open:
            raise bad_request(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{self._open[-1][0]}\""
            )
        return "".join(self._plain), self._entities

    def _add(self, raw: str) -> None:
        text = html.unescape(raw)
        self._plain.append(text)
        self._length += units(text)

    def _start(self, tag: str, rest: str, at: int) -> None:
        attributes = {
            match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
            for match in ATTRIBUTE.finditer(rest)
        }
        if tag not in TAGS or (tag == "span" and attributes.get("class") != "tg-spoiler"):
            raise self._wrong("Unsupported start tag", tag, at)
        entity: Entity = {"type": TAGS[tag], "offset": self._length}
        if tag == "a":
            entity["url"] = attributes.get("href", "")
        elif tag == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        elif tag == "tg-emoji":
            entity["custom_emoji_id"] = attributes.get("emoji-id", "")
        elif tag == "code" and attributes.get("class", "").startswith("language-"):
            entity["language"] = attributes["class"].removeprefix("language-")
        self._open.append((tag, entity))

    def _close(self, tag: str, at: int) -> None:
        if not self._open:
            raise self._wrong("Unexpected end tag", f"</{tag}>", at)
        opened, entity = self._open.pop()
        if opened != tag:
            raise bad_request(
                f"can't parse entities: Unmatched end tag at byte offset {self._byte(at)}, "
                f'expected "</{opened}>", found "</{tag}>"'
            )
        entity["length"] = self._length - entity["offset"]
        if entity["length"] and self._worth(entity):
            self._entities.append(entity)

    def _worth(self, entity: Entity) -> bool:
        """A link without a usable address stays plain text; <pre><code class=...> is one block with a language."""
        if entity["type"] == "text_link":
            return bool(SAFE_LINK.match(entity["url"]))
        if entity["type"] == "code" and self._open and self._open[-1][0] == "pre":
            if "language" in entity:
                self._open[-1][1]["language"] = entity["language"]
            return False
        entity.pop("language", None) if entity["type"] == "code" else None
        return True

    def _byte(self, at: int) -> int:
        return len(self._source[:at].encode())

    def _wrong(self, what: str, shown: str, at: int) -> Exception:
        return bad_request(f'can\'t parse entities: {what} "{shown}" at byte offset {self._byte(at)}')


class MarkdownReader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._plain: list[str] = []
        self._length = 0
        self._open: list[tuple[str, int]] = []
        self._entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self._at < len(self._source):
            self._step()
        if self._open:
            kind = MARKS.get(self._open[-1][0], "text_link").title()
            raise bad_request(f"can't parse entities: Can't find end of {kind} entity")
        return "".join(self._plain), self._entities

    def _add(self, text: str, taken: int) -> None:
        self._plain.append(text)
        self._length += units(text)
        self._at += taken

    def _step(self) -> None:
        rest = self._source[self._at :]
        if rest[0] == "\\" and len(rest) > 1:
            return self._add(rest[1], 2)
        if rest.startswith("```"):
            return self._block(rest)
        if rest[0] == "`":
            return self._code(rest)
        for mark in ("||", "__", "*", "_", "~"):
            if rest.startswith(mark):
                return self._toggle(mark)
        if rest[0] == "[":
            self._open.append(("[", self._length))
            self._at += 1
            return None
        if rest[0] == "]" and self._open and self._open[-1][0] == "[":
            return self._link(rest)
        if rest[0] in RESERVED and not (rest[0] == ">" and self._line_starts()):
            raise bad_request(
                f"can't parse entities: Character '{rest[0]}' is reserved and must be escaped with the preceding '\\'"
            )
        if rest[0] == ">":
            return self._quote(rest)
        return self._add(rest[0], 1)

    def _line_starts(self) -> bool:
        return self._at == 0 or self._source[self._at - 1] == "\n"

    def _block(self, rest: str) -> None:
        end = rest.find("```", 3)
        if end < 0:
            raise bad_request("can't parse entities: Can't find end of Pre entity")
        head, newline, body = rest[3:end].partition("\n")
        language, body = (head, body) if newline and head.isidentifier() else ("", rest[3:end].lstrip("\n"))
        entity: Entity = {"type": "pre", "offset": self._length, "length": units(body)}
        self._entities.append({**entity, "language": language} if language else entity)
        self._add(body, end + 3)

    def _code(self, rest: str) -> None:
        end = rest.find("`", 1)
        if end < 0:
            raise bad_request("can't parse entities: Can't find end of Code entity")
        body = re.sub(r"\\(.)", r"\1", rest[1:end])
        self._entities.append({"type": "code", "offset": self._length, "length": units(body)})
        self._add(body, end + 1)

    def _toggle(self, mark: str) -> None:
        self._at += len(mark)
        if self._open and self._open[-1][0] == mark:
            _, start = self._open.pop()
            self._mark(MARKS[mark], start)
        else:
            self._open.append((mark, self._length))

    def _mark(self, kind: str, start: int, **more: str) -> None:
        if self._length > start:
            self._entities.append({"type": kind, "offset": start, "length": self._length - start, **more})

    def _link(self, rest: str) -> None:
        _, start = self._open.pop()
        target = re.match(r"\]\(((?:\\.|[^\\)])*)\)", rest)
        if not target:
            self._at += 1
            return
        url = re.sub(r"\\(.)", r"\1", target[1])
        self._at += target.end()
        if SAFE_LINK.match(url):
            self._mark("text_link", start, url=url)

    def _quote(self, rest: str) -> None:
        end = re.search(r"\n(?!>)|$", rest)
        assert end
        body = re.sub(r"(?m)^>", "", rest[: end.start()])
        plain, inner = MarkdownReader(body).read()
        start = self._length
        self._entities += [{**one, "offset": one["offset"] + start} for one in inner]
        self._add(plain, end.start())
        self._mark("blockquote", start)
