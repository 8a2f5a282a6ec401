// A batch as it is made: all of it is known here, and one page of it is drawn. Below it the earlier batches.
import { api, ask, byId, bytes, clock, config, dress, duration, el, ended, follow, icon, iconButton, say, toast, when } from "./studio.js";
import { play, progress, settledLook, title } from "./clips.js";

const SHOWN = 50;
const FEW = 5;
const PAGE = 500;
const LIST_EVERY_MS = 1500;
const NEWS = 2000;
const NEWS_LAST_MS = 60_000;
const FAR = { queued: 0, running: 0, done: 0, failed: 0, cancelled: 0 };
const FILTERS = { all: () => true, open: (order) => !ended(order), done: (order) => order.state === "done", failed: (order) => order.state === "failed" || order.state === "cancelled" };
const here = (id) => (id ? `${location.pathname}?batch=${encodeURIComponent(id)}` : location.pathname);

let batch = null;
let orders = new Map();
let filter = "all";
let first = 0;
let drawing = 0;
let reused_s = 0;
let going = 0;
const rows = new Map();
const news = new Map();

const all = () => [...orders.values()];
const soon = () => { drawing ||= requestAnimationFrame(draw); };

async function attempt(asking) {
  try { return await asking(); } catch (problem) { toast(problem.message); return null; }
}

// What the line told while an answer was on its way is newer than the answer.
const kept = (order, known) => ({ ...order, ahead: order.ahead || known.ahead, left_s: order.left_s ?? known.left_s });
const far = (order) => (ended(order) ? 2 : order.state === "running" ? 1 : 0);
function newest(whole, since) {
  return new Map(whole.orders.map((order) => {
    const told = news.get(order.id);
    return [order.id, told && told.at >= since && far(told.order) >= far(order) ? kept(told.order, order) : order];
  }));
}

function remember(order) {
  const at = performance.now();
  news.set(order.id, { at, order });
  if (news.size > NEWS) for (const [id, one] of news) if (at - one.at > NEWS_LAST_MS) news.delete(id);
}

// Show a batch, asked for at `since`, in place of the form; null shows the form again.
export function show(whole, { push = false, since = 0 } = {}) {
  going += 1;
  batch = whole;
  orders = whole ? newest(whole, since) : new Map();
  reused_s = whole?.reused_s || 0;
  filter = "all";
  first = 0;
  rows.clear();
  byId("make").hidden = whole !== null;
  byId("batch").hidden = whole === null;
  if (push) {
    history.pushState(null, "", here(whole?.id));
    byId("main").scrollIntoView();
    list();
  }
  if (whole) { draw(); drawLeftOut(); rest(going); }
}

const page = (id, from) => api("GET", `/batches/${encodeURIComponent(id)}?first=${from}&limit=${PAGE}`);

// The first orders are shown at once; the others of a long batch come after them.
async function rest(mine) {
  for (let { id, next } = batch; next !== null;) {
    const since = performance.now();
    const from = next;
    const more = await attempt(() => page(id, from));
    if (!more || mine !== going) return;
    for (const [key, order] of newest(more, since)) orders.set(key, order);
    next = more.next;
    soon();
  }
}

async function open(id, options) {
  const since = performance.now();
  const mine = ++going;
  const whole = await attempt(() => api("GET", `/batches/${encodeURIComponent(id)}`));
  if (whole && mine === going) show(whole, { ...options, since });
}

async function refresh() {
  const id = batch?.id;
  if (!id) return;
  const since = performance.now();
  const mine = going;
  const whole = await attempt(async () => {
    const told = await page(id, 0);
    for (let next = told.next; next !== null;) {
      const more = await page(id, next);
      told.orders.push(...more.orders);
      next = more.next;
    }
    return { ...told, next: null };
  });
  if (!whole || mine !== going) return;
  batch = whole;
  orders = newest(whole, since);
  reused_s = whole.reused_s;
  soon();
}

function counted() {
  // Until all of its orders are here, the batch itself says how far it is.
  if (orders.size < batch.total) {
    const now = Object.fromEntries(Object.keys(FAR).map((state) => [state, batch.counts[state]]));
    return { ...now, share: batch.share, left: batch.left_s, held: batch.paused ? batch.counts.queued : 0, total: batch.total };
  }
  const counts = { ...FAR };
  let share = 0;
  let left = null;
  let held = 0;
  for (const order of orders.values()) {
    counts[order.state] += 1;
    share += ended(order) ? 1 : order.share;
    if (order.held && order.state === "queued") held += 1;
    else if (!ended(order) && order.left_s !== null) left = Math.max(left ?? 0, order.left_s);
  }
  return { ...counts, share: orders.size ? share / orders.size : 0, left, held, total: orders.size };
}

function draw() {
  drawing = 0;
  if (!batch) return;
  const now = counted();
  byId("batch-title").textContent = batch.title;
  byId("batch-facts").textContent = [when(batch.created_at), batch.who, reused_s ? say("batch-reused", { time: duration(reused_s) }) : ""].filter(Boolean).join(" · ");
  byId("batch-share").value = now.share * 100;
  const trouble = [now.failed && say("batch-failed", { count: now.failed }), now.cancelled && say("batch-cancelled", { count: now.cancelled }), now.held && say("batch-paused")];
  byId("batch-counts").textContent = [say("batch-progress", { done: now.done, total: now.total }), ...trouble].filter(Boolean).join(" · ");
  byId("batch-percent").textContent = now.queued + now.running ? `${Math.floor(now.share * 100)} %` : "";
  byId("batch-left").textContent = now.left === null ? "" : say("left", { time: duration(now.left) });
  drawActions(now);
  drawFilter(now);
  drawOrders();
}

// Rows of the table that no clip was made of, each with why.
function drawLeftOut() {
  const place = byId("batch-left-out");
  place.hidden = !batch.left_out.length;
  place.open = batch.left_out.length <= FEW;
  place.querySelector("summary").textContent = say("batch-left-out", { count: batch.left_out.length });
  place.querySelector("ul").replaceChildren(...batch.left_out.map((one) => el("li", { "data-code": one.code }, one.message)));
}

function drawActions(now) {
  const open = now.queued + now.running;
  const again = now.failed + now.cancelled;
  const beside = all().some((order) => order.clip?.srt);
  const act = (what) => attempt(() => api("POST", `/batches/${batch.id}/${what}`));
  const zip = `/api/v1/batches/${batch.id}/zip`;
  const wanted = [
    now.done && ["zip", () => el("a", { class: "button primary", href: zip, download: "" }, icon("save"), say("batch-zip"))],
    now.done && beside && ["zip-subtitles", () => el("a", { class: "button", href: `${zip}?subtitles=true`, download: "" }, icon("save"), say("batch-zip-subtitles"))],
    now.queued > now.held && ["pause", () => button("pause", say("batch-pause"), () => act("pause"))],
    now.held && ["resume", () => button("play", say("batch-resume"), () => act("resume"))],
    again && [`retry-${again}`, () => button("again", say("batch-retry", { count: again }), () => act("retry"))],
    open && ["cancel", () => button("close", say("batch-cancel"), async () => { if (await ask(say("batch-cancel-sure"))) act("cancel"); })],
    !open && ["delete", () => button("bin", say("batch-delete"), remove)],
  ].filter(Boolean);
  const key = wanted.map(([name]) => name).join(" ");
  const place = byId("batch-actions");
  if (place.dataset.key === `${batch.id} ${key}`) return;
  place.dataset.key = `${batch.id} ${key}`;
  place.replaceChildren(...wanted.map(([, make]) => make()));
}

const button = (name, label, onclick) => el("button", { type: "button", onclick }, icon(name), label);

async function remove() {
  if (!(await ask(say("batch-delete-sure"), say("delete")))) return;
  const gone = batch.id;
  if ((await attempt(async () => { await api("DELETE", `/batches/${gone}`); return true; })) === null) return;
  show(null, { push: true });
  await list();
}

function drawFilter(now) {
  const counts = { all: now.total, open: now.queued + now.running, done: now.done, failed: now.failed + now.cancelled };
  const place = byId("batch-filter");
  if (!place.children.length) {
    place.append(...Object.keys(FILTERS).map((name) => el("button", { type: "button", "data-filter": name, onclick: () => { filter = name; first = 0; draw(); } })));
  }
  for (const one of place.children) {
    one.textContent = say(`batch-show-${one.dataset.filter}`, { count: counts[one.dataset.filter] });
    one.setAttribute("aria-pressed", one.dataset.filter === filter);
  }
}

function drawOrders() {
  const fitting = all().filter(FILTERS[filter]);
  first = Math.min(first, Math.max(0, Math.floor((fitting.length - 1) / SHOWN) * SHOWN));
  const shown = fitting.slice(first, first + SHOWN);
  const nodes = shown.map((order) => {
    if (!rows.has(order.id)) rows.set(order.id, row(order));
    rows.get(order.id).draw(order);
    return rows.get(order.id).node;
  });
  const place = byId("batch-orders");
  if (nodes.length !== place.children.length || nodes.some((node, at) => place.children[at] !== node)) place.replaceChildren(...nodes);
  byId("batch-empty").hidden = shown.length > 0;
  drawPager(fitting.length);
}

// The buttons stay the same ones: a click is lost when what was pressed is gone before it is let go.
function drawPager(total) {
  const turn = (to) => { first = to; draw(); byId("batch-filter").scrollIntoView({ block: "nearest" }); };
  const pager = byId("batch-pager");
  pager.hidden = total <= SHOWN;
  if (pager.hidden) return;
  if (!pager.children.length) {
    pager.append(
      el("button", { type: "button", onclick: () => turn(first - SHOWN) }, say("batch-page-before")), el("span", {}),
      el("button", { type: "button", onclick: () => turn(first + SHOWN) }, say("batch-page-after")));
  }
  const [back, told, on] = pager.children;
  back.disabled = first === 0;
  told.textContent = say("batch-page", { from: first + 1, to: Math.min(first + SHOWN, total), total });
  on.disabled = first + SHOWN >= total;
}

// One order of the batch as a line of the list.
function row(order) {
  const node = el("li", { class: "batch-order", "data-order": order.id });
  let look = null;
  let settled = null;
  let told = null;
  const act = async (what) => { const now = await attempt(() => api("POST", `/orders/${order.id}/${what}`)); if (now) take(now); };
  function draw(next) {
    order = next;
    const now = JSON.stringify(order);
    if (now === look) return;
    look = now;
    const before = settled;
    settled = settledLook(order);
    node.dataset.state = order.state;
    if (told && settled === before) { told.replaceWith(told = progress(order)); return; }
    told = progress(order);
    const focused = node.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    const facts = [order.row !== null && say("batch-row", { row: order.row }), batch.kind === "names" && order.text, !order.label && (order.presenter_name || order.footage_name), order.clip && clock(order.clip.duration_s), order.clip && bytes(order.clip.size_bytes)].filter(Boolean).join(" · ");
    node.replaceChildren(still(order), el("div", { class: "about" },
      el("h3", {}, title(order)), el("p", { class: "facts" }, facts), told,
      order.failure && el("p", { class: "wrong" }, order.failure.message),
      order.state === "cancelled" && el("p", { class: "hint" }, say("state-cancelled"))),
    el("div", { class: "actions" }, ...buttons(order, act)));
    if (focused) [...node.querySelectorAll("button, a")].find((one) => one.getAttribute("aria-label") === focused)?.focus();
  }
  return { node, draw };
}

function still(order) {
  if (!order.clip) return el("div", { class: "still" }, icon(order.state === "failed" ? "close" : order.footage_name ? "video" : "presenters"));
  return el("button", { type: "button", class: "still", "aria-label": say("play", { name: title(order) }), onclick: () => play(order) },
    el("img", { src: order.clip.thumbnail, alt: "", loading: "lazy" }), el("span", { class: "go" }, icon("play")));
}

function buttons(order, act) {
  const named = (key) => `${say(key)}: ${title(order)}`;
  if (!ended(order)) return [iconButton("close", named("cancel"), () => act("cancel"))];
  if (!order.clip) return [iconButton("again", named("retry"), () => act("retry"))];
  return [el("a", { class: "button icon", href: order.clip.download, download: "", "aria-label": named("download"), title: say("download") }, icon("save"))];
}

// What the line tells. An order of another batch may be a new batch of somebody's.
function take(order) {
  if (order.batch) remember(order);
  if (batch && order.batch === batch.id) {
    const known = orders.get(order.id);
    const whole = known && [...orders.values()].every(ended);
    if (known) orders.set(order.id, kept(order, known));
    if (!whole && batch.kind === "names" && all().every(ended)) refresh();
    soon();
  }
  if (order.batch && (ended(order) || order.state === "queued")) listSoon();
}

function places(told) {
  for (const [id, order] of orders) {
    if (ended(order)) continue;
    const [ahead, left_s] = told[id] || [0, null];
    if (ahead !== order.ahead || left_s !== order.left_s) orders.set(id, { ...order, ahead, left_s });
  }
  soon();
}

// Earlier batches

let before = null;
let listing = 0;
const listSoon = () => { listing ||= setTimeout(async () => { listing = 0; await list(); }, LIST_EVERY_MS); };

function line(one) {
  const open = one.counts.queued + one.counts.running;
  const state = [say("batch-progress", { done: one.counts.done, total: one.total }), one.counts.failed && say("batch-failed", { count: one.counts.failed }), one.paused && say("state-held"), open && !one.paused && `${Math.floor(one.share * 100)} %`].filter(Boolean).join(" · ");
  return el("li", {}, el("a", { href: here(one.id), "data-batch": one.id }, el("b", {}, one.title || one.id), el("span", { class: "facts" }, `${when(one.created_at)} · ${state}`),
    open ? el("progress", { max: 100, value: one.share * 100, "aria-label": state }) : null));
}

function drawList(told, { more = false } = {}) {
  before = told.before;
  const lines = told.batches.map(line);
  if (more) byId("earlier").append(...lines); else byId("earlier").replaceChildren(...lines);
  byId("earlier-none").hidden = byId("earlier").children.length > 0;
  byId("earlier-more").hidden = before === null;
}

async function list() {
  const shown = Math.min(100, Math.max(10, byId("earlier").children.length));
  try { drawList(await api("GET", `/batches?kind=${config.page}&limit=${shown}`)); } catch { /* the strip above says that the connection is lost */ }
}

export function wireBatches({ order = () => {}, places: others = () => {} } = {}) {
  byId("earlier-more").addEventListener("click", async () => {
    const told = await attempt(() => api("GET", `/batches?kind=${config.page}&before=${before}&limit=20`));
    if (told) drawList(told, { more: true });
  });
  byId("earlier").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.dataset.batch, { push: true });
  });
  byId("batch-new").addEventListener("click", (event) => { event.preventDefault(); show(null, { push: true }); });
  addEventListener("popstate", () => {
    const id = new URLSearchParams(location.search).get("batch");
    if (id) open(id); else show(null);
  });
  drawList({ batches: config.batches, before: config.more });
  if (config.batch) show(config.batch);
  else if (location.search.includes("batch=")) toast(say("batch-gone"));
  follow({
    order: (told) => { take(told); order(told); },
    places: (told) => { places(told); others(told); },
    again: async () => { await refresh(); await list(); },
    fresh: config.batches.some((one) => one.counts.queued + one.counts.running),
  });
  dress();
}
