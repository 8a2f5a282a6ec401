// The list of messages: one element a message, albums together, always in order, edits in place.
import { press } from "./api.js";
import { ask, byId, config, day, el, hour, icon, toast, words } from "./dom.js";
import { rendered } from "./entities.js";
import { isFramed, kindOf, mediaOf, shortly } from "./media.js";

const SHORT = 60;
const NEAR_PX = 120;
const list = byId("messages");
const log = byId("log");
const groups = new Map();
const media = new Map();
let actions = { command: () => {}, reply: () => {} };

export function connect(given) {
  actions = given;
}

export const known = (id) => [...groups.values()].some((group) => group.has(id));
export const oldest = () => Math.min(...[...groups.values()].flatMap((group) => [...group.keys()]));
export const isEmpty = () => groups.size === 0;

function keyOf(message) {
  return message.media_group_id ? `g${message.media_group_id}` : `m${message.message_id}`;
}

export function isNearEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
}

export function toEnd(smooth = false) {
  log.scrollTo({ top: log.scrollHeight, behavior: smooth ? "smooth" : "instant" });
}

export function show(message, { fresh = false } = {}) {
  const key = keyOf(message);
  const group = groups.get(key) || new Map();
  const before = JSON.stringify(group.get(message.message_id));
  if (before === JSON.stringify(message)) return;
  group.set(message.message_id, message);
  groups.set(key, group);
  draw(key, fresh && before === undefined && group.size === 1);
  byId("empty").hidden = true;
}

export function gone(messageId) {
  for (const [key, group] of groups) {
    if (!group.delete(messageId)) continue;
    media.delete(messageId);
    if (group.size) draw(key, false);
    else {
      groups.delete(key);
      byId(key)?.remove();
    }
  }
  tidy();
  byId("empty").hidden = !isEmpty();
}

function draw(key, fresh) {
  const messages = [...groups.get(key).values()].sort((a, b) => a.message_id - b.message_id);
  const first = messages[0];
  const mine = first.from.id === config.person.id;
  const node = el("article", { id: key, class: `message${mine ? " mine" : ""}${fresh ? " fresh" : ""}`, "aria-label": `${first.from.first_name}, ${hour(first.date)}` });
  node.dataset.order = first.message_id;
  node.dataset.from = first.from.id;
  node.dataset.day = day(first.date);
  node.append(bubble(messages, mine), answerButton(first));
  const keyboard = messages.find((one) => one.reply_markup)?.reply_markup;
  if (keyboard) node.append(buttons(first, keyboard.inline_keyboard));
  const old = byId(key);
  if (old) old.replaceWith(node);
  else place(node);
  tidy();
}

function place(node) {
  const order = Number(node.dataset.order);
  let next = null;
  for (let at = list.lastElementChild; at; at = at.previousElementSibling) {
    if (at.classList.contains("day")) continue;
    if (Number(at.dataset.order) < order) break;
    next = at;
  }
  list.insertBefore(node, next);
}

// Day lines and the gaps between messages follow from the order alone.
function tidy() {
  for (const line of list.querySelectorAll(".day")) line.remove();
  let last = null;
  for (const node of [...list.children]) {
    const newDay = node.dataset.day !== last?.dataset.day;
    if (newDay) list.insertBefore(el("p", { class: "day" }, node.dataset.day), node);
    node.classList.toggle("follow", !newDay && last?.dataset.from === node.dataset.from);
    last = node;
  }
}

function bubble(messages, mine) {
  const first = messages[0];
  const kind = kindOf(first);
  const captioned = messages.filter((one) => one.text || one.caption);
  // Pictures with a caption each carry it themselves; one caption for all stands below.
  const said = captioned.length > 1 ? {} : captioned[0] || first;
  const text = said.text || said.caption || "";
  const node = el("div", { class: `bubble${isFramed(first) ? " framed" : ""}${kind === "video_note" ? " bare" : ""}` });
  if (config.chat.group && !mine) node.append(el("div", { class: "name" }, first.from.first_name));
  if (first.reply_to_message) node.append(quoted(first.reply_to_message));
  if (messages.length > 1) node.append(album(messages));
  else if (kind) node.append(mediaNode(first));
  if (text) {
    const short = !kind && text.length < SHORT && !text.includes("\n");
    node.append(el("div", { class: short ? "text short" : "text", dir: "auto" }, rendered(text, said.entities || said.caption_entities, actions.command)));
  }
  const edited = messages.some((one) => one.edit_date) ? el("span", {}, words.edited) : null;
  node.append(el("div", { class: "meta" }, edited, el("time", { datetime: new Date(first.date * 1000).toISOString() }, hour(first.date))));
  return node;
}

// A clip that plays goes on playing while its caption or buttons change.
function mediaNode(message) {
  const file = JSON.stringify(message[kindOf(message)]);
  const kept = media.get(message.message_id);
  if (kept?.file === file) return kept.node;
  const node = mediaOf(message);
  media.set(message.message_id, { file, node });
  return node;
}

function album(messages) {
  const several = messages.filter((one) => one.caption).length > 1;
  const items = messages.map((one) => {
    const label = several && one.caption ? el("span", { class: "label", dir: "auto" }, one.caption) : null;
    return el("div", { class: "item" }, mediaNode(one), label);
  });
  return el("div", { class: isFramed(messages[0]) ? "album" : "album list" }, ...items);
}

export function quoteOf(message) {
  return [el("b", {}, message.from.first_name), el("span", {}, shortly(message) || words.deleted)];
}

function quoted(message) {
  const jump = () => document.querySelector(`[data-order="${message.message_id}"]`)?.scrollIntoView({ block: "center", behavior: "smooth" });
  return el("button", { type: "button", class: "quote", onclick: jump }, ...quoteOf(message));
}

function answerButton(message) {
  return el("button", { type: "button", class: "icon answer", "aria-label": words.reply, title: words.reply, onclick: () => actions.reply(message) }, icon("reply"));
}

function buttons(message, rows) {
  return el("div", { class: "buttons" }, ...rows.map((row) => el("div", {}, ...row.map((one) => button(message, one)))));
}

function button(message, one) {
  if (one.url) return el("a", { href: /^https?:/i.test(one.url) ? one.url : "#", target: "_blank", rel: "noopener noreferrer" }, `${one.text} ↗`);
  if (one.copy_text) {
    return el("button", { type: "button", onclick: () => navigator.clipboard?.writeText(one.copy_text.text).then(() => toast(words.copied)) }, one.text);
  }
  if (!one.callback_data) return el("button", { type: "button", onclick: () => toast(words.not_here) }, one.text);
  return el("button", { type: "button", onclick: (event) => tap(event.currentTarget, message.message_id, one.callback_data) }, one.text);
}

async function tap(node, messageId, data) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  try {
    const answer = await press(messageId, data);
    if (!answer.answered) toast(words.bot_silent);
    else if (answer.text && answer.show_alert) await ask(answer.text, { question: false });
    else if (answer.text) toast(answer.text);
  } catch (error) {
    toast(error.message);
  } finally {
    node.removeAttribute("aria-busy");
  }
}
