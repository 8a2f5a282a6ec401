// Where the parts of the chat page meet.
import { history } from "./api.js";
import * as composer from "./composer.js";
import { byId, config, dress, toast, words } from "./dom.js";
import * as live from "./live.js";
import * as menus from "./menus.js";
import * as messages from "./messages.js";

const log = byId("log");
const title = document.title;
let unread = 0;
let loading = false;
let complete = false;

function arrive(message) {
  const isNew = !messages.known(message.message_id);
  const atEnd = messages.isNearEnd();
  const mine = message.from.id === config.person.id;
  messages.show(message, { fresh: isNew });
  if (atEnd || (isNew && mine)) messages.toEnd();
  else if (isNew) byId("down").hidden = false;
  if (isNew && !mine && document.hidden) {
    unread += 1;
    document.title = `(${unread}) ${title}`;
  }
}

async function older() {
  if (loading || complete || messages.isEmpty()) return;
  loading = true;
  byId("older").hidden = false;
  try {
    const height = log.scrollHeight;
    const top = log.scrollTop;
    const page = await history(messages.oldest());
    complete = page.messages.length === 0;
    for (const message of page.messages) messages.show(message);
    log.scrollTop = top + log.scrollHeight - height;
  } catch (error) {
    toast(error.message);
  } finally {
    byId("older").hidden = true;
    loading = false;
  }
}

function sideways() {
  const side = document.querySelector(".side");
  const button = byId("chats");
  const set = (isOpen) => {
    side.classList.toggle("open", isOpen);
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) side.querySelector("a").focus();
  };
  button.addEventListener("click", () => set(true));
  side.addEventListener("keydown", (event) => { if (event.key === "Escape") { set(false); button.focus(); } });
}

async function begin() {
  dress();
  sideways();
  messages.connect({ command: composer.sendNow, reply: composer.reply });
  composer.begin();
  menus.begin();
  for (const chip of document.querySelectorAll("[data-say]")) {
    chip.addEventListener("click", () => composer.sendNow(chip.dataset.say));
  }
  log.addEventListener("scroll", () => {
    byId("down").hidden = messages.isNearEnd();
    if (log.scrollTop < 200) older();
  }, { passive: true });
  byId("down").addEventListener("click", () => messages.toEnd(true));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    unread = 0;
    document.title = title;
  });
  // What is at the end stays in sight when the keyboard of a phone or a picture takes room.
  let atEnd = true;
  log.addEventListener("scroll", () => { atEnd = messages.isNearEnd(); }, { passive: true });
  new ResizeObserver(() => { if (atEnd) messages.toEnd(); }).observe(log);
  try {
    const page = await history();
    for (const message of page.messages) messages.show(message);
    byId("empty").hidden = page.messages.length > 0;
    messages.toEnd();
    live.follow(page.rev, { message: arrive, gone: messages.gone, state: menus.state });
  } catch {
    toast(words.offline);
    setTimeout(() => location.reload(), 3000);
  }
  document.body.dataset.ready = "yes";
}

begin();
