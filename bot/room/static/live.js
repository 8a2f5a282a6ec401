// The live line to the room: follows changes, and catches up by itself after it was cut.
import { byId, config, words } from "./dom.js";

const ACTION_LASTS_MS = 5500;
const AGAIN_MS = 1500;
let source = null;
let lastRev = 0;
let fading = 0;

export function follow(rev, { message, gone, state }) {
  lastRev = Math.max(lastRev, rev);
  source = new EventSource(`${config.base}/events?after=${lastRev}`);
  const on = (name, handle) => source.addEventListener(name, (event) => {
    if (event.lastEventId) lastRev = Math.max(lastRev, Number(event.lastEventId));
    handle(JSON.parse(event.data));
  });
  on("message", message);
  on("gone", (one) => gone(one.message_id));
  on("state", state);
  on("action", (one) => act(one.action));
  source.onopen = () => { byId("offline").hidden = true; };
  source.onerror = () => {
    byId("offline").hidden = false;
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => follow(lastRev, { message, gone, state }), AGAIN_MS);
  };
}

addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

export function act(action) {
  clearTimeout(fading);
  const sentence = action && (words[`action_${action}`] || words.action_typing);
  const doing = byId("doing");
  doing.textContent = sentence ? `${sentence} …` : config.chat.group ? words.everyone_hint : words.bot;
  doing.classList.toggle("busy", Boolean(sentence));
  const typing = byId("typing");
  const log = byId("log");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  typing.hidden = !sentence;
  typing.querySelector("span").textContent = sentence ? `${config.bot.first_name} ${sentence}` : "";
  if (sentence && atEnd) log.scrollTop = log.scrollHeight;
  if (sentence) fading = setTimeout(() => act(""), ACTION_LASTS_MS);
}
