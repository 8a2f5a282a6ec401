// What every page of the studio shares: words, elements, requests, files, the live line, and a clip's card.
const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  one: "M4 6.500h16v11H4zM10 9.500v5l4.500-2.500z", many: "M3.500 5h7v6h-7zM13.500 5h7v6h-7zM3.500 13.500h7v6h-7zM13.500 13.500h7v6h-7z",
  names: "M4 5h16v14H4zM4 10h16M4 14.500h16M9.500 10v9", presenters: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.500 20c.8-4 3.800-6 7.500-6s6.700 2 7.500 6",
  voices: "M12 3.500a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3zM5.800 11.500a6.200 6.200 0 0 0 12.400 0M12 17.700v3", mic: "M12 3.500a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3zM5.800 11.500a6.200 6.200 0 0 0 12.400 0M12 17.700v3",
  history: "M12 4.500a7.500 7.500 0 1 1-7.100 5M4.500 4.500v5h5M12 8v4.500l3 2", log: "M5 4.500h14v15H5zM8 9h8M8 12.500h8M8 16h5", chat: "M4 5.500h16v11H10l-4.500 3.500v-3.500H4z",
  menu: "M4.500 7h15M4.500 12h15M4.500 17h15", play: "M8 5.500v13l11-6.500z", stop: "M7 7h10v10H7z", close: "M6.500 6.500l11 11M17.500 6.500l-11 11",
  save: "M12 4.500v10.500M7.500 11l4.500 4.500 4.500-4.500M5 19.500h14", again: "M19 12a7 7 0 1 1-2-5M19 3.500V8h-4.500", bin: "M5 7h14M10 7V4.800h4V7M7 7l.8 12.500h8.400L17 7M10.500 10.500v5.500M13.500 10.500v5.500",
  file: "M7 3.500h7l4 4v13H7zM14 3.500v4h4", sound: "M5 10v4h3l4 3.500v-11L8 10zM15 9.500a4 4 0 0 1 0 5M17.500 7a8 8 0 0 1 0 10", video: "M4 6.500h11v11H4zM15 10.500l5-3v9l-5-3z", photo: "M4 5.500h16v13H4zM4 15l4.500-4 4 3.500 3-2.500 4.500 4M15.500 8.500v.01", add: "M12 5v14M5 12h14",
  pause: "M8 5.500v13M16 5.500v13", check: "M5 12.500l4.500 4.500L19 7.500", search: "M10.500 5a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11zM15 15l5 5", edit: "M5 19l1-4L16 5l3 3L9 18z", share: "M12 15V4.500M8 8.500l4-4 4 4M5 13v6.500h14V13",
  more: "M5.500 12v.01M12 12v.01M18.500 12v.01", look: "M3 12c2.500-4 5.500-6 9-6s6.500 2 9 6c-2.500 4-5.500 6-9 6s-6.500-2-9-6zM12 9.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5z",
};

export const config = JSON.parse(document.getElementById("config").textContent);
const words = config.words;

export function say(key, details = {}, otherwise = undefined) {
  const found = words[`${config.page}-${key}`] ?? words[`studio-${key}`] ?? otherwise;
  if (found === undefined) throw new Error(`no word for ${key}`);
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in details ? details[name] : whole));
}

// Lips by the name people read; those of another version by their id.
export const lips = (id) => config.engines[id] || id;

export const byId = (id) => document.getElementById(id);

export function el(tag, given = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function icon(name) {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  return svg;
}

export function dress(root = document) {
  for (const node of root.querySelectorAll("[data-icon]")) if (!node.querySelector("svg")) node.prepend(icon(node.dataset.icon));
}

export const iconButton = (name, label, onclick, extra = {}) =>
  el("button", { type: "button", class: "icon", "aria-label": label, title: label, onclick, ...extra }, icon(name));

export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const rest = String(whole % 60).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

export function bytes(size) {
  const power = size < 1000 ? 0 : Math.min(3, Math.floor(Math.log(size) / Math.log(1000)));
  return `${(size / 1000 ** power).toLocaleString(config.language, { maximumFractionDigits: 1 })} ${["B", "kB", "MB", "GB"][power]}`;
}

export function duration(seconds) {
  if (seconds < 90) return say("seconds", { number: Math.max(1, Math.round(seconds)) });
  return seconds < 5400 ? say("minutes", { number: Math.round(seconds / 60) }) : say("hours", { number: Math.round(seconds / 360) / 10 });
}

export const when = (at) => new Date(at * 1000).toLocaleString(config.language, { dateStyle: "medium", timeStyle: "short" });

let hiding = 0;
export function toast(sentence) {
  byId("toast").textContent = sentence;
  byId("toast").hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { byId("toast").hidden = true; }, Math.max(3500, sentence.length * 70));
}

export function ask(sentence, yes = say("yes")) {
  const dialog = byId("ask");
  byId("ask-text").textContent = sentence;
  dialog.querySelector("[value=yes]").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

// A problem (RFC 9457) as an error with its sentence, code and field.
export class Problem extends Error {
  constructor(told) {
    super(told.detail);
    this.code = told.code;
    this.field = told.field;
    this.told = told;
  }
}

export async function api(method, path, body) {
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Problem({ detail: say("unreachable"), code: "unreachable" });
  }
  if (answer.status === 401) location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
  if (answer.status === 204) return null;
  const told = await answer.json().catch(() => ({ detail: say("unreachable"), code: "internal" }));
  if (!answer.ok) throw new Problem(told);
  return told;
}

// What would be lost if the page went now: the browser asks before it does.
const unsaved = new Set();
export function hold(what, held) {
  if (held) unsaved.add(what); else unsaved.delete(what);
}
addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });

export function upload(file, onShare = () => {}) {
  hold(file, true);
  return new Promise((done, fail) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", `/api/v1/uploads?name=${encodeURIComponent(file.name || "recording.webm")}`);
    sending.setRequestHeader("Content-Type", "application/octet-stream");
    sending.upload.onprogress = (event) => { if (event.lengthComputable) onShare(event.loaded / event.total); };
    sending.onerror = () => fail(new Problem({ detail: say("unreachable"), code: "unreachable" }));
    sending.onload = () => {
      let told;
      try { told = JSON.parse(sending.responseText); } catch { told = { detail: say("unreachable"), code: "internal" }; }
      if (sending.status === 201) done(told);
      else fail(new Problem(told));
    };
    sending.send(file);
  }).finally(() => hold(file, false));
}

// A sentence beside the field it belongs to; what was typed stays.
export function complain(problem, otherwise = "make") {
  const field = (problem.field || "").split(".")[0];
  const place = byId(`${field}-wrong`) || byId(`${otherwise}-wrong`);
  if (!place) { toast(problem.message); return; }
  place.closest("details")?.setAttribute("open", "");
  place.textContent = problem.message;
  place.hidden = false;
  const input = byId(field);
  input?.setAttribute("aria-invalid", "true");
  input?.setAttribute("aria-describedby", place.id);
  place.scrollIntoView({ block: "nearest" });
}

export function calm(root = document) {
  for (const node of root.querySelectorAll(".wrong")) { node.hidden = true; node.textContent = ""; }
  for (const node of root.querySelectorAll("[aria-invalid]")) node.removeAttribute("aria-invalid");
}

// Why nothing is made at present, above every page.
function showTrouble(sentence) {
  byId("trouble").hidden = !sentence;
  byId("trouble").textContent = sentence || "";
}

// The live line: `order` for every change, `again` after a lost connection, when everything should be asked for anew; with `fresh`
// at first too, for what changed after the page was drawn. `heard` has what other events there are. Returns what ends it.
let followed = false;
export function follow({ order = () => {}, places = () => {}, again = () => {}, fresh = false, heard = {}, path = "/events" }) {
  followed = true;
  let lost = false;
  let over = false;
  let source = null;
  const open = () => {
    if (over) return;
    source = new EventSource(`/api/v1${typeof path === "function" ? path() : path}`);
    for (const [name, hear] of Object.entries({ order, places, trouble: (told) => showTrouble(told.message), ...heard })) {
      source.addEventListener(name, (event) => hear(JSON.parse(event.data), event.lastEventId));
    }
    source.onopen = () => {
      byId("offline").hidden = true;
      if (lost || fresh) again();
      lost = fresh = false;
    };
    source.onerror = () => {
      lost = true;
      byId("offline").hidden = false;
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 1500);
    };
  };
  const stop = () => { over = true; source.close(); };
  addEventListener("pagehide", stop, { once: true });
  open();
  return stop;
}

addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
export const ended = (order) => ["done", "failed", "cancelled"].includes(order.state);
export const stateWord = (order) => say(order.held && order.state === "queued" ? "state-held" : `state-${order.state}`);

// Tabs: arrow keys move, the chosen one shows its panel.
export function tabs(list, chosen = () => {}) {
  const all = [...list.querySelectorAll("[role=tab]")];
  const choose = (tab) => {
    for (const one of all) {
      one.setAttribute("aria-selected", one === tab);
      one.tabIndex = one === tab ? 0 : -1;
      byId(one.getAttribute("aria-controls")).hidden = one !== tab;
    }
    chosen(tab.id);
  };
  all.forEach((tab, at) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = all[(at + step + all.length) % all.length];
      choose(next);
      next.focus();
    });
  });
  return choose;
}

function begin() {
  dress();
  byId("menu").addEventListener("click", () => {
    const open = document.body.classList.toggle("open");
    byId("menu").setAttribute("aria-expanded", open);
  });
  byId("main").addEventListener("click", (event) => {
    if (event.target.closest("#menu")) return;
    document.body.classList.remove("open");
    byId("menu").setAttribute("aria-expanded", "false");
  });
  const keep = (body) => fetch("/studio/me", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  byId("me").addEventListener("submit", (event) => event.preventDefault());
  byId("me-name").addEventListener("change", () => keep({ name: byId("me-name").value }));
  byId("me-language").addEventListener("change", async () => { await keep({ language: byId("me-language").value }); location.reload(); });
}

begin();
// Once the page's own script has run: one that follows nothing hears of trouble all the same.
setTimeout(() => { if (!followed) follow({}); });
