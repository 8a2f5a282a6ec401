// The log as it is written: filtered, followed at its end unless somebody scrolled up, never more than MOST lines.
import { api, byId, config, el, follow, say, toast } from "./studio.js";

const MOST = 2000;
const FIRST = 500;
const GATHER_MS = 80;
const asked = new URLSearchParams(location.search);
let order = asked.get("order") || "";
let stop = () => {};
let after = "";
let turn = 0;
let waiting = [];
let coming = [];
const list = byId("entries");

function query(extra = {}) {
  const sent = new URLSearchParams({ source: byId("source").value, level: byId("level").value, ...extra });
  if (byId("words").value.trim()) sent.set("words", byId("words").value.trim());
  if (order) sent.set("order", order);
  return sent;
}

function time(at) {
  const moment = new Date(at);
  if (!at || Number.isNaN(moment.getTime())) return el("span", { class: "time" }, "");
  const today = moment.toDateString() === new Date().toDateString();
  const shown = today ? moment.toLocaleTimeString(config.language) : moment.toLocaleString(config.language, { dateStyle: "short", timeStyle: "medium" });
  return el("time", { class: "time", datetime: at, title: at }, shown);
}

function line(entry) {
  const fields = Object.entries(entry.fields).map(([name, value]) => el("span", {}, el("i", {}, `${name}=`), value));
  const of = entry.order && entry.order !== order && el("button", { type: "button", class: "of", title: say("only-order"), onclick: () => only(entry.order) }, entry.order);
  return el("li", { class: entry.level }, time(entry.at), el("b", { class: "level" }, say(`mark-${entry.level}`)),
    el("div", {}, el("span", { class: "event" }, entry.event), of, fields, entry.trace && el("details", {}, el("summary", {}, say("trace")), el("pre", {}, entry.trace))));
}

const atEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < 40;

function add(entries) {
  list.append(...entries.slice(-MOST).map(line));
  while (list.children.length > MOST) list.firstElementChild.remove();
  byId("none").hidden = list.children.length > 0;
  list.parentElement.hidden = !byId("none").hidden;
  list.scrollTop = list.scrollHeight;
}

// Gathered for a moment: a burst of lines is laid out once.
function take(entry) {
  if (!coming.length) setTimeout(settle, GATHER_MS, turn);
  coming.push(entry);
}

function settle(mine) {
  if (mine !== turn) return;
  const entries = coming.splice(0);
  if (list.parentElement.hidden || (atEnd() && !waiting.length)) { add(entries); return; }
  waiting = [...waiting, ...entries].slice(-MOST);
  tell();
}

function tell() {
  byId("newest").hidden = !waiting.length;
  byId("newest").textContent = say("new-lines", { count: waiting.length });
}

function release() {
  const entries = waiting;
  waiting = [];
  tell();
  add(entries);
}

async function load() {
  const mine = ++turn;
  stop();
  byId("file").href = `/api/v1/log/file?${query()}`;
  byId("of-order").hidden = !order;
  byId("order-shown").textContent = say("of-order", { id: order });
  let told;
  try { told = await api("GET", `/log?${query({ limit: FIRST })}`); } catch (problem) { if (mine === turn) toast(problem.message); return; }
  if (mine !== turn) return;
  waiting = [];
  coming = [];
  tell();
  list.replaceChildren();
  add(told.entries);
  after = told.after;
  stop = follow({ path: () => `/log/events?${query(after ? { after } : {})}`, heard: { entry: (entry, id) => { after = id || after; take(entry); } } });
}

function only(id) {
  order = id;
  history.replaceState(null, "", order ? `${location.pathname}?order=${encodeURIComponent(order)}` : location.pathname);
  // The order's own lines matter, whatever their level.
  if (order) byId("level").value = "debug";
  load();
}

list.addEventListener("scroll", () => { if (waiting.length && atEnd()) release(); });
byId("newest").addEventListener("click", release);
byId("no-order").addEventListener("click", () => only(""));
byId("filters").addEventListener("submit", (event) => event.preventDefault());
for (const name of ["source", "level"]) byId(name).addEventListener("change", load);
let typing = 0;
byId("words").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(load, 250); });
if (order) byId("level").value = "debug";
load();
