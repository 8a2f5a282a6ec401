// Writing: text, replies, files to send, voice.
import { Refused, sendText, upload } from "./api.js";
import { byId, config, el, icon, say, toast, words } from "./dom.js";
import { quoteOf, toEnd } from "./messages.js";
import * as recorder from "./recorder.js";

const box = byId("text");
const draftKey = `draft ${config.base}`;
const coarse = matchMedia("(pointer: coarse)").matches;
let replyTo = null;
let waiting = [];
let sending = false;

export function reply(message) {
  replyTo = message;
  byId("replying").hidden = !message;
  byId("replying").querySelector(".quote").replaceChildren(...(message ? quoteOf(message) : []));
  if (message) box.focus();
}

export function fill(text) {
  box.value = text;
  changed();
  box.focus();
}

// A command tapped in a message, a chip or a key of the reply keyboard is sent at once.
export async function sendNow(text) {
  try {
    await sendText(text, replyTo?.message_id);
    reply(null);
    toEnd();
  } catch (error) {
    toast(error.message);
  }
}

function changed() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
  const something = box.value.trim() !== "" || waiting.length > 0;
  byId("send").hidden = !something;
  byId("record").hidden = something;
  box.placeholder = waiting.length ? words.caption : words.message;
  if (box.value) localStorage.setItem(draftKey, box.value);
  else localStorage.removeItem(draftKey);
  box.dispatchEvent(new CustomEvent("changed"));
}

async function send() {
  const text = box.value.trim();
  if (sending || (!text && !waiting.length)) return;
  if (waiting.length) return sendFiles(text);
  if (text.length > config.limits.text) {
    toast(say("wrong_long", { excess: text.length - config.limits.text }));
    return;
  }
  sending = true;
  try {
    await sendText(text, replyTo?.message_id);
    if (box.value.trim() === text) box.value = "";
    reply(null);
    toEnd();
  } catch (error) {
    toast(error.message);
  } finally {
    sending = false;
    changed();
  }
}

async function sendFiles(caption) {
  sending = true;
  const album = waiting.length > 1 ? String(Math.floor(Math.random() * 1e15)) : "";
  let first = true;
  try {
    while (waiting.length) {
      await sendFile(waiting[0], { caption: first ? caption : "", album, reply_to: replyTo?.message_id });
      if (first) box.value = "";
      first = false;
      waiting.shift().chip.remove();
    }
    reply(null);
  } catch (error) {
    toast(error instanceof Refused ? error.message : words.wrong_send);
    waiting[0]?.chip.querySelector("progress")?.remove();
  } finally {
    sending = false;
    drawFiles();
    toEnd();
  }
}

async function sendFile(one, fields) {
  const bar = el("progress", { max: 1, value: 0, "aria-label": say("sending", { name: one.file.name }) });
  one.chip.querySelector("progress")?.remove();
  one.chip.append(bar);
  await upload(one.file, fields, (share) => {
    bar.value = share;
    if (share >= 1) {
      bar.removeAttribute("value");
      bar.setAttribute("aria-label", say("converting", { name: one.file.name }));
    }
  });
}

function drawFiles() {
  byId("files").hidden = !waiting.length;
  byId("files").replaceChildren(...waiting.map((one) => one.chip));
  changed();
}

export function attach(files) {
  for (const file of files) {
    const one = { file };
    const preview = file.type.startsWith("image/") ? el("img", { src: URL.createObjectURL(file), alt: "" }) : null;
    const drop = el("button", { type: "button", class: "icon", "aria-label": `${words.remove_file}: ${file.name}`, onclick: () => {
      if (sending) return;
      waiting = waiting.filter((other) => other !== one);
      drawFiles();
      box.focus();
    } }, icon("close"));
    one.chip = el("div", { class: "chip" }, preview, el("span", {}, file.name), drop);
    waiting.push(one);
  }
  drawFiles();
  box.focus();
}

async function sendVoice(file) {
  const one = { file, chip: el("div", { class: "chip" }, el("span", {}, words.voice)) };
  byId("files").hidden = false;
  byId("files").append(one.chip);
  try {
    await sendFile(one, { voice: "1", reply_to: replyTo?.message_id });
    reply(null);
    toEnd();
  } catch (error) {
    toast(error.message);
    one.chip.replaceChildren(
      el("span", {}, words.voice),
      el("button", { type: "button", class: "icon", "aria-label": words.send, onclick: () => { one.chip.remove(); sendVoice(file); } }, icon("send")),
      el("button", { type: "button", class: "icon", "aria-label": words.discard, onclick: () => { one.chip.remove(); drawFiles(); } }, icon("bin")),
    );
    return;
  }
  one.chip.remove();
  drawFiles();
}

function dropping() {
  let depth = 0;
  const cover = byId("dropping");
  const holdsFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  addEventListener("dragenter", (event) => { if (holdsFiles(event)) { depth += 1; cover.hidden = false; } });
  addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); cover.hidden = depth === 0; });
  addEventListener("dragover", (event) => { if (holdsFiles(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    depth = 0;
    cover.hidden = true;
    if (!holdsFiles(event)) return;
    event.preventDefault();
    attach([...event.dataTransfer.files]);
  });
}

export function begin() {
  byId("write").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  box.addEventListener("input", changed);
  box.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.key !== "Enter" || event.shiftKey || coarse) return;
    event.preventDefault();
    send();
  });
  box.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files || [])];
    if (!files.length) return;
    event.preventDefault();
    attach(files);
  });
  byId("attach").addEventListener("click", () => byId("picker").click());
  byId("picker").addEventListener("change", (event) => { attach([...event.target.files]); event.target.value = ""; });
  byId("replying").querySelector("button").addEventListener("click", () => reply(null));
  byId("record").addEventListener("click", () => recorder.start(sendVoice));
  byId("stop").addEventListener("click", () => recorder.stop(true));
  byId("discard").addEventListener("click", () => recorder.stop(false));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    recorder.stop(false);
    reply(null);
  });
  dropping();
  box.value = localStorage.getItem(draftKey) || "";
  changed();
  if (!coarse) box.focus();
}
