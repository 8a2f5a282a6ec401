// What is asked for when clips are made: what is said, who says it, how it sounds and looks. All of it outlives a reload of the page.
import { api, byId, bytes, calm, clock, complain, config, el, icon, iconButton, say, tabs, toast, upload } from "./studio.js";

// What a page keeps for when it is loaded again, in this tab.
export function memory(name) {
  let kept = {};
  try { kept = JSON.parse(sessionStorage.getItem(name)) || {}; } catch { /* not ours: begin anew */ }
  const keep = (values) => { try { sessionStorage.setItem(name, JSON.stringify(values)); } catch { /* full: the page works on without */ } };
  return { kept, keep };
}

// Whether a file that was sent is still kept; when nobody answers it may be.
export async function stillThere(sent) {
  try { await api("GET", `/uploads/${encodeURIComponent(sent.id)}`); } catch (problem) { return problem.code !== "unknown-upload"; }
  return true;
}

// A place to drop or choose a file; sends it at once, shows it, and gives the upload to `done`.
export function dropZone(place, { accept, hint, multiple = false, done, gone = () => {} }) {
  const picker = el("input", { type: "file", accept, multiple, class: "hidden-file", "aria-label": hint });
  const face = el("label", { class: "face" }, icon("add"), el("span", {}, hint), picker);
  const field = place.closest(".field")?.dataset.field || "make";
  const empty = () => { place.replaceChildren(face); picker.value = ""; };
  async function take(files) {
    for (const file of multiple ? files : [...files].slice(0, 1)) {
      calm(place.parentElement);
      const bar = el("progress", { max: 1, value: 0, "aria-label": say("sending") });
      if (!multiple) place.replaceChildren(el("div", { class: "sending" }, el("span", {}, file.name), bar));
      try {
        const sent = await upload(file, (share) => { bar.value = share; });
        if (!multiple) place.replaceChildren(preview(sent, file, () => { empty(); gone(); }));
        done(sent, file);
      } catch (problem) {
        if (!multiple) empty();
        complain({ message: problem.message, field }, field);
      }
    }
  }
  picker.addEventListener("change", () => take([...picker.files]));
  for (const name of ["dragover", "dragleave", "drop"]) {
    place.addEventListener(name, (event) => {
      event.preventDefault();
      place.classList.toggle("over", name === "dragover");
      if (name === "drop") take([...event.dataTransfer.files]);
    });
  }
  // A file that was sent before is shown again.
  const put = (sent) => place.replaceChildren(preview(sent, null, () => { empty(); gone(); }));
  // The same, until it is known to be gone.
  const restore = (sent) => {
    if (!sent) return;
    put(sent);
    stillThere(sent).then((there) => { if (!there && place.querySelector(`[data-upload="${sent.id}"]`)) { empty(); gone(); } });
  };
  empty();
  return { take, empty, picker, put, restore };
}

function preview(sent, file, remove) {
  const source = file ? URL.createObjectURL(file) : `/api/v1/uploads/${sent.id}/file`;
  const show = sent.kind === "sound" ? el("audio", { controls: true, src: source }) : sent.kind === "photo" ? el("img", { src: source, alt: sent.name }) : sent.kind === "video" ? el("video", { src: source, controls: true, muted: true, playsinline: true }) : null;
  const facts = [sent.duration_s && clock(sent.duration_s), sent.width && `${sent.width}×${sent.height}`, bytes(sent.size_bytes)].filter(Boolean).join(" · ");
  return el("div", { class: "chosen", "data-upload": sent.id }, show, el("div", {}, el("b", {}, sent.name), el("small", {}, facts)), iconButton("close", say("remove"), remove));
}

// How a clip shall sound and look, read from the page into a request.
const LOOK = ["voice", "rate", "subtitles", "shape", "size", "background", "background-colour", "engine"];
const sound = new Audio();
let backdrop = null;

export function wireLook(kept, keep) {
  for (const id of LOOK) {
    const field = byId(id);
    if (!field) continue;
    const before = kept.look?.[id];
    if (before !== undefined && (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === before && !option.disabled))) field.value = before;
    field.addEventListener("change", () => { drawLook(); keep(); });
  }
  byId("rate")?.addEventListener("input", drawLook);
  byId("hear")?.addEventListener("click", hear);
  byId("background-file")?.addEventListener("change", takeBackdrop.bind(null, keep));
  backdrop = kept.look?.backdrop || null;
  if (backdrop) stillThere(backdrop).then((there) => { if (!there) { backdrop = null; drawLook(); keep(); } });
  drawLook();
  const more = document.querySelector("details.more:has(#shape)");
  if (more && ["subtitles", "shape", "size", "background", "engine"].some((id) => byId(id)?.selectedIndex > 0)) more.open = true;
}

function drawLook() {
  if (byId("rate")) byId("rate-shown").textContent = `${Number(byId("rate").value).toFixed(2)} ×`;
  const background = byId("background")?.value;
  if (background === undefined) return;
  byId("background-colour").hidden = background !== "colour";
  byId("background-picked").hidden = background !== "picture";
  byId("background-name").textContent = backdrop?.name || "";
}

async function takeBackdrop(keep, event) {
  const [file] = event.target.files;
  if (!file) return;
  backdrop = null;
  byId("background-wrong").hidden = true;
  byId("background-name").textContent = say("sending");
  try {
    const sent = await upload(file);
    if (sent.kind === "photo" || sent.kind === "video") backdrop = sent;
    else complain({ message: say("no-backdrop-yet"), field: "background" });
  } catch (problem) { complain({ message: problem.message, field: "background" }); }
  event.target.value = "";
  drawLook();
  keep();
}

async function hear() {
  const id = byId("voice").value || config.sample_voice;
  sound.src = `/api/v1/voices/${encodeURIComponent(id)}/sample`;
  try { await sound.play(); } catch { toast(say("hear-failed")); }
}

export const lookKept = () => ({ look: { ...Object.fromEntries(LOOK.filter(byId).map((id) => [id, byId(id).value])), backdrop } });

export const lookMissing = () => (byId("background").value === "picture" && !backdrop ? { message: say("no-backdrop-yet"), field: "background" } : null);

export function look() {
  const value = (id) => byId(id)?.value || null;
  const background = value("background") === "colour" ? value("background-colour") : value("background") === "picture" ? backdrop?.id : null;
  return {
    voice: value("voice"),
    rate: Number(value("rate") || 1),
    subtitles: value("subtitles") || "off",
    square: value("shape") === "square",
    size: value("size") ? Number(value("size")) : null,
    background,
    engine: value("engine"),
  };
}

// What is said and who says it, where a page has the fields of said.html. `kept` is what was there before; `keep` is called when
// something changed.
export function wireSaid(kept, keep) {
  const state = { by: kept.by || "text", sound: kept.sound || null };
  let wired = false;
  const changed = () => { if (wired) keep(); };
  const choose = tabs(byId("tab-text").parentElement, (id) => { state.by = id.slice(4); changed(); });
  const set = (sent) => { state.sound = sent; changed(); };
  const sounds = dropZone(byId("sound-drop"), { accept: "audio/*,video/*,.opus,.amr", hint: say("drop-sound"), done: set, gone: () => set(null) });
  sounds.restore(state.sound);
  const count = () => {
    const length = [...byId("text").value.trim()].length;
    byId("length").textContent = length ? say("length", { count: length, time: clock(length / config.letters_s) }) : "";
  };
  for (const id of ["text", "words"]) {
    byId(id).value = kept[id] || "";
    byId(id).addEventListener("input", () => { count(); changed(); });
  }
  byId("record").addEventListener("click", async () => (await import("./record.js")).toggle((file) => sounds.take([file])));
  choose(byId(`tab-${state.by}`));
  count();
  wired = true;
  return {
    kept: () => ({ by: state.by, sound: state.sound, text: byId("text").value, words: byId("words").value }),
    request: () => (state.by === "text" ? { text: byId("text").value } : { sound: state.sound?.id ?? null, text: byId("words").value.trim() || null }),
    spoken: () => state.by === "text",
    missing: () => (state.by === "sound" && !state.sound ? { message: say("no-sound-yet"), field: "sound" } : null),
    write: (text) => { byId("text").value = text; choose(byId("tab-text")); count(); },
  };
}

// Presenters as pictures to choose one of, or to tick many of.
export function gallery({ many = false, chosen, changed }) {
  byId("gallery").replaceChildren(...config.presenters.map((one) => {
    const input = el("input", { type: many ? "checkbox" : "radio", name: "presenter", value: one.id });
    input.checked = chosen(one.id);
    input.addEventListener("change", () => changed(one.id, input.checked));
    return el("label", { class: "presenter", title: one.description }, input, el("img", { src: one.poster, alt: "", loading: "lazy" }), el("span", {}, one.name));
  }));
}

export function wireSeen(kept, keep) {
  const state = { seen: kept.seen || "presenter", presenter: config.presenters.some((one) => one.id === kept.presenter) ? kept.presenter : config.presenter, footage: kept.footage || null };
  let wired = false;
  const changed = () => { if (wired) keep(); };
  const choose = tabs(byId("tab-presenter").parentElement, (id) => { state.seen = id.slice(4); changed(); });
  const set = (sent) => { state.footage = sent; changed(); };
  dropZone(byId("footage-drop"), { accept: "video/*,image/*", hint: say("drop-footage"), done: set, gone: () => set(null) }).restore(state.footage);
  const draw = () => gallery({ chosen: (id) => id === state.presenter, changed: (id) => { state.presenter = id; changed(); } });
  choose(byId(`tab-${state.seen}`));
  draw();
  wired = true;
  return {
    kept: () => ({ seen: state.seen, presenter: state.presenter, footage: state.footage }),
    request: () => (state.seen === "presenter" ? { presenter: state.presenter } : { footage: state.footage?.id ?? null }),
    missing: () => (state.seen === "footage" && !state.footage ? { message: say("no-footage-yet"), field: "footage" } : null),
    take: (presenter) => { state.presenter = presenter; choose(byId("tab-presenter")); draw(); },
  };
}
