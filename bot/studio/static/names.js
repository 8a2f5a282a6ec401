// By name: a template and a table become a clip for each row; both are checked as they are written.
import { api, byId, calm, complain, duration, el, say } from "./studio.js";
import { dropZone, look, lookKept, lookMissing, memory, wireLook, wireSeen } from "./form.js";
import { show, wireBatches } from "./batch.js";
import { Cards } from "./clips.js";

const PASTED = "table.tsv";
const CHECK_AFTER_MS = 350;
const { kept, keep: store } = memory("mouthpiece-names");
let table = null;
let checked = null;
let checking = 0;
let answer = null;
let asking = 0;
let at = 0;

function keep() {
  store({ ...seen.kept(), ...lookKept(), template: byId("template").value, pattern: byId("pattern").value, paste: byId("paste").value, skip_bad: byId("skip-bad").checked, table });
  checkSoon();
}

const seen = wireSeen(kept, keep);
const tables = dropZone(byId("table-drop"), { accept: ".csv,.tsv,.txt,.xlsx,.xlsm", hint: say("drop"), done: (sent) => { table = sent; at = 0; keep(); }, gone: () => { table = null; keep(); } });

const request = () => ({ ...look(), ...seen.request(), template: byId("template").value, table: table?.id, pattern: byId("pattern").value, skip_bad: byId("skip-bad").checked });

function checkSoon() {
  clearTimeout(checking);
  checking = setTimeout(check, CHECK_AFTER_MS);
}

function check() {
  clearTimeout(checking);
  checking = 0;
  answer = askChecked();
  return answer;
}

async function askChecked() {
  const mine = ++asking;
  const template = byId("template").value.trim();
  for (const id of ["template-wrong", "table-wrong", "pattern-wrong", "make-wrong"]) byId(id).hidden = true;
  for (const id of ["template", "pattern"]) byId(id).removeAttribute("aria-invalid");
  if (!template || !table || seen.missing()) { checked = null; draw(); return; }
  try {
    const told = await api("POST", "/batches/check", { ...request(), first: at, limit: 1 });
    if (mine !== asking) return;
    checked = told;
  } catch (problem) {
    if (mine !== asking) return;
    checked = null;
    complain(problem, "table");
  }
  draw();
}

const same = (a, b) => a.normalize("NFKC").toLowerCase().trim() === b.normalize("NFKC").toLowerCase().trim();
const placeholders = () => [...new Set([...byId("template").value.replace(/\{\{|\}\}/g, " ").matchAll(/\{([^{}\n]+)\}/g)].map((found) => found[1].trim()))];

function draw() {
  drawChips();
  byId("check-waits").hidden = checked !== null;
  byId("summary").hidden = !checked?.ready;
  byId("preview").hidden = !checked?.preview.length;
  byId("go").textContent = checked?.ready ? say("make", { count: checked.clips }) : say("make-none");
  const problems = checked?.problems || [];
  byId("problems").hidden = !problems.length;
  const rest = checked ? checked.problems_total - problems.length : 0;
  byId("problems").replaceChildren(...problems.map((one) => el("li", { class: one.warning ? "warning" : "error", "data-code": one.code }, one.message)), ...(rest ? [el("li", {}, say("problems-more", { count: rest }))] : []));
  drawSkip();
  if (!checked) return;
  const takes = checked.takes_s === null ? "" : say("takes", { time: duration(checked.takes_s) });
  byId("summary").textContent = [problems.length ? "" : say("fine"), say("summary", { count: checked.clips, length: duration(checked.length_s) }), takes, byId("skip-bad").checked && checked.good < checked.rows && say("left-out", { count: checked.rows - checked.good })].filter(Boolean).join(" · ");
  if (!byId("pattern").value) byId("pattern").placeholder = checked.pattern;
  const [row] = checked.preview;
  if (!row) return;
  byId("row").value = at + 1;
  byId("row").max = checked.clips;
  byId("row-of").textContent = say("row-of", { total: checked.clips, row: row.row });
  byId("row-before").disabled = at === 0;
  byId("row-after").disabled = at + 1 >= checked.clips;
  byId("row-file").textContent = `${row.label}.mp4`;
  byId("row-text").textContent = row.text;
}

// Some rows may be left out when others are good.
function drawSkip() {
  const bad = checked ? checked.rows - checked.good : 0;
  byId("skip-box").hidden = !bad || !checked.good;
  byId("skip-words").textContent = bad ? say("skip", { bad, good: checked.good }) : "";
}

// What the template names and whether the table has it; and the table's columns, to put into the template by a click.
function drawChips() {
  const columns = checked?.columns || [];
  const known = (name) => columns.some((column) => same(column, name));
  byId("placeholders").replaceChildren(...placeholders().map((name) => el("span", { class: checked && columns.length ? (known(name) ? "chip good" : "chip bad") : "chip" }, `{${name}}`)));
  byId("columns").replaceChildren(...columns.filter(Boolean).map((name) => el("button", { type: "button", class: "chip", title: say("insert", { column: name }), "aria-label": say("insert", { column: name }), onclick: () => insert(name) }, name)));
}

function insert(name) {
  const field = byId("template");
  field.setRangeText(`{${name}}`, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  drawChips();
  keep();
}

function turn(to) {
  if (!checked) return;
  at = Math.max(0, Math.min(checked.clips - 1, to));
  check();
}

let pasting = 0;
let sending = null;
function pasted(after_ms) {
  clearTimeout(pasting);
  pasting = byId("paste").value.trim() ? setTimeout(sendPasted, after_ms) : 0;
}

function sendPasted() {
  clearTimeout(pasting);
  pasting = 0;
  sending = tables.take([new File([byId("paste").value], PASTED, { type: "text/tab-separated-values" })]);
}

// Whoever presses a button at once means what stands there now, also while it is still on its way.
async function settle() {
  if (pasting) sendPasted();
  await sending;
  if (checking) check();
  await answer;
}

function example() {
  byId("template").value = say("example-template");
  byId("paste").value = say("example-rows").split("/").map((row) => row.split(";").map((cell) => cell.trim()).join("\t")).join("\n");
  byId("paste-box").open = true;
  drawChips();
  pasted(0);
}

function missing() {
  if (!byId("template").value.trim()) return { message: say("no-template"), field: "template" };
  if (!table) return { message: say("no-table"), field: "table" };
  return seen.missing() || lookMissing() || (checked && !checked.ready ? { message: say(checked.good ? "not-ready-but" : "not-ready"), field: "make" } : null);
}

async function make() {
  calm(byId("make").querySelector(".bar"));
  await settle();
  const wrong = missing();
  if (wrong) { complain(wrong); return; }
  byId("go").disabled = true;
  try {
    const since = performance.now();
    const title = table.name === PASTED ? byId("template").value.trim().slice(0, 100) : null;
    show(await api("POST", "/batches", { ...request(), kind: "names", title }), { push: true, since });
  } catch (problem) {
    complain(problem);
  } finally {
    byId("go").disabled = false;
  }
}

const drafts = new Cards(byId("drafts"));
// What the line told of drafts whose answer was still on its way.
const early = new Map();
async function draft() {
  await settle();
  const [row] = checked?.preview || [];
  if (!row) return;
  byId("draft").disabled = true;
  try {
    byId("drafts").replaceChildren();
    drafts.cards.clear();
    early.clear();
    const order = await api("POST", "/orders", { ...look(), ...seen.request(), text: row.text, voice: checked.voice, language: checked.language, label: row.label, draft: true });
    drafts.show(early.get(order.id) ?? order);
  } catch (problem) {
    complain(problem);
  } finally {
    byId("draft").disabled = false;
  }
}

// The table sent before stays in use after the page was loaded anew, while it is still there.
function restore() {
  for (const id of ["template", "pattern", "paste"]) byId(id).value = kept[id] || "";
  byId("skip-bad").checked = Boolean(kept.skip_bad);
  byId("paste-box").open = Boolean(kept.paste);
  table = kept.table || null;
  tables.restore(table);
  check();
}

byId("template").addEventListener("input", () => { drawChips(); keep(); });
byId("pattern").addEventListener("input", keep);
byId("skip-bad").addEventListener("change", () => { at = 0; keep(); });
byId("paste").addEventListener("input", () => { pasted(600); keep(); });
byId("row-before").addEventListener("click", () => turn(at - 1));
byId("row-after").addEventListener("click", () => turn(at + 1));
byId("row").addEventListener("change", () => turn(Number(byId("row").value) - 1 || 0));
byId("row").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); turn(Number(byId("row").value) - 1 || 0); } });
byId("draft").addEventListener("click", draft);
byId("example").addEventListener("click", example);
byId("make").addEventListener("submit", (event) => { event.preventDefault(); make(); });
wireLook(kept, keep);
draw();
wireBatches({ order: (order) => { if (drafts.has(order)) drafts.show(order); else if (order.draft) early.set(order.id, order); }, places: (told) => drafts.places(told) });
restore();
