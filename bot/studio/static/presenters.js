// Who can be seen: a card for each, and adding somebody who agreed to it.
import { api, ask, byId, bytes, calm, complain, config, el, icon, iconButton, lips, say, toast } from "./studio.js";
import { dropZone } from "./form.js";
import { menu } from "./menu.js";
import { examine, looking, report } from "./report.js";

const KEPT = "mouthpiece-presenters";
const TYPED = ["name", "gender", "consent-who", "consent-when", "consent-what"];
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const kept = JSON.parse(sessionStorage.getItem(KEPT) || "{}");
const state = { footage: null, told: null, face: null, film: null, filmed: false };

// A card

function portrait(one) {
  const still = el("img", { src: `${one.poster}?card=1`, alt: "", loading: "lazy" });
  if (one.kind === "photo") return { node: el("div", { class: "portrait" }, still), start() {}, stop() {} };
  const node = el("button", { type: "button", class: "portrait", "aria-label": say("play", { name: one.name }), "aria-pressed": "false" }, still);
  let video = null;
  const stop = () => {
    video?.remove();
    video = null;
    node.setAttribute("aria-pressed", "false");
  };
  const start = () => {
    if (video) return;
    video = el("video", { src: one.loop, preload: "none", loop: true, playsinline: true, tabindex: -1 });
    video.muted = true;
    node.append(video);
    node.setAttribute("aria-pressed", "true");
    video.play().catch(() => {});
  };
  node.addEventListener("focus", () => { if (node.matches(":focus-visible") && !CALM.matches) start(); });
  node.addEventListener("blur", stop);
  node.addEventListener("click", (event) => { if (event.pointerType !== "mouse" || CALM.matches) (video ? stop : start)(); });
  return { node, start, stop };
}

function badges(one) {
  const told = [one.builtin && "builtin", one.own && "own", !one.builtin && one.shared && (one.own ? "shared" : "chat"), one.kind === "photo" && "photo"].filter(Boolean);
  return el("p", { class: "badges" }, told.map((name) => el("span", { "data-badge": name }, say(`badge-${name}`))));
}

function card(one) {
  const face = portrait(one);
  const facts = one.own ? [one.file_name, bytes(one.size_bytes), one.added_at && new Date(one.added_at).toLocaleDateString(config.language, { dateStyle: "medium" })].filter(Boolean).join(" · ") : one.description;
  const node = el("article", { class: "person", "data-presenter": one.id },
    face.node,
    el("div", { class: "about" },
      el("h3", {}, one.name), badges(one), el("p", { class: "facts" }, facts),
      one.engine && el("p", { class: "facts", "data-lips": one.engine }, say("lips", { lips: lips(one.engine) })),
      one.consent && el("p", { class: "facts kept", title: one.consent }, say("consent-kept", { statement: one.consent })),
      el("div", { class: "actions" }, el("a", { class: "button", href: `/studio?presenter=${encodeURIComponent(one.id)}` }, icon("one"), say("use")), menu(say("actions", { name: one.name }), () => actions(one, node)))));
  node.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse" && !CALM.matches) face.start(); });
  node.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") face.stop(); });
  return node;
}

function actions(one, node) {
  const check = [["look", say("check"), () => checkOf(one)], ["many", say("compare"), () => { location.href = `/studio/compare?presenter=${encodeURIComponent(one.id)}`; }]];
  if (one.engine) check.push(["again", say("forget-lips"), () => change(one, node, { engine: "" }, "lips-forgotten")]);
  if (!one.own) return check;
  return [...check,
    ["edit", say("rename"), () => rename(one, node)],
    one.shared ? ["close", say("unshare"), () => change(one, node, { shared: false }, "is-private")] : ["share", say("share"), () => share(one, node)],
    ["bin", say("remove"), () => remove(one, node), "danger"]];
}

function redraw(one, node) {
  const next = card(one);
  node.replaceWith(next);
  next.querySelector(".menu-of button").focus();
}

async function change(one, node, changes, words) {
  try {
    const next = await api("PATCH", `/presenters/${one.id}`, changes);
    redraw(next, node);
    toast(say(words, { name: next.name }));
  } catch (problem) { toast(problem.message); }
}

async function share(one, node) {
  if (await ask(say("share-sure", { name: one.name }), say("share"))) await change(one, node, { shared: true }, "is-shared");
}

async function remove(one, node) {
  try {
    const { clips, waiting } = await api("GET", `/presenters/${one.id}`);
    const sure = [say("sure", { name: one.name }), clips && say("sure-clips", { count: clips }), waiting && say("sure-waiting", { count: waiting })].filter(Boolean).join(" ");
    if (!(await ask(sure, say("remove")))) return;
    const gone = await api("DELETE", `/presenters/${one.id}`);
    node.remove();
    toast(say("has-gone", { name: gone.name, clips: gone.clips, size: bytes(gone.size_bytes) }));
  } catch (problem) { toast(problem.message); }
}

function rename(one, node) {
  const dialog = byId("renaming");
  byId("renaming-title").textContent = say("rename-title", { name: one.name });
  byId("new-name").value = one.name;
  calm(dialog);
  byId("rename").onsubmit = async (event) => {
    event.preventDefault();
    calm(dialog);
    try {
      const next = await api("PATCH", `/presenters/${one.id}`, { name: byId("new-name").value });
      dialog.close();
      redraw(next, node);
      toast(say("now-called", { name: next.name }));
    } catch (problem) { complain({ message: problem.message, field: "new-name" }); }
  };
  dialog.showModal();
  byId("new-name").select();
}

async function checkOf(one) {
  const progress = looking();
  const place = el("div", { "aria-live": "polite" }, progress.node);
  const title = say("check-title", { name: one.name });
  const dialog = el("dialog", { class: "checking", "aria-label": title }, el("div", { class: "row" }, el("b", {}, title), iconButton("close", say("close"), () => dialog.close())), place);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  try {
    const told = await examine({ presenter: one.id }, { going: () => dialog.open, onShare: progress.show });
    if (told) place.replaceChildren(report(told));
  } catch (problem) { place.replaceChildren(el("p", { class: "wrong", role: "alert" }, problem.message)); }
}

// Adding

function keep() {
  const typed = Object.fromEntries(TYPED.map((id) => [id, byId(id).value]));
  sessionStorage.setItem(KEPT, JSON.stringify({ ...typed, footage: state.footage, film: state.film, open: !byId("adding").hidden }));
}

function openAdding(open) {
  byId("adding").hidden = !open;
  byId("open-add").setAttribute("aria-expanded", open);
  keep();
}

const drop = (footage) => api("DELETE", `/uploads/${footage.id}`).catch(() => {});

function forget() {
  state.footage = null;
  state.told = null;
  state.face = null;
  byId("report").replaceChildren();
  byId("tips").open = true;
  keep();
}

async function look(footage) {
  Object.assign(state, { footage, told: null, face: null });
  calm(byId("footage-drop").parentElement);
  keep();
  byId("tips").open = false;
  const progress = looking();
  byId("report").replaceChildren(progress.node);
  try {
    const told = await examine({ footage: footage.id }, { going: () => state.footage === footage, onShare: progress.show });
    if (!told || state.footage !== footage) return;
    state.told = told;
    calm(byId("footage-drop").parentElement);
    byId("report").replaceChildren(report(told, (number) => { state.face = number; }));
  } catch (problem) {
    if (state.footage !== footage) return;
    if (problem.code === "unreachable" || problem.code === "internal") { lookAgain(footage, problem); return; }
    zone.empty();
    forget();
    drop(footage);
    complain({ message: problem.message, field: "footage" });
  }
}

function lookAgain(file, problem, place = "report", again = look) {
  byId(place).replaceChildren(el("p", { class: "wrong", role: "alert" }, problem.message), el("button", { type: "button", onclick: () => again(file) }, icon("again"), say("look-again")));
}

// A film of the mouth opening beside it

function forgetFilm() {
  Object.assign(state, { film: null, filmed: false });
  byId("film-report").replaceChildren();
  keep();
}

async function lookFilm(film) {
  Object.assign(state, { film, filmed: false });
  calm(byId("visemes-drop").parentElement);
  keep();
  const progress = looking();
  byId("film-report").replaceChildren(progress.node);
  try {
    const told = await examine({ visemes: film.id }, { going: () => state.film === film, onShare: progress.show });
    if (!told || state.film !== film) return;
    state.filmed = true;
    calm(byId("visemes-drop").parentElement);
    byId("film-report").replaceChildren(el("p", { class: "hint good" }, icon("check"), say("film-good")));
  } catch (problem) {
    if (state.film !== film) return;
    if (problem.code === "unreachable" || problem.code === "internal") { lookAgain(film, problem, "film-report", lookFilm); return; }
    filmZone.empty();
    forgetFilm();
    drop(film);
    complain({ message: problem.message, field: "visemes" });
  }
}

function missing() {
  const found = [];
  if (!state.footage) found.push(["footage", say("no-footage")]);
  else if (!state.told) found.push(["footage", say("still-looking")]);
  if (state.film && !state.filmed) found.push(["visemes", say("still-looking")]);
  if (!byId("name").value.trim()) found.push(["name", say("no-name")]);
  if (["who", "when", "what"].some((part) => !byId(`consent-${part}`).value.trim())) found.push(["consent", say("consent-missing")]);
  return found;
}

function statement() {
  const [year, month, day] = byId("consent-when").value.split("-").map(Number);
  const date = new Date(year, month - 1, day).toLocaleDateString(config.language, { dateStyle: "long" });
  return [byId("consent-who").value.trim(), date, byId("consent-what").value.trim()].join(", ");
}

async function add(event) {
  event.preventDefault();
  calm(byId("adding"));
  const wrong = missing();
  for (const [field, message] of wrong.reverse()) complain({ message, field });
  if (wrong.length) return;
  byId("go").disabled = true;
  try {
    const one = await api("POST", "/presenters", { footage: state.footage.id, name: byId("name").value, gender: byId("gender").value, face: state.face, tracker: byId("tracker")?.value || null, visemes: state.film?.id ?? null, consent: statement() });
    drop(state.footage);
    zone.empty();
    if (state.film) drop(state.film);
    filmZone.empty();
    forgetFilm();
    byId("film-box").open = false;
    for (const id of TYPED) byId(id).value = "";
    byId("consent-when").value = today();
    forget();
    openAdding(false);
    const node = card(one);
    byId("cast").prepend(node);
    node.scrollIntoView({ block: "nearest", behavior: "smooth" });
    toast(say("added", { name: one.name }));
  } catch (problem) {
    complain(problem, "footage");
  } finally {
    byId("go").disabled = false;
  }
}

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

const zone = dropZone(byId("footage-drop"), { accept: "video/*,image/*", hint: say("drop"), done: look, gone: () => { if (state.footage) drop(state.footage); forget(); } });
const filmZone = dropZone(byId("visemes-drop"), { accept: "video/*", hint: say("film-drop"), done: lookFilm, gone: () => { if (state.film) drop(state.film); forgetFilm(); } });
for (const id of TYPED) {
  byId(id).value = kept[id] ?? "";
  byId(id).addEventListener("input", keep);
}
byId("consent-when").value ||= today();
byId("add").addEventListener("submit", add);
byId("open-add").addEventListener("click", () => { openAdding(byId("adding").hidden); if (!byId("adding").hidden) zone.picker.focus(); });
byId("close-add").addEventListener("click", () => { openAdding(false); byId("open-add").focus(); });
byId("rename-close").addEventListener("click", () => byId("renaming").close());
byId("cast").replaceChildren(...config.presenters.map(card));
if (kept.open) {
  openAdding(true);
  if (kept.footage) {
    api("GET", `/uploads/${kept.footage.id}`).then((footage) => { zone.put(footage); look(footage); }).catch(() => forget());
  }
  if (kept.film) {
    api("GET", `/uploads/${kept.film.id}`).then((film) => { byId("film-box").open = true; filmZone.put(film); lookFilm(film); }).catch(() => forgetFilm());
  }
}
