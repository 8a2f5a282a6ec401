// Every clip that was made: looked for, played, made again, deleted; fifty at a time.
import { api, ask, byId, bytes, clock, duration, el, ended, follow, icon, iconButton, lips, say, stateWord, toast, when } from "./studio.js";
import { play } from "./clips.js";
import { receipt } from "./receipt.js";
import "./storage.js";

const PAGE = 50;
const NEW_PAGES = { many: "/studio/many", names: "/studio/names" };
const asked = new URLSearchParams(location.search);
const view = { words: asked.get("words") || "", presenter: asked.get("presenter") || "", state: asked.get("state") || "", before: asked.get("before") || "" };
let older = null;
let batches = {};
let turn = 0;
const rows = new Map();
const chosen = new Set();

function query() {
  const sent = new URLSearchParams({ limit: PAGE });
  for (const name of ["words", "presenter", "before"]) if (view[name]) sent.set(name, view[name]);
  for (const state of view.state === "active" ? ["queued", "running"] : view.state ? [view.state] : []) sent.append("state", state);
  return sent;
}

// The page's address says what is looked at, so that going back and loading again show the same.
function go(change, { replace = false } = {}) {
  Object.assign(view, change);
  const told = new URLSearchParams(Object.entries(view).filter(([, value]) => value));
  const address = `${location.pathname}${told.size ? `?${told}` : ""}`;
  const depth = (history.state?.depth || 0) + (replace ? 0 : 1);
  if (replace) history.replaceState({ ...history.state, ...view }, "", address);
  else history.pushState({ ...view, depth: view.before ? depth : 0 }, "", address);
  load();
}

async function load() {
  const mine = ++turn;
  let told;
  try { told = await api("GET", `/orders?${query()}`); } catch (problem) { if (mine === turn) toast(problem.message); return; }
  if (mine !== turn) return;
  older = told.before;
  batches = told.batches;
  const place = byId("rows");
  const nodes = told.orders.map((order) => show(order).node);
  const kept = new Set(told.orders.map((order) => order.id));
  for (const id of [...rows.keys()]) if (!kept.has(id)) { rows.delete(id); chosen.delete(id); }
  if (nodes.length !== place.children.length || nodes.some((node, at) => place.children[at] !== node)) place.replaceChildren(...nodes);
  const filtered = view.words || view.presenter || view.state;
  byId("none").hidden = told.orders.length > 0;
  byId("none").textContent = say(filtered ? "none-found" : view.before ? "none-older" : "none-yet");
  byId("older").hidden = !older;
  byId("newer").hidden = !view.before || !history.state?.depth;
  byId("newest").hidden = !view.before;
  count();
}

function show(order) {
  const known = rows.get(order.id);
  if (known) { known.draw(order); return known; }
  const made = row(order);
  rows.set(order.id, made);
  return made;
}

function title(order) { return order.text || order.sound_name || order.label || order.id; }

function took(order) {
  return order.clip && order.started_at && order.finished_at ? say("took", { time: duration(order.finished_at - order.started_at) }) : order.clip && !order.started_at ? say("reused") : "";
}

function batchLink(order) {
  const batch = order.batch && batches[order.batch];
  return batch && el("a", { class: "batch", href: `${NEW_PAGES[batch.kind]}?batch=${encodeURIComponent(order.batch)}` }, icon(batch.kind), el("span", {}, batch.title || say("batch")));
}

function row(order) {
  const node = el("li", { class: "made", "data-order": order.id });
  let shown = "";
  const tick = el("input", { type: "checkbox", onchange: () => { if (tick.checked) chosen.add(order.id); else chosen.delete(order.id); count(); } });
  const more = el("details", { class: "receipt" }, el("summary", {}, say("details")));
  more.addEventListener("toggle", () => { if (more.open && more.children.length === 1) more.append(receipt(order)); });

  function media() {
    if (!order.clip) return el("div", { class: "still" }, icon(order.state === "failed" ? "close" : "one"));
    return el("button", { type: "button", class: "still", "aria-label": say("play", { name: title(order) }), onclick: () => play(order) },
      el("img", { src: order.clip.thumbnail, alt: "", loading: "lazy", onerror: (event) => event.target.remove() }), el("span", { class: "go" }, icon("play")));
  }
  function actions() {
    if (!ended(order)) return [el("button", { type: "button", onclick: cancel }, icon("close"), say("cancel"))];
    return [
      order.clip && el("a", { class: "button icon", href: order.clip.download, download: "", "aria-label": say("download"), title: say("download") }, icon("save")),
      iconButton("again", say("again"), again),
      order.text && !order.sound_name && el("a", { class: "button icon", href: `/studio?order=${order.id}`, "aria-label": say("change"), title: say("change") }, icon("edit")),
      iconButton("bin", say("delete"), remove),
    ];
  }
  async function cancel() {
    try { draw(await api("POST", `/orders/${order.id}/cancel`)); } catch (problem) { toast(problem.message); }
  }
  async function again() {
    try {
      const made = await api("POST", `/orders/${order.id}/again`);
      toast(say(made.state === "done" ? "made-before" : "in-line"));
      if (made.state === "done") play(made);
      if (view.before || view.words || view.presenter || view.state) return;
      load();
    } catch (problem) { toast(problem.message); }
  }
  async function remove() {
    if (await ask(say("delete-sure"), say("delete"))) await drop([order.id]);
  }
  function draw(next) {
    order = next;
    const look = JSON.stringify([order, batches[order.batch]]);
    if (look === shown) return;
    shown = look;
    node.dataset.state = order.state;
    tick.disabled = !ended(order);
    tick.setAttribute("aria-label", say("select", { name: title(order) }));
    const running = order.state === "running" && el("progress", { max: 100, value: Math.floor(order.share * 100), "aria-label": stateWord(order) });
    const focused = node.contains(document.activeElement) && document.activeElement.getAttribute("aria-label");
    const parts = [tick, media(),
      el("div", { class: "told" },
        el("h3", {}, title(order)),
        el("p", { class: "facts" }, order.label && order.label !== title(order) && el("span", {}, order.label), batchLink(order), order.draft && el("span", {}, say("draft-mark")), order.state !== "done" && el("span", { class: `mark ${order.state}` }, stateWord(order))),
        running,
        order.failure && el("p", { class: "wrong" }, order.failure.message, " ", el("a", { href: `/studio/log?order=${order.id}` }, say("log-of")))),
      el("p", { class: "facts column" }, el("span", {}, when(order.created_at)), order.who && el("span", {}, order.who), el("span", {}, say(`channel-${order.channel}`, {}, order.channel))),
      el("p", { class: "facts column" }, el("span", {}, order.presenter_name || order.footage_name || order.presenter), order.voice && el("span", {}, order.voice), el("span", {}, [order.clip && clock(order.clip.duration_s), order.clip?.engine && lips(order.clip.engine), took(order)].filter(Boolean).join(" · "))),
      el("div", { class: "actions" }, actions()),
      order.clip && more];
    node.replaceChildren(...parts.filter(Boolean));
    if (focused) [...node.querySelectorAll("[aria-label]")].find((one) => one.getAttribute("aria-label") === focused)?.focus();
  }
  draw(order);
  return { node, draw, tick, get order() { return order; } };
}

async function drop(ids) {
  try {
    const told = await api("POST", "/orders/delete", { orders: ids });
    for (const id of ids) chosen.delete(id);
    const kept = told.kept.filter((one) => one.code !== "unknown-job");
    if (kept.length) toast(`${say("deleted", { count: told.deleted.length })} ${say("not-deleted", { count: kept.length, why: kept[0].message })}`);
    else if (told.deleted.length) toast(say("deleted", { count: told.deleted.length }));
  } catch (problem) { toast(problem.message); }
  dispatchEvent(new Event("storage-changed"));
  await load();
}

function count() {
  const able = [...rows.values()].filter((one) => !one.tick.disabled);
  byId("count").textContent = rows.size ? say("shown", { count: rows.size }) : "";
  byId("all").checked = able.length > 0 && able.every((one) => one.tick.checked);
  byId("all").indeterminate = chosen.size > 0 && !byId("all").checked;
  byId("all").disabled = able.length === 0;
  byId("delete-chosen").hidden = chosen.size === 0;
  byId("delete-chosen").querySelector("span").textContent = say("delete-chosen", { count: chosen.size });
}

byId("all").addEventListener("change", () => {
  for (const [id, one] of rows) {
    one.tick.checked = byId("all").checked && !one.tick.disabled;
    if (one.tick.checked) chosen.add(id); else chosen.delete(id);
  }
  count();
});
byId("delete-chosen").addEventListener("click", async () => {
  if (await ask(say("delete-chosen-sure", { count: chosen.size }), say("delete"))) await drop([...chosen]);
});

for (const name of ["words", "presenter", "state"]) byId(name).value = view[name];
let typing = 0;
byId("words").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => go({ words: byId("words").value.trim(), before: "" }, { replace: true }), 250);
});
for (const name of ["presenter", "state"]) byId(name).addEventListener("change", () => go({ [name]: byId(name).value, before: "" }));
byId("filters").addEventListener("submit", (event) => event.preventDefault());
const turned = (change) => { go(change); byId("filters").scrollIntoView({ block: "start" }); };
byId("older").addEventListener("click", () => turned({ before: older }));
byId("newest").addEventListener("click", () => turned({ before: "" }));
byId("newer").addEventListener("click", () => history.back());
addEventListener("popstate", () => {
  const told = new URLSearchParams(location.search);
  for (const name of Object.keys(view)) view[name] = told.get(name) || "";
  for (const name of ["words", "presenter", "state"]) byId(name).value = view[name];
  load();
});
addEventListener("clips-changed", load);

// What is shown is redrawn as it changes; what is new shows on the first page, at most once a second.
let soon = 0;
follow({
  order: (order) => {
    const known = rows.get(order.id);
    if (known) known.draw({ ...order, ahead: order.ahead || known.order.ahead, left_s: order.left_s ?? known.order.left_s });
    else if (!view.before && !view.words && !view.presenter && !view.state && !soon) soon = setTimeout(() => { soon = 0; load(); }, 1000);
    count();
  },
  again: load,
});
load();
