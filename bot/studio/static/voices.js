// Who can be heard: hundreds of voices, found by language and name, each to be heard before it is chosen.
import { showModels } from "./models.js";
import { Problem, byId, config, el, icon, say } from "./studio.js";

const KEPT = "mouthpiece-voices";
const FILTERS = ["words", "language", "gender", "engine", "say"];
const SOUNDS = 24;
const kept = JSON.parse(sessionStorage.getItem(KEPT) || "{}");
const player = byId("player");
const sounds = new Map();
let now = null;

// Languages, by what their speakers call them and by what the reader does

const shown = new Intl.DisplayNames([config.language], { type: "language", fallback: "none" });

// What espeak-ng writes in place of a country here is none: a browser would read Chile, Bosnia and the Vatican.
const NO_COUNTRY = new Set(["ru-cl", "ca-ba", "ca-nw", "ca-va"]);

function reads(tag, name) {
  if (NO_COUNTRY.has(tag) || tag.includes("-x-") || tag.split("-").length > 3) return name;
  try { return shown.of(tag) || name; } catch { return name; }
}

const languages = config.languages.map(([tag, name]) => {
  const read = reads(tag, name);
  return { tag, name, title: read.charAt(0).toLocaleUpperCase(config.language) + read.slice(1) };
});

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

function voiceOf([id, place, gender, engine, name]) {
  const language = languages[place] ?? { tag: "", name: "", title: "" };
  const model = engine === "coqui" ? config.coqui.models.find((one) => id === `coqui:${one.id}` || id.startsWith(`coqui:${one.id}/`)) : null;
  const heading = engine === "coqui" ? name : language.title;
  const title = [heading, gender && say(gender)].filter(Boolean).join(", ");
  const found = plain([id, name, language.name, language.title, language.tag, engine].join(" "));
  return { id, gender, engine, language, heading, title, model, found };
}

// The reader's language first, one's own models before the rest.
const rank = (voice) => (voice.engine === "coqui" ? 0 : 2) + (voice.language.tag.split("-")[0] === config.language ? 0 : 1);
const voices = config.voices.map(voiceOf).sort((a, b) => rank(a) - rank(b) || a.language.title.localeCompare(b.language.title, config.language) || a.title.localeCompare(b.title, config.language));

function row(voice) {
  const button = el("button", { type: "button", class: "icon hear", "aria-label": say("hear", { name: voice.title }), title: say("hear", { name: voice.title }), onclick: () => hear(voice) }, icon("play"));
  const facts = [voice.gender && say(voice.gender), voice.language.name !== voice.heading && voice.language.tag.split("-")[0] !== config.language && voice.language.name, say(`engine-${voice.engine}`)].filter(Boolean).join(" · ");
  voice.button = button;
  voice.node = el("li", { class: "voice", "data-voice": voice.id },
    button,
    el("div", {}, el("b", {}, voice.heading), el("small", { title: say(`licence-${voice.engine}`) }, facts), voice.model && el("small", { class: "path" }, voice.model.folder)),
    el("a", { class: "button", href: `/studio?voice=${encodeURIComponent(voice.id)}`, "aria-label": say("use-it", { name: voice.title }), title: say("use-it", { name: voice.title }) }, say("use")));
  return voice.node;
}

// Finding

function find() {
  const words = plain(byId("words").value).split(/\s+/).filter(Boolean);
  const [language, gender, engine] = ["language", "gender", "engine"].map((id) => byId(id).value);
  let count = 0;
  for (const voice of voices) {
    const fits = (!language || voice.language.tag === language || voice.language.tag.split("-")[0] === language) && (!gender || !voice.gender || voice.gender === gender) && (!engine || voice.engine === engine) && words.every((word) => voice.found.includes(word));
    voice.node.hidden = !fits;
    count += fits;
  }
  byId("count").textContent = count ? say("count", { count }) : say("no-match");
  byId("clear").hidden = count === voices.length;
  sessionStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(FILTERS.map((id) => [id, byId(id).value]))));
}

// Hearing: one at a time

function mark(voice, condition) {
  const words = say(condition === "playing" ? "stop" : "hear", { name: voice.title });
  voice.button.replaceChildren(icon(condition === "playing" ? "stop" : "play"));
  voice.button.dataset.condition = condition;
  voice.button.setAttribute("aria-busy", condition === "coming");
  voice.button.setAttribute("aria-label", words);
  voice.button.title = words;
}

function stop() {
  if (!now) return;
  mark(now, "");
  now = null;
  player.pause();
}

async function hear(voice) {
  if (now === voice) { stop(); return; }
  stop();
  now = voice;
  voice.node.querySelector(".wrong")?.remove();
  mark(voice, "coming");
  try {
    const source = await sound(voice, byId("say").value.trim());
    if (now !== voice) return;
    player.src = source;
    await player.play();
    if (now === voice) mark(voice, "playing");
  } catch (problem) {
    if (now !== voice) return;
    stop();
    voice.node.append(el("p", { class: "wrong", role: "alert" }, problem instanceof Problem ? problem.message : say("failed")));
  }
}

async function sound(voice, words) {
  const key = `${voice.id} ${words}`;
  if (sounds.has(key)) return sounds.get(key);
  const base = `/api/v1/voices/${encodeURIComponent(voice.id)}`;
  const asked = words ? [`${base}/say`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text: words }) }] : [`${base}/sample`];
  const answer = await fetch(...asked).catch(() => { throw new Problem({ detail: say("unreachable"), code: "unreachable" }); });
  if (!answer.ok) throw new Problem(await answer.json().catch(() => ({ detail: say("failed"), code: "internal" })));
  const source = URL.createObjectURL(await answer.blob());
  sounds.set(key, source);
  if (sounds.size > SOUNDS) {
    const [oldest, url] = sounds.entries().next().value;
    URL.revokeObjectURL(url);
    sounds.delete(oldest);
  }
  return source;
}

const tags = new Set(voices.map((voice) => voice.language.tag));
const own = (language) => (language.tag.split("-")[0] === config.language ? 0 : 1);
byId("language").append(...languages.filter((one) => tags.has(one.tag) || [...tags].some((tag) => tag.startsWith(`${one.tag}-`))).sort((a, b) => own(a) - own(b) || a.title.localeCompare(b.title, config.language)).map((one) => el("option", { value: one.tag }, one.title)));
byId("voices").replaceChildren(...voices.map(row));
for (const id of FILTERS) {
  if (kept[id]) byId(id).value = kept[id];
  byId(id).addEventListener("input", find);
}
byId("finder").addEventListener("submit", (event) => event.preventDefault());
byId("clear").addEventListener("click", () => {
  for (const id of ["words", "language", "gender", "engine"]) byId(id).value = "";
  find();
  byId("words").focus();
});
player.addEventListener("ended", stop);
find();
showModels(byId("models"), "voice");
