// Text with entities, as nodes. Offsets count UTF-16 units, as JavaScript strings do.
import { el, words } from "./dom.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};
const BLOCKS = ["pre", "blockquote", "expandable_blockquote"];
const SAFE = /^(https?:|mailto:|tel:)/i;

export function rendered(text, entities, onCommand) {
  const known = (entities || []).filter((one) => one.offset >= 0 && one.offset + one.length <= text.length);
  const ordered = [...known].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return span(text, 0, text.length, ordered, onCommand);
}

function span(text, from, to, entities, onCommand) {
  const piece = document.createDocumentFragment();
  let at = from;
  let rest = entities;
  while (rest.length) {
    const [first, ...others] = rest;
    const end = Math.min(first.offset + first.length, to);
    if (first.offset > at) piece.append(text.slice(at, first.offset));
    const inside = others.filter((one) => one.offset < end).map((one) => clipped(one, first.offset, end));
    // An entity that reaches over this one's end goes on behind it.
    const behind = others.filter((one) => one.offset < end && one.offset + one.length > end)
      .map((one) => ({ ...one, offset: end, length: one.offset + one.length - end }));
    piece.append(node(first, text, span(text, first.offset, end, inside, onCommand), onCommand));
    // A block ends its line by itself; the line break behind it would be an empty line.
    at = BLOCKS.includes(first.type) && text[end] === "\n" && end < to ? end + 1 : end;
    rest = [...behind, ...others.filter((one) => one.offset >= end)];
  }
  if (at < to) piece.append(text.slice(at, to));
  return piece;
}

function clipped(one, from, to) {
  const start = Math.max(one.offset, from);
  return { ...one, offset: start, length: Math.min(one.offset + one.length, to) - start };
}

function node(entity, text, inside, onCommand) {
  const own = text.slice(entity.offset, entity.offset + entity.length);
  if (TAGS[entity.type]) return el(TAGS[entity.type], {}, inside);
  if (entity.type === "spoiler") {
    return el("button", { type: "button", class: "spoiler", title: words.spoiler, onclick: (event) => event.currentTarget.classList.add("shown") }, inside);
  }
  if (entity.type === "bot_command") {
    return el("button", { type: "button", class: "command", onclick: () => onCommand(own) }, inside);
  }
  const url = { url: own, text_link: entity.url, email: `mailto:${own}` }[entity.type];
  if (url && SAFE.test(url)) return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, inside);
  return inside;
}
