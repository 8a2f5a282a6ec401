// One clip: a text or a sound, a presenter or a video of one's own.
import { api, byId, calm, clock, complain, config, dropZone, el, follow, icon, look, say, tabs, toast, wireLook } from "./studio.js";
import { Cards } from "./clips.js";

const KEPT = "mouthpiece-one";
const kept = JSON.parse(sessionStorage.getItem(KEPT) || "{}");
const state = { by: kept.by || "text", seen: kept.seen || "presenter", presenter: kept.presenter || config.presenter, sound: null, footage: null };

function keep() {
  sessionStorage.setItem(KEPT, JSON.stringify({ by: state.by, seen: state.seen, presenter: state.presenter, text: byId("text").value, words: byId("words").value }));
}

const chooseSaid = tabs(byId("tab-text").parentElement, (id) => { state.by = id.slice(4); keep(); });
const chooseSeen = tabs(byId("tab-presenter").parentElement, (id) => { state.seen = id.slice(4); keep(); });

function gallery() {
  byId("gallery").replaceChildren(...config.presenters.map((one) => {
    const input = el("input", { type: "radio", name: "presenter", value: one.id });
    input.checked = one.id === state.presenter;
    input.addEventListener("change", () => { state.presenter = one.id; keep(); });
    return el("label", { class: "presenter", title: one.description }, input, el("img", { src: one.poster, alt: "", loading: "lazy" }), el("span", {}, one.name));
  }));
}

function count() {
  const length = [...byId("text").value.trim()].length;
  byId("length").textContent = length ? say("length", { count: length, time: clock(length / config.letters_s) }) : "";
}

const sounds = dropZone(byId("sound-drop"), { accept: "audio/*,video/*,.opus,.amr", hint: say("drop-sound"), done: (sent) => { state.sound = sent; }, gone: () => { state.sound = null; } });
dropZone(byId("footage-drop"), { accept: "video/*,image/*", hint: say("drop-footage"), done: (sent) => { state.footage = sent; }, gone: () => { state.footage = null; } });

function request(draft) {
  const said = state.by === "text" ? { text: byId("text").value } : { sound: state.sound?.id ?? null, text: byId("words").value.trim() || null };
  const seen = state.seen === "presenter" ? { presenter: state.presenter } : { footage: state.footage?.id ?? null };
  const fields = { ...look(), ...said, ...seen, draft };
  if (state.by === "sound") delete fields.voice;
  return fields;
}

async function make(draft) {
  calm();
  if (state.by === "sound" && !state.sound) { complain({ message: say("no-sound-yet"), field: "sound" }); return; }
  if (state.seen === "footage" && !state.footage) { complain({ message: say("no-footage-yet"), field: "footage" }); return; }
  for (const id of ["go", "draft"]) byId(id).disabled = true;
  try {
    const since = performance.now();
    const card = cards.show(await api("POST", "/orders", request(draft)), { since });
    byId("none").hidden = true;
    card.node.scrollIntoView({ block: "nearest", behavior: "smooth" });
  } catch (problem) {
    complain(problem);
  } finally {
    for (const id of ["go", "draft"]) byId(id).disabled = false;
  }
}

const again = (order) => order.text && !order.sound_name && el("button", { type: "button", onclick: () => edit(order) }, icon("edit"), say("change"));
const cards = new Cards(byId("results"), { actions: (order) => [again(order)] });

function edit(order) {
  byId("text").value = order.text;
  chooseSaid(byId("tab-text"));
  if (order.voice) byId("voice").value = order.voice;
  if (order.presenter) { state.presenter = order.presenter; chooseSeen(byId("tab-presenter")); gallery(); }
  count();
  keep();
  byId("text").focus();
  byId("text").scrollIntoView({ block: "center", behavior: "smooth" });
}

async function refresh() {
  try {
    const since = performance.now();
    const { orders } = await api("GET", "/orders?limit=12");
    for (const order of orders.reverse()) if (!order.batch) cards.show(order, { since });
    byId("none").hidden = cards.cards.size > 0;
  } catch (problem) { toast(problem.message); }
}

// From the pages of presenters and voices, with whom or what was chosen there.
function arrive() {
  const asked = new URLSearchParams(location.search);
  const [presenter, voice] = [asked.get("presenter"), asked.get("voice")];
  const known = (id) => config.presenters.some((one) => one.id === id);
  if (!known(state.presenter)) { state.presenter = config.presenter; gallery(); }
  if (known(presenter)) { state.presenter = presenter; chooseSeen(byId("tab-presenter")); gallery(); }
  if (voice) { byId("voice").value = voice; chooseSaid(byId("tab-text")); }
  if (byId("voice").selectedIndex < 0) byId("voice").value = "";
  if (asked.size) history.replaceState(null, "", location.pathname);
  keep();
}

byId("text").value = kept.text || "";
byId("words").value = kept.words || "";
byId("text").addEventListener("input", () => { count(); keep(); });
byId("words").addEventListener("input", keep);
byId("make").addEventListener("submit", (event) => { event.preventDefault(); make(false); });
byId("draft").addEventListener("click", () => make(true));
addEventListener("keydown", (event) => { if ((event.ctrlKey || event.metaKey) && event.key === "Enter") make(false); });
byId("record").addEventListener("click", async () => (await import("./record.js")).toggle((file) => sounds.take([file])));
chooseSaid(byId(`tab-${state.by}`));
chooseSeen(byId(`tab-${state.seen}`));
gallery();
count();
wireLook();
arrive();
for (const order of config.orders.reverse()) cards.show(order);
byId("none").hidden = cards.cards.size > 0;
follow({ order: (order) => { if (!order.batch) cards.show(order); byId("none").hidden = cards.cards.size > 0; }, places: (places) => cards.places(places), again: refresh });
